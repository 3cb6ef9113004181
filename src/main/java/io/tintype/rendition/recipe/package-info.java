/** How a rendition is made: its size, crop, quality and format. Depends on neither HTTP nor libvips. */
package io.tintype.rendition.recipe;
