package io.tintype.storage.s3.admin;

import io.tintype.storage.admin.LegacyBucket;
import io.tintype.storage.s3.ObjectMetadata;
import io.tintype.storage.s3.client.S3ExceptionTranslator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;

/** An old service's bucket. It may be our own: what is below prefixes is never seen. */
record S3LegacyBucket(S3Client client, String bucket) implements LegacyBucket {

    private static final String NAME = "name";

    @Override
    public Stream<OldObject> list() {
        return new S3Listing(client, bucket)
                .objectsAt("")
                .map(object -> new OldObject(object.key(), object.size(), object.lastModified()));
    }

    @Override
    public Optional<OldContent> open(String key) {
        return S3ExceptionTranslator.translate(
                "open " + key,
                () -> S3ExceptionTranslator.ifPresent(() -> ObjectBytes.ask(
                                client, request -> request.bucket(bucket).key(key)))
                        .map(answer -> new OldContent(name(answer.response().metadata()), new ObjectBytes(answer))));
    }

    private static String name(Map<String, String> metadata) {
        return HeaderText.decode(ObjectMetadata.ignoringCase(metadata).getOrDefault(NAME, ""));
    }
}
