/** Calls the functions of libvips. Knows nothing of renditions, their limits or their files. */
package io.tintype.ffi.vips;
