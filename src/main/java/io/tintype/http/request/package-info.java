/**
 * The steps that every request passes before JAX-RS: assigning a request id, checking headers, limiting the body and the
 * pipelined requests of a connection, and negotiating the media type of the response.
 */
package io.tintype.http.request;
