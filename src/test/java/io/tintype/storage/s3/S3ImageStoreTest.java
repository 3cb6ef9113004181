package io.tintype.storage.s3;

import static io.tintype.storage.SampleImages.NEW_YEAR;
import static io.tintype.storage.SampleImages.newestFirst;
import static io.tintype.storage.SampleImages.overDays;
import static io.tintype.storage.SampleImages.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ImageStore;
import io.tintype.storage.ImageStoreContract;
import io.tintype.storage.ListPage;
import io.tintype.storage.SampleImages.Sample;
import io.tintype.storage.StorageException;
import io.tintype.storage.s3.client.RecordingTransport;
import io.tintype.storage.s3.client.TestTransports;
import io.tintype.testing.S3Server;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

class S3ImageStoreTest extends ImageStoreContract {

    private static final RecordingTransport TRANSPORT = new RecordingTransport(TestTransports.DEFAULT);

    private static S3Client client;
    private static String bucket;

    private final ImageStore store = new S3ImageStore(TestTransports.bucket(client, bucket, TRANSPORT));

    @BeforeAll
    static void connect() {
        bucket = S3Server.shared().createBucket();
        client = client(4);
    }

    private static S3Client client(int attempts) {
        return S3Server.shared()
                .client()
                .overrideConfiguration(options -> options.retryStrategy(retries -> retries.maxAttempts(attempts)))
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
    protected ImageStore store() {
        return store;
    }

    @Override
    protected void breakSecondWrite(ImageMetadata image) {
        TRANSPORT.cut(call -> call.startsWith("PutObject catalog/"));
    }

    @Override
    protected void repairSecondWrite(ImageMetadata image) {
        TRANSPORT.reset();
    }

    @Test
    void writesTheImageFirstAndItsCatalogEntrySecond() {
        Sample sample = sample(uploads);

        store(sample);

        assertThat(TRANSPORT.calls()).containsExactly("PutObject " + key(sample), "PutObject " + entry(sample));
    }

    @Test
    void deletesTheCatalogEntryFirstAndItsImageSecond() {
        Sample sample = sample(uploads);
        store(sample);
        TRANSPORT.reset();

        store.delete(library, sample.image().id());

        assertThat(TRANSPORT.calls())
                .containsExactly(
                        "HeadObject " + key(sample),
                        "DeleteObject " + entry(sample),
                        "DeleteObject " + key(sample),
                        "ListObjectsV2");
        assertThat(objects()).isEmpty();
    }

    @Test
    void removesRenditionsThatAnEarlierDeleteLeft() {
        Sample sample = sample(uploads);
        store(sample);
        keep(sample, SMALL_WEBP, sample(uploads));
        TRANSPORT.cut(call -> call.startsWith("DeleteObject renditions/"));
        assertThatThrownBy(() -> store.delete(library, sample.image().id()))
                .isInstanceOf(StorageException.Unavailable.class);
        TRANSPORT.reset();

        store.delete(library, sample.image().id());

        assertThat(objects()).isEmpty();
    }

    @Test
    void namesARenditionByItsImageSizeAndFormat() {
        Sample sample = sample(uploads);
        store(sample);
        keep(sample, SMALL_WEBP, sample(uploads));

        assertThat(objects())
                .contains("renditions/" + library.key() + "/" + sample.image().id() + "/320x320-q80-v3.webp");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 250})
    void listsAPageByOneCallHoweverLargeItIs(int count) throws Exception {
        List<Sample> samples = overDays(uploads, count);
        atOnce(List.of(
                () -> samples.subList(0, count / 2).forEach(this::store),
                () -> samples.subList(count / 2, count).forEach(this::store)));
        TRANSPORT.reset();

        ListPage page = list(1000);

        assertThat(page.images()).containsExactlyElementsOf(newestFirst(samples));
        assertThat(TRANSPORT.calls()).containsExactly("ListObjectsV2");
        assertThat(TRANSPORT.attempts()).isEqualTo(1);
    }

    @Test
    void listsALaterPageByOneCall() {
        overDays(uploads, 5).forEach(this::store);
        ImageCursor second = list(2).next().orElseThrow();
        TRANSPORT.reset();

        store.list(library, second, 2);

        assertThat(TRANSPORT.calls()).containsExactly("ListObjectsV2");
    }

    @Test
    void findsByOneHeadAndOpensByOneGet() throws Exception {
        Sample sample = sample(uploads);
        store(sample);
        TRANSPORT.reset();

        store.find(library, sample.image().id());
        store.open(library, sample.image().id()).orElseThrow().close();

        assertThat(TRANSPORT.calls()).containsExactly("HeadObject " + key(sample), "GetObject " + key(sample));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("awfulNames")
    void writesAsciiMetadataAndKeysWhateverTheName(String name) {
        Sample sample = sample(uploads, name);

        store(sample);

        HeadObjectResponse object =
                client.headObject(request -> request.bucket(bucket).key(key(sample)));
        assertThat(object.metadata().values()).allMatch(value -> value.matches("[ -~]*"));
        assertThat(object.contentType()).isEqualTo("image/png");
        assertThat(objects())
                .hasSize(2)
                .allMatch(key -> key.matches("[a-z0-9/]+/[A-Za-z0-9_./-]+"))
                .allMatch(key -> Stream.of(key.split("/", -1)).noneMatch(part -> part.matches("\\.*")));
    }

    @Test
    void storesOnceWhenTheResponseToTheImageIsLost() throws Exception {
        Sample sample = sample(uploads);
        TRANSPORT.loseResponses(1, call -> call.startsWith("PutObject images/"));

        store(sample);

        assertThat(TRANSPORT.calls())
                .containsExactly("PutObject " + key(sample), "HeadObject " + key(sample), "PutObject " + entry(sample));
        assertThatOpens(sample);
        assertThat(list(10).images()).containsExactly(sample.image());
    }

    @Test
    void storesOnceWhenTheResponseToTheCatalogEntryIsLost() throws Exception {
        Sample sample = sample(uploads);
        TRANSPORT.loseResponses(1, call -> call.startsWith("PutObject catalog/"));

        store(sample);

        assertThatOpens(sample);
        assertThat(list(10).images()).containsExactly(sample.image());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PutObject images/", "PutObject catalog/"})
    void leavesNothingWhenAWriteSucceedsButIsTakenForAFailure(String write) {
        Sample sample = sample(uploads);
        TRANSPORT.loseResponses(1, call -> call.startsWith(write));

        try (S3Client impatient = client(1)) {
            assertThatThrownBy(() -> new S3ImageStore(TestTransports.bucket(impatient, bucket, TRANSPORT))
                            .store(library, sample.image(), sample.file()))
                    .isInstanceOf(StorageException.Unavailable.class);
        }

        assertThat(objects()).isEmpty();
    }

    @Test
    void leavesTheImageOfAnotherCallAloneWhenItsOwnFails() throws Exception {
        Sample first = sample(uploads);
        Sample second = sample(
                uploads, "second.png", NEW_YEAR.plusSeconds(1), first.image().id(), 5);
        store(first);
        TRANSPORT.cut(call -> call.startsWith("PutObject"));

        assertThatThrownBy(() -> store(second)).isInstanceOf(StorageException.Unavailable.class);

        TRANSPORT.reset();
        assertThatOpens(first);
        assertThat(list(10).images()).containsExactly(first.image());
    }

    @Test
    void writesNoCatalogEntryWithoutAnImage() {
        Sample sample = sample(uploads);
        TRANSPORT.cut(call -> call.startsWith("PutObject images/"));

        assertThatThrownBy(() -> store(sample)).isInstanceOf(StorageException.Unavailable.class);

        assertThat(TRANSPORT.calls()).noneMatch(call -> call.startsWith("PutObject catalog/"));
        assertThat(objects()).isEmpty();
    }

    @Test
    void keepsTheFirstFailureWhenCleaningUpFailsToo() {
        Sample sample = sample(uploads);
        TRANSPORT.cut(call -> call.startsWith("PutObject catalog/") || call.startsWith("DeleteObject"));

        assertThatThrownBy(() -> store(sample))
                .isInstanceOf(StorageException.Unavailable.class)
                .hasRootCauseMessage("cut by the test: PutObject " + entry(sample))
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .asString()
                        .contains("DeleteObject"));

        assertThat(list(10).images()).isEmpty();
    }

    @Test
    void deletesTheRestOfAnImageWhoseDeletionWasCutOff() {
        Sample sample = sample(uploads);
        store(sample);
        TRANSPORT.cut(call -> call.startsWith("DeleteObject images/"));
        assertThatThrownBy(() -> store.delete(library, sample.image().id()))
                .isInstanceOf(StorageException.Unavailable.class);
        assertThat(list(10).images()).isEmpty();
        TRANSPORT.reset();

        store.delete(library, sample.image().id());

        assertThat(objects()).isEmpty();
    }

    @Test
    void rejectsBytesWithAnotherChecksum() throws Exception {
        Sample sample = sample(uploads);
        byte[] damaged = sample.bytes().clone();
        damaged[7]++;
        Files.write(sample.file(), damaged);

        assertThatThrownBy(() -> store(sample)).isInstanceOf(StorageException.class);

        assertThat(objects()).isEmpty();
    }

    @Test
    void treatsAnUnknownObjectAsAbsent() {
        UUID id = UUID.randomUUID();
        put("images/" + library.key() + "/" + id, Map.of("size", "many"));

        assertThat(store.find(library, id)).isEmpty();
        assertThat(store.open(library, id)).isEmpty();
        store.delete(library, id);
        assertThat(objects()).hasSize(1);
    }

    @Test
    void leavesKeysThatAreNotItsOwnOutOfLists() {
        List<Sample> samples = overDays(uploads, 4);
        samples.forEach(this::store);
        String root = "catalog/" + library.key() + "/";
        for (String key : List.of("!", "00", "7/8", "f".repeat(44) + "/x", "zz", "zz.txt")) {
            put(root + key, Map.of());
        }

        for (int limit : List.of(1, 2, 3, 5, 1000)) {
            assertThat(pages(limit).stream().flatMap(page -> page.images().stream()))
                    .containsExactlyElementsOf(newestFirst(samples));
        }
    }

    @Test
    void probesByOneCallThatChangesNothing() {
        store.check();

        assertThat(TRANSPORT.calls()).containsExactly("ListObjectsV2");
    }

    private void put(String key, Map<String, String> metadata) {
        client.putObject(request -> request.bucket(bucket).key(key).metadata(metadata), RequestBody.fromString("x"));
    }

    private String key(Sample sample) {
        return "images/" + library.key() + "/" + sample.image().id();
    }

    private String entry(Sample sample) {
        return CatalogKey.of(library, sample.image()).text();
    }

    private List<String> objects() {
        return Stream.of("images/", "catalog/", "renditions/")
                .flatMap(room -> client
                        .listObjectsV2(request -> request.bucket(bucket).prefix(room + library.key() + "/"))
                        .contents()
                        .stream())
                .map(object -> object.key())
                .toList();
    }
}
