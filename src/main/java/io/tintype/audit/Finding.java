package io.tintype.audit;

import java.util.Locale;

/**
 * An inconsistency in a store.
 *
 * @param name the name of the object in the store
 * @param detail an explanation for people
 * @param repaired whether the audit has repaired it
 */
public record Finding(Kind kind, String name, String detail, boolean repaired) {

    /** The kinds of inconsistencies. */
    public enum Kind {
        /** An image that no list shows. Repair: writes the entry from the image's own metadata. */
        MISSING_ENTRY,
        /** A list shows an image that does not exist. Repair: removes the entry, which has no bytes. */
        MISSING_IMAGE,
        /** A list shows other metadata than the image has. Repair: removes the entry. */
        WRONG_ENTRY,
        /** The number of bytes differs from the image's metadata. Never repaired, because the image is broken. */
        WRONG_SIZE,
        /** The bytes differ from those that were stored. Never repaired, because the image is broken. */
        WRONG_CHECKSUM,
        /** The store cannot return the image, although it responds to other requests. Never repaired. */
        UNREADABLE,
        /**
         * An unknown object in the service's part of the store, or an image without its metadata. Removed only with
         * {@link AuditPlan#removeStrays()}.
         */
        UNKNOWN_OBJECT,
        /** A rendition whose image no longer exists. Removed only with {@link AuditPlan#removeStrays()}. */
        ORPHAN_RENDITION,
        /** A rendition that an older service made differently. Removed only with {@link AuditPlan#removeStrays()}. */
        SUPERSEDED_RENDITION,
        /** The remains of a write that never completed. Removed only with {@link AuditPlan#removeStrays()}. */
        INCOMPLETE_UPLOAD,
        /**
         * A resumable upload that expired before it was complete, or the rest of one. Removed only with
         * {@link AuditPlan#removeStrays()}.
         */
        EXPIRED_UPLOAD;

        /** Returns the name of this kind in reports. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
