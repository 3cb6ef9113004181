package io.tintype.storage.admin;

import io.tintype.storage.Library;
import java.time.Instant;
import java.util.UUID;

/** An object in a store that belongs to no image, or that its image no longer uses. */
public sealed interface Orphan {

    /** Returns the name of the object in the store. */
    String name();

    /** Returns the time at which it was written, according to the store's clock. */
    Instant writtenAt();

    /** An object that this service did not write, or that was changed since. It may be an image or anything else. */
    record Unknown(String name, Instant writtenAt) implements Orphan {}

    /** A rendition of an image that no longer exists. */
    record Rendition(String name, Instant writtenAt, Library library, UUID image) implements Orphan {}

    /** A rendition that an older service made differently and that this service never shows. */
    record SupersededRendition(String name, Instant writtenAt) implements Orphan {}

    /**
     * The remains of a write that never completed.
     *
     * @param id identifies the write if the store can have several under one name
     */
    record IncompleteUpload(String name, Instant writtenAt, String id) implements Orphan {}
}
