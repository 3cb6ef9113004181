/**
 * Renditions: smaller versions of an image, made on first use and kept with it. Contains the use case, the presets that
 * the operator configured, and the workers that decode images. Knows neither HTTP nor AWS.
 */
package io.tintype.rendition;
