/**
 * Who is calling: the verification of tokens, and {@link io.tintype.security.Caller}, the one place that reads them.
 */
package io.tintype.security;
