/**
 * What every request passes before JAX-RS, whatever its path: its id, the rules about its headers, the limits of its
 * body and its connection, and content negotiation.
 */
package io.tintype.http.request;
