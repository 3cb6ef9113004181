package io.tintype.storage.admin;

import java.time.Instant;
import java.util.UUID;

/**
 * What a store has under the id of a resumable upload.
 *
 * @param name the name in the store, for display
 * @param writtenAt when its newest part was written, according to the store's clock
 */
public record StoredUpload(String name, UUID id, Instant writtenAt) {}
