package io.tintype.audit;

import io.tintype.storage.ImageMetadata;
import io.tintype.storage.admin.CatalogEntry;

/** An inconsistency that the first check found and that a second check must confirm. */
sealed interface Discrepancy {

    record MissingEntry(ImageMetadata image) implements Discrepancy {}

    record MissingImage(CatalogEntry entry) implements Discrepancy {}

    record WrongEntry(CatalogEntry entry) implements Discrepancy {}
}
