package io.tintype.storage.admin;

import java.time.Instant;
import java.util.UUID;

/**
 * An image's place in the catalog.
 *
 * @param id of the image that it is of
 * @param name unlike that of any other entry in the library
 * @param writtenAt by the store's clock
 */
public record CatalogEntry(UUID id, String name, Instant writtenAt) {}
