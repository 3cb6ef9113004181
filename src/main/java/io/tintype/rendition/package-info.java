/**
 * Renditions: smaller versions of an image, made on first use and kept with it. The use case, the presets that the
 * operator configured, and libvips, which makes the pixels. No HTTP and no AWS.
 */
package io.tintype.rendition;
