/** Calls the functions of libvips. Does not depend on renditions, their limits or their files. */
package io.tintype.ffi.vips;
