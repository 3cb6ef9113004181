package io.tintype.audit;

import io.tintype.storage.ImageMetadata;
import io.tintype.storage.admin.CatalogEntry;

/** What looked wrong once. */
sealed interface Discrepancy {

    record MissingEntry(ImageMetadata image) implements Discrepancy {}

    record MissingImage(CatalogEntry entry) implements Discrepancy {}

    record WrongEntry(CatalogEntry entry) implements Discrepancy {}
}
