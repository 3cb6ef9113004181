package io.tintype.audit;

import java.util.Locale;

/**
 * Something that is not as it should be.
 *
 * @param name what the store calls it
 * @param detail for people: what was expected
 * @param repaired whether it is as it should be now
 */
public record Finding(Kind kind, String name, String detail, boolean repaired) {

    /** What there is to find. */
    public enum Kind {
        /** An image that no list shows. Mended: the entry is written from the image's own facts. */
        MISSING_ENTRY,
        /** A list shows an image that is not there. Mended: the entry, which has no bytes, is removed. */
        MISSING_IMAGE,
        /** A list shows other facts than the image has. Mended: the entry is removed. */
        WRONG_ENTRY,
        /** There are not as many bytes as the image's facts say. Never repaired: the image is broken. */
        WRONG_SIZE,
        /** The bytes are others than those that were stored. Never repaired: the image is broken. */
        WRONG_CHECKSUM,
        /** The store does not let the image be read, though it responds otherwise. Never repaired. */
        UNREADABLE,
        /** Something else in our places, or an image without its facts. Mended only if strays are removed. */
        FOREIGN,
        /** A rendition whose image is gone. Mended only if strays are removed. */
        ORPHAN_RENDITION,
        /** A rendition that an older service made otherwise. Mended only if strays are removed. */
        SUPERSEDED_RENDITION,
        /** What is left of a write that never ended. Mended only if strays are removed. */
        UNFINISHED;

        /** As it stands in reports. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
