package io.tintype.storage;

import java.time.Instant;
import java.util.UUID;

/**
 * The facts of one image. None of them ever changes.
 *
 * @param name the original file name, at most 255 bytes of UTF-8
 * @param mediaType of the format that was recognised from the bytes
 * @param size bytes, at least 1
 * @param width pixels, as encoded
 * @param height pixels, as encoded
 * @param sha256 of the bytes, 64 lowercase hexadecimal digits
 * @param createdAt to the millisecond
 */
public record ImageMetadata(
        UUID id, String name, String mediaType, long size, int width, int height, String sha256, Instant createdAt) {}
