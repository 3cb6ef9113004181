package io.tintype.http;

import io.tintype.storage.ImageContent;

/**
 * The body of a download.
 *
 * @param length bytes that {@code content} gives: all of the image, or those of one range
 */
record Download(ImageContent content, long length) {}
