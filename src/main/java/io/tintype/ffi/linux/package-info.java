/** Calls of the Linux kernel by which a process restricts itself. Knows nothing of what the process is for. */
package io.tintype.ffi.linux;
