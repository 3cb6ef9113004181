package io.tintype.storage;

import java.time.Instant;
import java.util.UUID;

/**
 * The metadata of one image. It never changes.
 *
 * @param name the original file name, at most 255 bytes of UTF-8
 * @param mediaType of the format that the service detected from the bytes
 * @param size in bytes, at least 1
 * @param width in pixels, as encoded
 * @param height in pixels, as encoded
 * @param sha256 of the bytes, as 64 lowercase hexadecimal digits
 * @param createdAt with a precision of one millisecond
 */
public record ImageMetadata(
        UUID id, String name, String mediaType, long size, int width, int height, String sha256, Instant createdAt) {}
