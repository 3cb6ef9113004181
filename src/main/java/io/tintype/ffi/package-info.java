/** Calls C libraries, which may be missing on the machine, on the JVM and in the native executable. */
package io.tintype.ffi;
