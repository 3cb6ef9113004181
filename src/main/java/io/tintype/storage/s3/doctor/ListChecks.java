package io.tintype.storage.s3.doctor;

import static io.tintype.storage.admin.StoreCheck.Need.REQUIRED;

import io.tintype.storage.Checksum;
import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ListPage;
import io.tintype.storage.admin.BoundedExecutor;
import io.tintype.storage.admin.StoreCheck;
import io.tintype.storage.admin.StoreCheck.Failure;
import io.tintype.storage.s3.CatalogKey;
import io.tintype.storage.s3.client.Bucket;
import io.tintype.storage.s3.client.ObjectsPage.ListedObject;
import io.tintype.storage.s3.client.S3Listing;
import io.tintype.storage.s3.client.S3Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Checks the order and the pages of lists, with catalog entries that belong to no images. */
record ListChecks(Bucket bucket, Scratch scratch, int entries) {

    private static final int PAGE = 1000;

    /** Some images have the same time. */
    private static final int SAME_TIME = 3;

    private static final Comparator<ImageMetadata> NEWEST_FIRST = Comparator.comparing(ImageMetadata::createdAt)
            .thenComparing(image -> image.id().toString())
            .reversed();

    private static final String REPORT = "Use a store that lists keys in the order of their bytes, and supports"
            + " start-after and continuation tokens (docs/s3-stores.md has a table). S3 Express directory buckets do not.";

    List<StoreCheck> all() {
        return List.of(
                new StoreCheck(
                        "lists %,d entries in order, page by page".formatted(entries),
                        REQUIRED,
                        "Lists omit images, repeat them, or show them in the wrong order.",
                        REPORT,
                        this::pages),
                new StoreCheck(
                        "continues a list by its token, and groups keys",
                        REQUIRED,
                        "tintype verify and deletes do not see all objects.",
                        REPORT,
                        this::tokens));
    }

    private String pages() {
        List<ImageMetadata> images = images();
        List<ImageMetadata> shuffled = new ArrayList<>(images);
        Collections.shuffle(shuffled);
        try (BoundedExecutor executor = new BoundedExecutor()) {
            executor.forEach(shuffled.iterator(), image -> {
                scratch.requireNotStopped();
                bucket.call(S3Request.putEmpty(
                        CatalogKey.of(scratch.entries(), image).text(), Map.of()));
            });
        }
        requireSame(images, listed(PAGE));
        requireSame(images.subList(0, Math.min(20, entries)), listed(7).subList(0, Math.min(20, entries)));
        return "";
    }

    /** Returns the whole list, read in pages, or its first images if the pages are small. */
    private List<ImageMetadata> listed(int pageSize) {
        List<ImageMetadata> listed = new ArrayList<>();
        Optional<ImageCursor> cursor = Optional.of(ImageCursor.START);
        for (int pages = 0; cursor.isPresent() && pages <= entries / PAGE + SAME_TIME; pages++) {
            ListPage page = scratch.stores().images().list(scratch.entries(), cursor.get(), pageSize);
            listed.addAll(page.images());
            cursor = page.next();
        }
        return listed;
    }

    private String tokens() {
        String prefix = CatalogKey.prefix(scratch.entries());
        S3Listing listing = new S3Listing(bucket);
        try (Stream<ListedObject> objects = listing.objects(prefix);
                Stream<String> folders = listing.foldersAt(prefix)) {
            requireCount("keys", objects.map(ListedObject::key).distinct().count());
            requireCount("groups", folders.distinct().count());
        }
        return "";
    }

    private void requireCount(String what, long count) {
        if (count != entries) {
            throw new Failure("A list has %,d %s, expected %,d.".formatted(count, what, entries));
        }
    }

    private List<ImageMetadata> images() {
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        String sha256 = Checksum.text(Checksum.newSha256().digest());
        return Stream.iterate(0, index -> index + 1)
                .limit(entries)
                .map(index -> new ImageMetadata(
                        UUID.randomUUID(),
                        "photo " + index + ".png",
                        "image/png",
                        1,
                        1,
                        1,
                        sha256,
                        now.minusSeconds(index / SAME_TIME)))
                .sorted(NEWEST_FIRST)
                .toList();
    }

    private static void requireSame(List<ImageMetadata> expected, List<ImageMetadata> actual) {
        if (expected.size() != actual.size()) {
            throw new Failure("A list has %,d images, expected %,d.".formatted(actual.size(), expected.size()));
        }
        for (int at = 0; at < expected.size(); at++) {
            if (!expected.get(at).equals(actual.get(at))) {
                throw new Failure("The image at position %,d of a list is not the expected one.".formatted(at));
            }
        }
    }
}
