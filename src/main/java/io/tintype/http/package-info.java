/**
 * Tintype over HTTP: the resource that implements the generated interface and only translates between requests, use
 * cases and responses. {@code request} contains the stages of every request before JAX-RS, {@code upload} and {@code
 * download} the transfer of images, {@code problem} the responses to failures, and {@code gallery} the static files.
 * Generated types and JAX-RS stay within these packages.
 */
package io.tintype.http;
