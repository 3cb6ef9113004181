/** Linux system calls with which a process restricts itself. Does not depend on the purpose of the process. */
package io.tintype.ffi.linux;
