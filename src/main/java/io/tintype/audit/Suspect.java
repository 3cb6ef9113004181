package io.tintype.audit;

import io.tintype.storage.CatalogEntry;
import io.tintype.storage.ImageMetadata;

/** What looked wrong once. */
sealed interface Suspect {

    record MissingEntry(ImageMetadata image) implements Suspect {}

    record MissingImage(CatalogEntry entry) implements Suspect {}

    record WrongEntry(CatalogEntry entry) implements Suspect {}
}
