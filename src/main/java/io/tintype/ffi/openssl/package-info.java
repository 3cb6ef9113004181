/** Replaces Java's SHA-256 with that of OpenSSL in the native executable. */
package io.tintype.ffi.openssl;
