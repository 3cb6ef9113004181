/**
 * The stages that every request passes before JAX-RS: its id, the rules about its headers, the limits of its body and
 * its connection, and content negotiation.
 */
package io.tintype.http.request;
