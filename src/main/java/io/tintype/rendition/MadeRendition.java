package io.tintype.rendition;

import io.tintype.storage.RenditionFormat;

/**
 * What a worker has made.
 *
 * @param format differs from the recipe's if the recipe leaves the choice to the worker
 * @param sha256 of the bytes
 */
record MadeRendition(RenditionFormat format, String sha256) {}
