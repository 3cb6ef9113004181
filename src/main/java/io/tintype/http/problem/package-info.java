/**
 * Problem responses (RFC 9457): the failures that HTTP itself adds to those of the use cases, and what a caller reads
 * for each failure. Knows no other package of {@code http}.
 */
package io.tintype.http.problem;
