package io.tintype.storage;

import java.time.Instant;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What is known about a resumable upload when it is created. It never changes.
 *
 * @param id of the upload, new and never used again
 * @param imageId the id under which the image will be stored: usually {@code id}
 * @param submittedName as the client sent it; may be empty
 * @param metadata of the client, as it sent it in {@code Upload-Metadata}; may be empty
 * @param reprDigest the digests of the whole image that the client stated in {@code Repr-Digest}; may be empty
 * @param length of the image in bytes; empty if the client declares it later
 * @param expiresAt from this instant on, the upload is treated as absent and may be removed
 */
public record PendingUpload(
        UUID id,
        UUID imageId,
        String submittedName,
        String metadata,
        String reprDigest,
        OptionalLong length,
        Instant expiresAt) {}
