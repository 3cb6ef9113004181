package io.tintype.http;

import java.io.InputStream;
import java.util.Optional;
import java.util.UUID;

/**
 * The body of a download.
 *
 * @param imageId whose bytes they are, for the log
 * @param bytes are closed with the request (ImagesResource)
 * @param length bytes that {@code bytes} gives: all of an image or rendition, or those of one range
 * @param sha256 that {@code bytes} must have, in lowercase hexadecimal, or empty where that is not known: of a range
 */
record Download(UUID imageId, InputStream bytes, long length, Optional<String> sha256) {}
