package io.tintype.storage.s3.doctor;

import static io.tintype.storage.admin.StoreCheck.Need.OPTIONAL;
import static io.tintype.storage.admin.StoreCheck.Need.REQUIRED;

import io.tintype.storage.admin.StoreCheck;
import io.tintype.storage.admin.StoreCheck.Failure;
import io.tintype.storage.admin.StoreCheck.Skipped;
import io.tintype.storage.s3.CatalogKey;
import io.tintype.storage.s3.ImageKey;
import io.tintype.storage.s3.client.Bucket;
import io.tintype.storage.s3.client.S3Request;
import io.tintype.storage.s3.client.S3Response;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Checks the clock of the store, and what the settings of the bucket do to images. */
record BucketChecks(Bucket bucket, Scratch scratch) {

    /** A presigned URL is valid for 5 minutes, and S3 accepts requests of 15 minutes. */
    private static final Duration MAX_SKEW = Duration.ofMinutes(1);

    private static final String VERSION = "x-amz-version-id";

    List<StoreCheck> all() {
        return List.of(
                new StoreCheck(
                        "has the same time as this machine",
                        OPTIONAL,
                        "Presigned URLs expire too early or too late, and at a difference of 15 minutes the store rejects"
                                + " all requests.",
                        "Set both clocks by NTP.",
                        this::clock),
                new StoreCheck(
                        "rejects requests without a signature",
                        REQUIRED,
                        "Every client that can reach the store can read images without a token.",
                        "Make the bucket private: block public access on AWS, and on other stores require keys and remove"
                                + " anonymous users and public policies.",
                        this::isPrivate),
                new StoreCheck(
                        "keeps images until they are deleted",
                        REQUIRED,
                        "A lifecycle rule deletes images, which are then lost.",
                        "Restrict the expiration of the lifecycle rule to the prefix uploads/ (iam/README.md).",
                        this::noExpiry),
                new StoreCheck(
                        "removes a deleted image",
                        OPTIONAL,
                        "Deleted images remain in the bucket as noncurrent versions.",
                        "Suspend versioning, or add a lifecycle rule that expires noncurrent versions. Leave it if that"
                                + " is intended.",
                        this::versions));
    }

    private String clock() {
        S3Response response = bucket.call(S3Request.headBucket());
        Long time = response.headers().getTimeMillis("Date");
        if (time == null) {
            throw new Skipped("the store's responses have no Date");
        }
        Duration difference = Duration.between(Instant.ofEpochMilli(time), Instant.now());
        String seconds = "%+d s".formatted(difference.toSeconds());
        if (difference.abs().compareTo(MAX_SKEW) > 0) {
            throw new Failure("This machine's clock differs from the store's by " + seconds + ".");
        }
        return seconds;
    }

    private String isPrivate() throws IOException {
        String key = ImageKey.prefix(scratch.objects()) + "private";
        bucket.call(S3Request.putEmpty(key, Map.of()));
        int status = WebRequest.get(URI.create(bucket.address() + "/" + key)).status();
        if (status / 100 == 2) {
            throw new Failure("The store returned an object to a request without a signature.");
        }
        return "";
    }

    private String noExpiry() {
        for (String prefix : List.of(ImageKey.prefix(scratch.objects()), CatalogKey.prefix(scratch.objects()))) {
            S3Response written = bucket.call(S3Request.putEmpty(prefix + "expiry", Map.of()));
            String expiry = written.headers().get("x-amz-expiration", "");
            if (!expiry.isEmpty()) {
                throw new Failure("A new object expires: " + expiry);
            }
        }
        return "";
    }

    private String versions() {
        String key = ImageKey.prefix(scratch.objects()) + "version";
        S3Response written = bucket.call(S3Request.putEmpty(key, Map.of()));
        String version = written.headers().get(VERSION, "");
        if (!version.isEmpty() && !version.equals("null")) {
            throw new Failure("The bucket keeps versions, also of the objects that this command removes.");
        }
        return "";
    }
}
