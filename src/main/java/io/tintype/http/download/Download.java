package io.tintype.http.download;

import io.tintype.storage.StoredContent;
import java.util.Optional;
import java.util.UUID;

/**
 * The body of a download.
 *
 * @param imageId whose bytes they are, for the log
 * @param bytes are closed with the request
 * @param length how many of them are sent: all of an image or rendition, or those of one range
 * @param sha256 that {@code bytes} must have, in lowercase hexadecimal, or empty where that is not known: of a range
 */
public record Download(UUID imageId, StoredContent bytes, long length, Optional<String> sha256) {}
