package io.tintype.storage.s3.client;

import io.tintype.storage.StoredContent;
import io.tintype.storage.StoredContentContract;
import io.tintype.testing.S3Server;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class S3ResponseBodyTest extends StoredContentContract {

    private static String name;
    private static S3Client client;
    private static Bucket bucket;

    @BeforeAll
    static void connect() {
        name = S3Server.shared().createBucket();
        client = S3Server.shared().client().build();
        bucket = new Bucket(client, name, TestTransports.DEFAULT);
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }

    @Override
    protected StoredContent open(byte[] content) {
        String key = UUID.randomUUID().toString();
        client.putObject(request -> request.bucket(name).key(key), RequestBody.fromBytes(content));
        return bucket.call(S3Request.get(key, Map.of())).bytes();
    }
}
