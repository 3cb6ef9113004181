package io.tintype.storage.s3.doctor;

import io.tintype.storage.Checksum;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.Library;
import io.tintype.storage.StorageException;
import io.tintype.storage.admin.BoundedExecutor;
import io.tintype.storage.s3.CatalogKey;
import io.tintype.storage.s3.ImageKey;
import io.tintype.storage.s3.RenditionKey;
import io.tintype.storage.s3.S3LinkGenerations;
import io.tintype.storage.s3.S3Stores;
import io.tintype.storage.s3.UploadKey;
import io.tintype.storage.s3.client.Bucket;
import io.tintype.storage.s3.client.ObjectsPage.ListedObject;
import io.tintype.storage.s3.client.S3ExceptionTranslator;
import io.tintype.storage.s3.client.S3Listing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The part of a bucket to which the checks write: libraries whose keys begin with {@value #PREFIX}, which no owner can
 * have. Each run has its own, so that several can run at once.
 */
final class Scratch {

    /** In the key of an owner's library, two hexadecimal digits follow an underscore. */
    private static final String PREFIX = "_doctor-";

    static final List<String> ROOTS =
            List.of(ImageKey.ROOT, CatalogKey.ROOT, RenditionKey.ROOT, S3LinkGenerations.ROOT, UploadKey.ROOT);

    /** What a run that was killed has left is removed after this time. */
    private static final Duration ABANDONED_AFTER = Duration.ofHours(6);

    private static final int MAX_LIBRARY_KEY = 100;
    private static final int MAX_ROUNDS = 100;

    private final Bucket bucket;
    private final S3Listing listing;
    private final S3Stores stores;
    private final String run = PREFIX + UUID.randomUUID().toString().substring(0, 13);
    private volatile boolean isUsed;
    private volatile boolean isStopped;

    Scratch(Bucket bucket, Optional<URI> publicStore) {
        this.bucket = bucket;
        this.listing = new S3Listing(bucket);
        this.stores = S3Stores.of(bucket, publicStore);
    }

    /** An image that is not stored yet. */
    record Sample(ImageMetadata image, byte[] bytes, Path file) {

        UUID id() {
            return image.id();
        }
    }

    S3Stores stores() {
        return stores;
    }

    Library library() {
        return new Library(run);
    }

    /** Returns a library for objects that are not part of an image, so that an audit of the other one finds nothing. */
    Library objects() {
        return new Library(run + "-objects");
    }

    /** Returns a library for entries without images. */
    Library entries() {
        return new Library(run + "-entries");
    }

    /** Returns a library with the longest possible key. */
    Library longest() {
        return new Library(run + "-".repeat(MAX_LIBRARY_KEY - run.length()));
    }

    Sample sample(int size) {
        return sample("photo.png", size);
    }

    /** Returns an image with random bytes, which a store does not decode. */
    Sample sample(String name, int size) {
        byte[] bytes = new byte[size];
        ThreadLocalRandom.current().nextBytes(bytes);
        ImageMetadata image = new ImageMetadata(
                UUID.randomUUID(),
                name,
                "image/png",
                size,
                640,
                480,
                Checksum.text(Checksum.newSha256().digest(bytes)),
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
        return new Sample(image, bytes, file(bytes));
    }

    /** Stores an image and returns it. */
    Sample stored(int size) {
        Sample sample = sample(size);
        stores.images().store(library(), sample.image(), sample.file());
        return sample;
    }

    void stop() {
        isStopped = true;
    }

    /** Ends a check that takes long, after {@link #stop}. */
    void requireNotStopped() {
        if (isStopped) {
            throw new StorageException.Unavailable("interrupted", null);
        }
    }

    /** Must be called before the first write. */
    void use() {
        isUsed = true;
    }

    /** Removes all objects of this run, and what earlier runs left because they were killed. */
    void remove() {
        if (!isUsed) {
            return;
        }
        Instant abandoned = Instant.now().minus(ABANDONED_AFTER);
        S3ExceptionTranslator.translate("remove the objects of the checks", () -> {
            for (String root : ROOTS) {
                remove(root, abandoned);
            }
            return null;
        });
    }

    /** Lists again until nothing is left, because the store may not list everything at once. */
    private void remove(String root, Instant abandoned) {
        List<ListedObject> found;
        int rounds = 0;
        do {
            try (Stream<ListedObject> objects = listing.objects(root + PREFIX);
                    BoundedExecutor executor = new BoundedExecutor()) {
                found = objects.filter(object -> object.key().startsWith(root + run)
                                || object.lastModified().isBefore(abandoned))
                        .toList();
                executor.forEach(found.iterator(), object -> bucket.delete(object.key()));
            }
        } while (!found.isEmpty() && ++rounds < MAX_ROUNDS);
    }

    private static Path file(byte[] bytes) {
        try {
            Path file = Files.createTempFile("tintype-doctor-", ".bin");
            file.toFile().deleteOnExit();
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
