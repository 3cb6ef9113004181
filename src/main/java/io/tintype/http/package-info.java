/**
 * Tintype over HTTP: the resource that implements the generated interface and only translates, representations,
 * headers and problems. Generated types and JAX-RS stay in here.
 */
package io.tintype.http;
