/**
 * Renditions: smaller versions of an image, made on first use and stored with it. Contains the use case, the presets
 * that the operator configured, and the workers that decode images. Depends on neither HTTP nor AWS.
 */
package io.tintype.rendition;
