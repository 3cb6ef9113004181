/**
 * Problem responses (RFC 9457): the failures that HTTP itself adds to those of the use cases, and the response to each
 * failure. Depends on no other package of {@code http}.
 */
package io.tintype.http.problem;
