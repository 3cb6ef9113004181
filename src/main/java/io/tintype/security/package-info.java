/**
 * Verifies tokens. {@link io.tintype.security.Caller} is the only class that reads their claims.
 */
package io.tintype.security;
