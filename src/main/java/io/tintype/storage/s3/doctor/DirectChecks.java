package io.tintype.storage.s3.doctor;

import static io.tintype.storage.admin.StoreCheck.Need.OPTIONAL;
import static io.tintype.storage.admin.StoreCheck.Need.REQUIRED;

import io.tintype.storage.DirectDownloads;
import io.tintype.storage.DirectFile;
import io.tintype.storage.DirectUploads.Target;
import io.tintype.storage.admin.StoreCheck;
import io.tintype.storage.admin.StoreCheck.Failure;
import io.tintype.storage.s3.UploadKey;
import io.tintype.storage.s3.client.Bucket;
import io.tintype.storage.s3.doctor.Scratch.Sample;
import io.tintype.storage.s3.doctor.WebRequest.Response;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Checks presigned URLs, by which clients download from the store and upload to it. */
record DirectChecks(Bucket bucket, Scratch scratch) {

    private static final int SIZE = 200_003;
    private static final Duration LIFETIME = Duration.ofMinutes(5);
    private static final int PARTIAL = 206;

    private static final DirectDownloads.Headers HEADERS =
            new DirectDownloads.Headers("image/webp", "inline; filename=\"a b.webp\"", "private, max-age=60");

    private static final String NO_DOWNLOADS = "TINTYPE_DOWNLOADS=redirect does not work with this store.";
    private static final String NO_UPLOADS =
            "Uploads past the service (POST /uploads/direct) do not work with this store.";
    private static final String ADDRESS =
            "Leave TINTYPE_DOWNLOADS unset, and use uploads through the service. If clients"
                    + " reach the store at another URL, set TINTYPE_S3_PUBLIC_URL, and let proxies pass the host on.";

    private static final String SIGNATURES =
            "Do not let clients reach the store, and leave TINTYPE_DOWNLOADS unset, or use another store.";

    List<StoreCheck> all() {
        return List.of(
                new StoreCheck(
                        "serves presigned downloads with their headers",
                        OPTIONAL,
                        NO_DOWNLOADS,
                        ADDRESS,
                        this::download),
                new StoreCheck(
                        "rejects an altered URL",
                        OPTIONAL,
                        "A client can change a presigned URL: signatures are not verified.",
                        SIGNATURES,
                        this::rejectsAltered),
                new StoreCheck(
                        "rejects an expired URL",
                        OPTIONAL,
                        "A presigned URL never expires.",
                        SIGNATURES,
                        this::rejectsExpired),
                new StoreCheck(
                        "accepts presigned uploads and copies them", OPTIONAL, NO_UPLOADS, ADDRESS, this::upload),
                new StoreCheck(
                        "keeps the SHA-256 of a presigned upload",
                        OPTIONAL,
                        "When an upload past the service is completed, the service reads all its bytes.",
                        "Nothing is required.",
                        this::keepsChecksum),
                new StoreCheck(
                        "rejects a presigned upload of other bytes",
                        OPTIONAL,
                        "A client can send other bytes. The service notices when the upload is completed, and removes"
                                + " them.",
                        "Nothing is required.",
                        this::rejectsOtherBytes),
                new StoreCheck(
                        "rejects a second presigned upload",
                        OPTIONAL,
                        "A client can replace the bytes of an upload until it is completed, not afterwards.",
                        "Nothing is required.",
                        this::rejectsSecond),
                new StoreCheck(
                        "stores nothing of an upload that is cut off",
                        REQUIRED,
                        "An image of which only a part arrived may become visible.",
                        "Update the store, or use another one (docs/s3-stores.md has a table).",
                        this::cut));
    }

    private String download() throws IOException {
        Sample sample = scratch.stored(SIZE);
        URI url = url(sample, LIFETIME);
        Response whole = WebRequest.get(url);
        require(whole.isSuccess(), "A presigned GET received status " + whole.status() + reason(whole));
        require(Arrays.equals(sample.bytes(), whole.body()), "A presigned GET received other bytes.");
        requireHeader(whole, "Content-Type", HEADERS.contentType());
        requireHeader(whole, "Content-Disposition", HEADERS.contentDisposition());
        requireHeader(whole, "Cache-Control", HEADERS.cacheControl());
        Response part = WebRequest.get(url, Map.of("Range", "bytes=-5"));
        require(
                part.status() == PARTIAL && part.body().length == 5,
                "A presigned GET of the last 5 bytes received status %d and %,d bytes."
                        .formatted(part.status(), part.body().length));
        return "";
    }

    private URI url(Sample sample, Duration lifetime) {
        return scratch.stores().downloads().url(scratch.library(), sample.id(), HEADERS, lifetime);
    }

    private String rejectsAltered() throws IOException {
        URI url = url(scratch.stored(SIZE), LIFETIME);
        Response response = WebRequest.get(URI.create(url.toString().replace("image%2Fwebp", "text%2Fhtml")));
        require(!response.isSuccess(), "The store accepted a URL with a changed response-content-type.");
        return "";
    }

    private String rejectsExpired() throws Exception {
        URI url = url(scratch.stored(SIZE), Duration.ofSeconds(1));
        Thread.sleep(Duration.ofMillis(2500));
        require(!WebRequest.get(url).isSuccess(), "The store accepted a URL 1.5 s after it had expired.");
        return "";
    }

    private String upload() throws IOException {
        Sample sample = scratch.sample(SIZE);
        Response response = put(sample, sample.bytes());
        require(response.isSuccess(), "A presigned PUT received status " + response.status() + reason(response));
        DirectFile file = file(sample.id());
        require(file.size() == SIZE, "The file has %,d bytes, expected %,d.".formatted(file.size(), SIZE));
        require(file.sha256().equals(sample.image().sha256()), "The file has another SHA-256.");
        require(
                scratch.stores().directUploads().store(scratch.library(), sample.id(), file, sample.image()),
                "The file was not copied.");
        require(
                scratch.stores()
                        .images()
                        .find(scratch.library(), sample.id())
                        .filter(sample.image()::equals)
                        .isPresent(),
                "The copy is absent or has other metadata.");
        try (var content =
                scratch.stores().images().open(scratch.library(), sample.id()).orElseThrow()) {
            require(
                    Arrays.equals(sample.bytes(), content.bytes().stream().readAllBytes()),
                    "The copy has other bytes.");
        }
        scratch.stores().uploads().remove(scratch.library(), sample.id());
        return "";
    }

    private String keepsChecksum() throws IOException {
        Sample sample = scratch.sample(SIZE);
        put(sample, sample.bytes());
        String key = UploadKey.direct(scratch.library(), sample.id()).text();
        boolean isKept = bucket.head(key, Map.of("x-amz-checksum-mode", "ENABLED"))
                .filter(object -> object.headers().contains("x-amz-checksum-sha256"))
                .isPresent();
        scratch.stores().uploads().remove(scratch.library(), sample.id());
        require(isKept, "The store does not return x-amz-checksum-sha256.");
        return "";
    }

    private String rejectsOtherBytes() throws IOException {
        Sample sample = scratch.sample(SIZE);
        byte[] other = sample.bytes().clone();
        other[SIZE / 2]++;
        Response altered = put(sample, other);
        Response longer = put(sample, Arrays.copyOf(sample.bytes(), SIZE + 1));
        scratch.stores().uploads().remove(scratch.library(), sample.id());
        require(!altered.isSuccess(), "The store accepted bytes with another SHA-256 than the signed one.");
        require(!longer.isSuccess(), "The store accepted more bytes than the signed Content-Length.");
        return "";
    }

    private String rejectsSecond() throws IOException {
        Sample sample = scratch.sample(SIZE);
        Response first = put(sample, sample.bytes());
        Response second = put(sample, sample.bytes());
        scratch.stores().uploads().remove(scratch.library(), sample.id());
        require(first.isSuccess(), "The first PUT received status " + first.status() + reason(first));
        require(!second.isSuccess(), "The store accepted a second PUT with If-None-Match: *.");
        return "";
    }

    private String cut() throws Exception {
        Sample sample = scratch.sample(SIZE);
        Target target = target(sample);
        WebRequest.putPart(target.url(), target.headers(), sample.bytes(), SIZE / 2);
        Thread.sleep(Duration.ofMillis(500));
        boolean isVisible = scratch.stores()
                .directUploads()
                .find(scratch.library(), sample.id())
                .isPresent();
        scratch.stores().uploads().remove(scratch.library(), sample.id());
        require(!isVisible, "After half of the bytes of a PUT, the object is visible.");
        return "";
    }

    private Target target(Sample sample) {
        return scratch.stores()
                .directUploads()
                .target(scratch.library(), sample.id(), SIZE, sample.image().sha256(), LIFETIME);
    }

    private Response put(Sample sample, byte[] bytes) throws IOException {
        Target target = target(sample);
        return WebRequest.put(target.url(), target.headers(), bytes);
    }

    private DirectFile file(UUID id) {
        return scratch.stores()
                .directUploads()
                .find(scratch.library(), id)
                .orElseThrow(() -> new Failure("The file is absent after a presigned PUT."));
    }

    private static void requireHeader(Response response, String name, String value) {
        require(
                response.header(name).equals(value),
                "The response has the %s '%s', expected '%s'.".formatted(name, response.header(name), value));
    }

    /** Returns the start of an error response. */
    private static String reason(Response response) {
        String text = new String(response.body(), StandardCharsets.UTF_8);
        return ": " + text.substring(0, Math.min(300, text.length()));
    }

    private static void require(boolean condition, String failure) {
        if (!condition) {
            throw new Failure(failure);
        }
    }
}
