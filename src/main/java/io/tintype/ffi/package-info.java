/** Calls C libraries that the machine may have or lack, on the JVM and in the native executable. */
package io.tintype.ffi;
