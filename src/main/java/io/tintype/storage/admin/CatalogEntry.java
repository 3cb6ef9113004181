package io.tintype.storage.admin;

import java.time.Instant;
import java.util.UUID;

/**
 * An image's entry in the catalog.
 *
 * @param id of the image
 * @param name unique among the entries of the library
 * @param writtenAt according to the store's clock
 */
public record CatalogEntry(UUID id, String name, Instant writtenAt) {}
