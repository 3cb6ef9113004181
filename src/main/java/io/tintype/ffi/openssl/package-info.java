/** Replaces SHA-256 by that of OpenSSL in the native executable. */
package io.tintype.ffi.openssl;
