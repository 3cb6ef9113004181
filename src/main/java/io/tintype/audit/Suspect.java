package io.tintype.audit;

import io.tintype.storage.ImageMetadata;
import io.tintype.storage.admin.CatalogEntry;

/** What looked wrong once. */
sealed interface Suspect {

    record MissingEntry(ImageMetadata image) implements Suspect {}

    record MissingImage(CatalogEntry entry) implements Suspect {}

    record WrongEntry(CatalogEntry entry) implements Suspect {}
}
