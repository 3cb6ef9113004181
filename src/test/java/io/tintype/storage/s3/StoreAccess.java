package io.tintype.storage.s3;

import com.sun.net.httpserver.HttpExchange;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ImageStore;
import io.tintype.storage.SampleImages.Sample;
import io.tintype.storage.UploadStore;
import io.tintype.storage.s3.client.Bucket;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Gives tests of other packages access to the store. */
public final class StoreAccess {

    private StoreAccess() {}

    public static ImageStore store(Bucket bucket) {
        return new S3ImageStore(bucket);
    }

    public static UploadStore uploadStore(Bucket bucket) {
        return new S3UploadStore(bucket, () -> {});
    }

    public static Map<String, String> metadata(ImageMetadata image) {
        return ObjectMetadata.metadata(image, UUID.randomUUID());
    }

    static void putMetadata(HttpExchange exchange, Sample sample) {
        metadata(sample.image())
                .forEach((name, value) -> exchange.getResponseHeaders().put("x-amz-meta-" + name, List.of(value)));
    }
}
