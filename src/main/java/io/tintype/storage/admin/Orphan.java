package io.tintype.storage.admin;

import io.tintype.storage.Library;
import java.time.Instant;
import java.util.UUID;

/** Something in a store that belongs to no image, or is of no use to it. */
public sealed interface Orphan {

    /** What the store calls it. */
    String name();

    /** When it was written, by the store's clock. */
    Instant writtenAt();

    /** Not written by this service, or no more what it was. It may be an image, or anything else. */
    record Unknown(String name, Instant writtenAt) implements Orphan {}

    /** Made of an image that is gone. */
    record Rendition(String name, Instant writtenAt, Library library, UUID image) implements Orphan {}

    /** Made by an older service, in a way that is not shown any more. */
    record SupersededRendition(String name, Instant writtenAt) implements Orphan {}

    /**
     * Left by a write that never ended.
     *
     * @param id of the write, where the store tells several to one name apart
     */
    record IncompleteUpload(String name, Instant writtenAt, String id) implements Orphan {}
}
