package io.tintype.storage.s3.admin;

import static io.tintype.storage.s3.client.S3ExceptionTranslator.translate;

import io.tintype.storage.admin.LegacyBucket;
import io.tintype.storage.s3.client.Bucket;
import io.tintype.storage.s3.client.S3Listing;
import io.tintype.storage.s3.client.S3Request;
import io.tintype.storage.s3.client.S3Response;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The bucket of a legacy service. It may also be the bucket of this service, so keys with a prefix are left out. */
record S3LegacyBucket(Bucket bucket) implements LegacyBucket {

    @Override
    public Stream<OldObject> list() {
        return new S3Listing(bucket)
                .objectsAt("")
                .map(object -> new OldObject(object.key(), object.size(), object.lastModified()));
    }

    @Override
    public Optional<OldContent> open(String key) {
        return translate("open " + key, () -> bucket.callIfPresent(S3Request.get(key, Map.of())))
                .map(response -> new OldContent(name(response), response.bytes().stream()));
    }

    private static String name(S3Response response) {
        return HeaderText.decode(response.metadata().getOrDefault("name", ""));
    }
}
