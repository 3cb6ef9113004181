/**
 * What an image is, and what can be done with images: formats, ids, limits, and the use cases. No HTTP and no AWS here.
 */
package io.tintype.image;
