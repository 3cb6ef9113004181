package io.tintype.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tintype.packaged.FaultInjectingProxy;
import io.tintype.packaged.S3Fault;
import io.tintype.storage.PendingUpload;
import io.tintype.storage.PieceChain;
import io.tintype.storage.StorageException;
import io.tintype.storage.UploadProgress;
import io.tintype.storage.UploadStore;
import io.tintype.storage.UploadStoreContract;
import io.tintype.storage.s3.client.RecordingTransport;
import io.tintype.storage.s3.client.TestTransports;
import io.tintype.testing.S3Server;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

class S3UploadStoreTest extends UploadStoreContract {

    private static final RecordingTransport TRANSPORT = new RecordingTransport(TestTransports.DEFAULT);

    private static S3Client client;
    private static String bucket;

    private final UploadStore store = new S3UploadStore(TestTransports.bucket(client, bucket, TRANSPORT), () -> {});

    @BeforeAll
    static void connect() {
        bucket = S3Server.shared().createBucket();
        client = S3Server.shared()
                .client()
                .overrideConfiguration(options -> options.retryStrategy(retries -> retries.maxAttempts(4)))
                .build();
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }

    @BeforeEach
    void resetTraffic() {
        TRANSPORT.reset();
    }

    @Override
    protected UploadStore store() {
        return store;
    }

    @Override
    protected void lose(UUID id, long offset) {
        client.deleteObject(request -> request.bucket(bucket).key(key(id, PieceChain.name(offset))));
    }

    @Override
    protected void alter(UUID id, long offset) {
        String key = key(id, PieceChain.name(offset));
        ResponseBytes<GetObjectResponse> object =
                client.getObjectAsBytes(request -> request.bucket(bucket).key(key));
        byte[] bytes = object.asByteArray();
        bytes[0]++;
        client.putObject(
                request -> request.bucket(bucket)
                        .key(key)
                        .metadata(object.response().metadata()),
                RequestBody.fromBytes(bytes));
    }

    @Test
    void namesObjectsAsDocumented() {
        PendingUpload upload = create();
        append(upload, random(10));
        append(upload, random(20));
        store.declareLength(library, upload.id(), 40);

        assertThat(objects())
                .containsExactly(
                        key(upload.id(), "0000000000000000000"),
                        key(upload.id(), "0000000000000000010"),
                        key(upload.id(), "info"),
                        key(upload.id(), "length"));
    }

    @Test
    void sendsAsManyRequestsAsDocumented() throws IOException {
        PendingUpload upload = create();
        append(upload, random(10));
        TRANSPORT.reset();

        UploadProgress progress = find(upload);
        append(progress, random(20));
        store.transferTo(library, progress, OutputStream.nullOutputStream());
        store.declareLength(library, upload.id(), 40);
        store.find(library, UUID.randomUUID());
        store.remove(library, upload.id());

        String first = key(upload.id(), "0000000000000000000");
        String second = key(upload.id(), "0000000000000000010");
        String info = key(upload.id(), "info");
        String length = key(upload.id(), "length");
        assertThat(TRANSPORT.calls())
                .containsExactly(
                        "ListObjectsV2",
                        "GetObject " + info,
                        "PutObject " + second,
                        "ListObjectsV2",
                        "GetObject " + first,
                        "PutObject " + length,
                        "ListObjectsV2",
                        "DeleteObject " + info,
                        "ListObjectsV2",
                        "DeleteObject " + first,
                        "DeleteObject " + second,
                        "DeleteObject " + length);
        assertThat(TRANSPORT.attempts()).isEqualTo(12);
        assertThat(objects()).isEmpty();
    }

    @Test
    void appendsOnceWhenTheResponseIsLost() throws IOException {
        PendingUpload upload = create();
        byte[] bytes = random(10);
        TRANSPORT.loseResponses(2, call -> call.startsWith("PutObject uploads/"));

        assertThat(append(upload, bytes)).isTrue();

        assertThat(read(find(upload))).isEqualTo(bytes);
    }

    @Test
    void createsAndDeclaresOnceWhenResponsesAreLost() {
        PendingUpload upload = upload(OptionalLong.empty());
        TRANSPORT.loseResponses(1, call -> call.startsWith("PutObject uploads/"));
        store.create(library, upload);
        TRANSPORT.loseResponses(1, call -> call.startsWith("PutObject uploads/"));

        assertThat(store.declareLength(library, upload.id(), 9)).isEqualTo(9);

        assertThat(find(upload)).isEqualTo(new UploadProgress(upload, OptionalLong.of(9), 0, 0));
    }

    /** Each fault affects the first attempt of one call; the retry then meets what that attempt has stored. */
    @ParameterizedTest
    @EnumSource(names = {"RESPONSE_LOST", "RESET_IN_THE_REQUEST", "RESET_IN_THE_RESPONSE", "SERVICE_UNAVAILABLE"})
    void continuesAfterFaultsOfTheNetwork(S3Fault fault) throws IOException {
        try (FaultInjectingProxy proxy =
                        new FaultInjectingProxy(S3Server.shared().endpoint());
                S3Client behind = S3Server.shared()
                        .client()
                        .endpointOverride(proxy.endpoint())
                        .build()) {
            UploadStore faulty =
                    new S3UploadStore(TestTransports.bucket(behind, bucket, TestTransports.DEFAULT), () -> {});
            PendingUpload upload = upload(OptionalLong.empty());
            byte[] bytes = random(300_000);
            Path piece = Files.write(files.resolve("piece"), bytes);

            proxy.inject(fault, 1);
            faulty.create(library, upload);
            proxy.inject(fault, 1);
            UploadProgress empty = faulty.find(library, upload.id()).orElseThrow();
            proxy.inject(fault, 1);
            assertThat(faulty.append(library, empty, piece, sha256(bytes))).isTrue();
            assertThat(faulty.append(library, empty, piece, sha256(bytes))).isFalse();
            proxy.inject(fault, 1);
            assertThat(faulty.declareLength(library, upload.id(), 300_000)).isEqualTo(300_000);

            assertThat(find(upload)).isEqualTo(new UploadProgress(upload, OptionalLong.of(300_000), 300_000, 1));
            assertThat(read(find(upload))).isEqualTo(bytes);
            proxy.inject(fault, 1);
            faulty.remove(library, upload.id());
            assertThat(objects()).isEmpty();
        }
    }

    @Test
    void findsNothingAfterARemovalThatFailsHalfWay() {
        PendingUpload upload = create();
        append(upload, random(10));
        TRANSPORT.cut(call -> call.startsWith("DeleteObject") && call.endsWith("0"));

        assertThat(catchThrowable(() -> store.remove(library, upload.id())))
                .isInstanceOf(StorageException.Unavailable.class);

        assertThat(store.find(library, upload.id())).isEmpty();
        assertThat(objects()).containsExactly(key(upload.id(), "0000000000000000000"));
    }

    private String key(UUID id, String name) {
        return "uploads/" + library.key() + "/" + id + "/" + name;
    }

    private List<String> objects() {
        return client
                .listObjectsV2(request -> request.bucket(bucket).prefix("uploads/" + library.key() + "/"))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }
}
