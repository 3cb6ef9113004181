package io.tintype.storage.s3.doctor;

import static io.tintype.storage.admin.StoreCheck.Need.REQUIRED;

import io.tintype.storage.Checksum;
import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.PendingUpload;
import io.tintype.storage.StorageException;
import io.tintype.storage.UploadProgress;
import io.tintype.storage.UploadStore;
import io.tintype.storage.admin.BoundedExecutor;
import io.tintype.storage.admin.StoreCheck;
import io.tintype.storage.admin.StoreCheck.Failure;
import io.tintype.storage.s3.ConditionalWrites;
import io.tintype.storage.s3.ImageKey;
import io.tintype.storage.s3.client.Bucket;
import io.tintype.storage.s3.client.S3Request;
import io.tintype.storage.s3.client.S3RequestBody;
import io.tintype.storage.s3.doctor.Scratch.Sample;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Checks that a write is atomic, exclusive and unchanged. */
record WriteChecks(Bucket bucket, Scratch scratch) {

    private static final int SIZE = 1_000_003;
    private static final int SMALL = 10_007;
    private static final int ROUNDS = 3;

    private static final String OVERWRITES = "An upload can overwrite another one: two imports, a retry after a lost"
            + " response, or two pieces of a resumable upload may replace each other's bytes.";
    private static final String OTHER_STORE = "Update the store, or use one with conditional writes"
            + " (docs/s3-stores.md has a table). TINTYPE_UNSAFE_STORE=accept starts the service nevertheless.";
    private static final String LOST = "Images may be lost or altered without notice.";
    private static final String REPORT = "Update the store, or use another one (docs/s3-stores.md has a table).";

    List<StoreCheck> all() {
        return List.of(
                new StoreCheck("rejects a second write of a key", REQUIRED, OVERWRITES, OTHER_STORE, this::secondWrite),
                new StoreCheck(
                        "accepts one of " + BoundedExecutor.THREADS + " concurrent writes of a key",
                        REQUIRED,
                        OVERWRITES,
                        OTHER_STORE,
                        this::concurrentWrites),
                new StoreCheck("keeps an image that is uploaded again", REQUIRED, OVERWRITES, OTHER_STORE, this::twice),
                new StoreCheck("rejects altered bytes", REQUIRED, LOST, REPORT, this::wrongChecksum),
                new StoreCheck("returns the bytes and the name of an image", REQUIRED, LOST, REPORT, this::roundTrip),
                new StoreCheck(
                        "accepts long keys, and distinguishes upper and lower case",
                        REQUIRED,
                        "Images with long names are not stored, or lists show wrong names.",
                        "Store objects on a case-sensitive file system that permits names of 255 bytes, or use another"
                                + " store.",
                        this::keys),
                new StoreCheck(
                        "stores resumable uploads",
                        REQUIRED,
                        "Resumable uploads fail or are altered.",
                        REPORT,
                        this::resumable));
    }

    private String secondWrite() {
        if (!ConditionalWrites.areSupported(bucket)) {
            throw new Failure(
                    "The store accepted a second PutObject with If-None-Match: *, or does not know the header.");
        }
        return "";
    }

    private String concurrentWrites() {
        for (int round = 0; round < ROUNDS; round++) {
            UUID id = UUID.randomUUID();
            UploadProgress start = created(id);
            List<Sample> pieces = IntStream.range(0, BoundedExecutor.THREADS)
                    .mapToObj(_ -> scratch.sample(SMALL))
                    .toList();
            List<Sample> accepted = accepted(start, pieces);
            if (accepted.size() != 1) {
                throw new Failure("The store accepted %d of %d concurrent writes with If-None-Match: *."
                        .formatted(accepted.size(), pieces.size()));
            }
            requireSame(accepted.getFirst().bytes(), bytes(id), "the accepted write");
        }
        return "";
    }

    /** Returns those of the pieces, all for the same offset, that the store has accepted. */
    private List<Sample> accepted(UploadProgress start, List<Sample> pieces) {
        try (BoundedExecutor executor = new BoundedExecutor()) {
            return executor
                    .all(pieces.stream()
                            .<Callable<Optional<Sample>>>map(
                                    piece -> () -> Optional.of(piece).filter(sent -> append(start, sent)))
                            .toList())
                    .stream()
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    private String twice() throws IOException {
        Sample first = scratch.stored(SMALL);
        Sample second = scratch.sample(SMALL);
        ImageMetadata same = new ImageMetadata(
                first.id(),
                "other.png",
                "image/png",
                SMALL,
                1,
                1,
                second.image().sha256(),
                Instant.EPOCH);
        try {
            scratch.stores().images().store(scratch.library(), same, second.file());
            remove(first.id());
            throw new Failure("The store replaced an image by another one with the same id.");
        } catch (StorageException.AlreadyStored _) {
            requireStored(first);
        }
        return "";
    }

    private String wrongChecksum() {
        Sample sample = scratch.sample(SMALL);
        String key = ImageKey.of(scratch.objects(), sample.id()).text();
        String wrong = Checksum.text(Checksum.newSha256().digest());
        try {
            bucket.call(S3Request.put(key, Map.of(), new S3RequestBody(sample.file(), SMALL, wrong)));
        } catch (S3Exception e) {
            bucket.head(key).ifPresent(_ -> {
                bucket.delete(key);
                throw new Failure("The store reported the wrong SHA-256, and stored the bytes nevertheless.");
            });
            return "";
        }
        bucket.delete(key);
        throw new Failure("The store accepted bytes whose SHA-256 differs from the one that was sent and signed.");
    }

    private String roundTrip() throws IOException {
        for (String name : List.of("photo.png", "", "Größe \"α\" 日本 😀; a=b, %41+&<c>\\.png")) {
            Sample sample = scratch.sample(name, SIZE);
            scratch.stores().images().store(scratch.library(), sample.image(), sample.file());
            requireStored(sample);
        }
        return "";
    }

    private void requireStored(Sample sample) throws IOException {
        ImageMetadata found = scratch.stores()
                .images()
                .find(scratch.library(), sample.id())
                .orElseThrow(() -> new Failure("A stored image is absent, or its metadata is incomplete."));
        if (!found.equals(sample.image())) {
            throw new Failure("The metadata differ: stored %s, read %s".formatted(sample.image(), found));
        }
        try (var content = scratch.stores()
                .images()
                .open(scratch.library(), sample.id())
                .orElseThrow(() -> new Failure("A stored image is absent."))) {
            requireSame(sample.bytes(), content.bytes().stream().readAllBytes(), "an image");
        }
    }

    private String keys() {
        Sample sample = scratch.sample("é".repeat(127), 1);
        scratch.stores().images().store(scratch.longest(), sample.image(), sample.file());
        List<ImageMetadata> listed = scratch.stores()
                .images()
                .list(scratch.longest(), ImageCursor.START, 10)
                .images();
        if (!listed.equals(List.of(sample.image()))) {
            throw new Failure("A list shows %s for an image with a long name.".formatted(listed));
        }
        Set<String> keys = Set.of("case-A_b", "case-a_B");
        String prefix = ImageKey.prefix(scratch.objects());
        keys.forEach(key -> bucket.call(S3Request.putEmpty(prefix + key, Map.of())));
        Set<String> found =
                new HashSet<>(bucket.list(prefix + "case-", "", "", 10).keys());
        keys.forEach(key -> bucket.delete(prefix + key));
        if (found.size() != keys.size()) {
            throw new Failure("Keys that differ only in upper and lower case are the same object.");
        }
        return "";
    }

    private String resumable() {
        UploadStore uploads = scratch.stores().uploads();
        UUID id = UUID.randomUUID();
        Sample first = scratch.sample(SIZE);
        Sample second = scratch.sample(SMALL);
        if (!append(created(id), first) || !append(progress(id), second)) {
            throw new Failure("The store did not accept a piece.");
        }
        byte[] whole = Arrays.copyOf(first.bytes(), SIZE + SMALL);
        System.arraycopy(second.bytes(), 0, whole, SIZE, SMALL);
        requireSame(whole, bytes(id), "an upload");
        uploads.remove(scratch.library(), id);
        if (uploads.find(scratch.library(), id).isPresent()) {
            throw new Failure("An upload is present after it was removed.");
        }
        return "";
    }

    private UploadProgress created(UUID id) {
        scratch.stores()
                .uploads()
                .create(
                        scratch.library(),
                        new PendingUpload(
                                id,
                                id,
                                "photo.png",
                                "",
                                "",
                                OptionalLong.of(SIZE + SMALL),
                                Instant.now().plus(Duration.ofHours(1))));
        return progress(id);
    }

    private UploadProgress progress(UUID id) {
        return scratch.stores()
                .uploads()
                .find(scratch.library(), id)
                .orElseThrow(() -> new Failure("An upload is absent directly after it was written."));
    }

    private boolean append(UploadProgress progress, Sample piece) {
        return scratch.stores()
                .uploads()
                .append(scratch.library(), progress, piece.file(), piece.image().sha256());
    }

    private byte[] bytes(UUID upload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            scratch.stores().uploads().transferTo(scratch.library(), progress(upload), bytes);
        } catch (IOException | StorageException.Altered e) {
            throw new Failure("The bytes of an upload cannot be read: " + e);
        }
        scratch.stores().uploads().remove(scratch.library(), upload);
        return bytes.toByteArray();
    }

    private void remove(UUID id) {
        scratch.stores().images().delete(scratch.library(), id);
    }

    private static void requireSame(byte[] expected, byte[] actual, String what) {
        if (!Arrays.equals(expected, actual)) {
            throw new Failure("The bytes of %s differ: %,d were stored, %,d read."
                    .formatted(what, expected.length, actual.length));
        }
    }
}
