package io.tintype.storage.s3.doctor;

import static io.tintype.storage.admin.StoreCheck.Need.OPTIONAL;
import static io.tintype.storage.admin.StoreCheck.Need.REQUIRED;

import io.tintype.storage.ByteRange;
import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.RenditionFormat;
import io.tintype.storage.RenditionName;
import io.tintype.storage.admin.StoreCheck;
import io.tintype.storage.admin.StoreCheck.Failure;
import io.tintype.storage.s3.ImageKey;
import io.tintype.storage.s3.client.Bucket;
import io.tintype.storage.s3.client.S3Request;
import io.tintype.storage.s3.client.S3Response;
import io.tintype.storage.s3.doctor.Scratch.Sample;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Checks that what is written can be read at once, and what is deleted cannot. */
record ReadChecks(Bucket bucket, Scratch scratch) {

    private static final int SIZE = 300_007;
    private static final int ROUNDS = 10;
    private static final int PARTIAL = 206;
    private static final int NOT_SATISFIABLE = 416;
    private static final String REPORT = "Update the store, or use another one (docs/s3-stores.md has a table).";

    List<StoreCheck> all() {
        return List.of(
                new StoreCheck(
                        "reads and lists what was just written or deleted",
                        REQUIRED,
                        "A client does not see the image that it just uploaded, or sees one that is deleted.",
                        "Use a store with strong consistency. For a replicated or cached store, use its only writable"
                                + " endpoint without a cache.",
                        this::consistency),
                new StoreCheck(
                        "deletes an absent object without an error",
                        REQUIRED,
                        "A delete that is repeated receives an error.",
                        REPORT,
                        this::deleteAbsent),
                new StoreCheck(
                        "stores renditions and removes them with their image",
                        REQUIRED,
                        "Renditions are made again for each request, or remain after their image is deleted.",
                        REPORT,
                        this::renditions),
                new StoreCheck(
                        "stores the revocation of links", REQUIRED, "Links cannot be revoked.", REPORT, this::links),
                new StoreCheck(
                        "returns ranges of an image",
                        REQUIRED,
                        "Range requests of clients, and resumable downloads, fail.",
                        REPORT,
                        this::ranges),
                new StoreCheck(
                        "returns only the requested range",
                        OPTIONAL,
                        "The store sends whole images for ranges. The service skips the other bytes, which costs time and"
                                + " traffic.",
                        REPORT,
                        this::partial));
    }

    private String consistency() {
        ImageStore images = scratch.stores().images();
        Library library = scratch.library();
        for (int round = 0; round < ROUNDS; round++) {
            Sample sample = scratch.stored(1000 + round);
            require(images.find(library, sample.id()).isPresent(), "An image is absent directly after it was written.");
            require(isListed(sample), "A list does not show an image directly after it was written.");
            images.delete(library, sample.id());
            require(images.find(library, sample.id()).isEmpty(), "An image is present directly after it was deleted.");
            require(!isListed(sample), "A list shows an image directly after it was deleted.");
        }
        return "";
    }

    private boolean isListed(Sample sample) {
        return scratch.stores()
                .images()
                .list(scratch.library(), ImageCursor.START, 1000)
                .images()
                .contains(sample.image());
    }

    private String deleteAbsent() {
        scratch.stores().images().delete(scratch.library(), UUID.randomUUID());
        return "";
    }

    private String renditions() throws IOException {
        ImageStore images = scratch.stores().images();
        Library library = scratch.library();
        RenditionName name = new RenditionName("320x320-q80", RenditionFormat.WEBP);
        Sample image = scratch.stored(SIZE);
        Sample rendition = scratch.sample(1000);
        images.putRendition(
                library,
                image.image(),
                name,
                rendition.file(),
                rendition.image().sha256());
        try (var content = images.openRendition(library, image.id(), name)
                .orElseThrow(() -> new Failure("A rendition is absent directly after it was written."))) {
            require(
                    Arrays.equals(rendition.bytes(), content.bytes().stream().readAllBytes()),
                    "The bytes of a rendition differ.");
        }
        images.delete(library, image.id());
        require(images.openRendition(library, image.id(), name).isEmpty(), "A rendition is present after its image.");
        return "";
    }

    private String links() {
        ImageStore images = scratch.stores().images();
        for (int generation = 1; generation <= 2; generation++) {
            images.nextLinkGeneration(scratch.library());
            int current = images.linkGeneration(scratch.library());
            require(current == generation, "The generation is %d, expected %d.".formatted(current, generation));
        }
        return "";
    }

    private String ranges() throws IOException {
        Sample sample = scratch.stored(SIZE);
        for (ByteRange range : List.of(
                new ByteRange(0, 0),
                new ByteRange(0, 999),
                new ByteRange(100_000, 200_000),
                new ByteRange(SIZE - 1, SIZE - 1),
                new ByteRange(0, SIZE - 1))) {
            try (var content = scratch.stores()
                    .images()
                    .open(scratch.library(), sample.id(), range)
                    .orElseThrow(() -> new Failure("A stored image is absent."))) {
                byte[] bytes = content.bytes().stream().readNBytes((int) range.length());
                require(
                        Arrays.equals(
                                bytes, Arrays.copyOfRange(sample.bytes(), (int) range.first(), (int) range.last() + 1)),
                        "The bytes of the range %d-%d differ.".formatted(range.first(), range.last()));
            }
        }
        return "";
    }

    private String partial() throws IOException {
        Sample sample = scratch.stored(SIZE);
        String key = ImageKey.of(scratch.library(), sample.id()).text();
        for (String range : List.of("bytes=5-9", "bytes=-5", "bytes=" + (SIZE - 5) + "-" + SIZE)) {
            S3Response response = bucket.call(S3Request.get(key, Map.of("Range", range)));
            try (var body = response.bytes()) {
                byte[] bytes = body.stream().readAllBytes();
                require(
                        response.status() == PARTIAL && bytes.length == 5,
                        "For Range: %s, the store responded with status %d and %,d bytes."
                                .formatted(range, response.status(), bytes.length));
            }
        }
        int beyond = status(key, "bytes=" + SIZE + "-");
        require(
                beyond == NOT_SATISFIABLE,
                "For a range beyond the end, the store responded with status " + beyond + ".");
        return "";
    }

    private int status(String key, String range) throws IOException {
        try {
            S3Response response = bucket.call(S3Request.get(key, Map.of("Range", range)));
            response.bytes().close();
            return response.status();
        } catch (S3Exception e) {
            return e.statusCode();
        }
    }

    private static void require(boolean condition, String failure) {
        if (!condition) {
            throw new Failure(failure);
        }
    }
}
