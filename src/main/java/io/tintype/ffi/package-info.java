/** Functions of C libraries that are on the machine or not: how they are called, and OpenSSL's SHA-256. */
package io.tintype.ffi;
