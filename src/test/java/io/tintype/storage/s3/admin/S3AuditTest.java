package io.tintype.storage.s3.admin;

import static io.tintype.storage.SampleImages.overDays;
import static io.tintype.storage.SampleImages.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.audit.Finding;
import io.tintype.audit.Finding.Kind;
import io.tintype.audit.StoreAuditContract;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.SampleImages.Sample;
import io.tintype.storage.UploadStore;
import io.tintype.storage.admin.StoreAdmin;
import io.tintype.storage.s3.ConditionalWrites;
import io.tintype.storage.s3.StoreAccess;
import io.tintype.storage.s3.client.RecordingTransport;
import io.tintype.storage.s3.client.TestTransports;
import io.tintype.testing.S3Server;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class S3AuditTest extends StoreAuditContract {

    private static S3Client client;

    private final RecordingTransport transport = new RecordingTransport(TestTransports.DEFAULT);

    /** Keys of objects that the store does not return. */
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

    private String bucket;
    private ImageStore store;
    private UploadStore uploadStore;
    private StoreAdmin inventory;

    @BeforeAll
    static void connect() {
        client = S3Server.shared().client().build();
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }

    @BeforeEach
    void makeBucket() {
        bucket = S3Server.shared().createBucket();
        store = StoreAccess.store(TestTransports.bucket(client, bucket, TestTransports.DEFAULT));
        uploadStore = StoreAccess.uploadStore(TestTransports.bucket(client, bucket, TestTransports.DEFAULT));
        inventory = new S3StoreAdmin(TestTransports.bucket(client, bucket, transport));
        transport.cut(title -> title.startsWith("HeadObject ") && unreadable.contains(title.substring(11)));
    }

    @Override
    protected ImageStore store() {
        return store;
    }

    @Override
    protected UploadStore uploadStore() {
        return uploadStore;
    }

    @Override
    protected void loseInfo(UUID upload) {
        client.deleteObject(request -> request.bucket(bucket).key("uploads/" + library.key() + "/" + upload + "/info"));
    }

    @Override
    protected String putUploadFile(UUID upload, String fileName) {
        String key = "uploads/" + library.key() + "/" + upload + "/" + fileName;
        put(key, Map.of(), new byte[] {1});
        return key;
    }

    @Override
    protected StoreAdmin inventory() {
        return inventory;
    }

    @Override
    protected void loseImage(ImageMetadata image) {
        client.deleteObject(request -> request.bucket(bucket).key(key(image)));
    }

    @Override
    protected void loseMetadata(ImageMetadata image) {
        put(key(image), Map.of(), new byte[] {1});
    }

    @Override
    protected void replaceBytes(ImageMetadata image, byte[] bytes) {
        put(key(image), StoreAccess.metadata(image), bytes);
    }

    @Override
    protected void makeUnreadable(ImageMetadata image) {
        unreadable.add(key(image));
    }

    @Override
    protected List<String> putOrphans(Library library) {
        String id = UUID.randomUUID().toString();
        List<String> names = List.of(
                "images/at-the-root",
                "images/Not a library/x",
                "images/" + library.key() + "/not-an-id",
                "images/" + library.key() + "/" + id.toUpperCase(Locale.ROOT),
                "images/" + library.key() + "/" + id + "/more",
                "catalog/" + library.key() + "/notes.txt",
                "catalog/" + library.key() + "/" + "0".repeat(44) + "/a.b.c",
                "libraries/at-the-root",
                "libraries/Not a library/links/999999998",
                "libraries/" + library.key() + "/links/notes.txt",
                "libraries/" + library.key() + "/links/99999999",
                "libraries/" + library.key() + "/other/999999998",
                "uploads/at-the-root",
                "uploads/Not a library/" + id + "/info",
                "uploads/" + library.key() + "/not-an-id",
                "uploads/" + library.key() + "/no-id-either/info",
                "renditions/at-the-root",
                "renditions/" + library.key() + "/not-an-id/320.webp",
                "renditions/" + library.key() + "/" + id + "/320.exe",
                "renditions/" + library.key() + "/" + id + "/320.webp");
        names.forEach(name -> put(name, Map.of(), new byte[] {1}));
        return names;
    }

    @Test
    void leavesOutTheObjectOfTheCheckOfConditionalWrites() {
        put(ConditionalWrites.KEY, Map.of(), new byte[0]);

        assertThat(inventory.orphans()).isEmpty();
        assertThat(inventory.libraries()).isEmpty();
    }

    @Test
    void distinguishesRenditionsOfImagesFromOrphans() {
        List<Sample> samples = overDays(uploads, 4);
        store(samples);
        List<String> orphans = new ArrayList<>();
        for (Sample sample : samples) {
            put(rendition(sample.image().id().toString()), Map.of(), new byte[] {1});
            String gone = rendition(UUID.randomUUID().toString());
            put(gone, Map.of(), new byte[] {1});
            orphans.add(gone);
        }

        List<Finding> removed = audit(REMOVE);

        assertThat(removed).extracting(Finding::name).containsExactlyInAnyOrderElementsOf(orphans);
        assertThat(removed).extracting(Finding::kind).containsOnly(Kind.ORPHAN_RENDITION);
        assertThat(client.listObjectsV2(request -> request.bucket(bucket).prefix("renditions/"))
                        .contents())
                .hasSize(4);
    }

    @Override
    protected String putRenditionFile(ImageMetadata image, String fileName) {
        String key = "renditions/" + library.key() + "/" + image.id() + "/" + fileName;
        put(key, Map.of(), new byte[] {1});
        return key;
    }

    @Test
    void findsRenditionsOfALibraryThatHasNothingElse() {
        put("renditions/bob/" + UUID.randomUUID() + "/320.jpg", Map.of(), new byte[] {1});

        assertThat(audit(LOOK)).extracting(Finding::kind).containsExactly(Kind.ORPHAN_RENDITION);
    }

    @Test
    void abortsIncompleteUploads() {
        String key = "images/" + library.key() + "/" + UUID.randomUUID();
        client.createMultipartUpload(request -> request.bucket(bucket).key(key));

        assertThat(audit(LOOK)).extracting(Finding::kind).containsExactly(Kind.INCOMPLETE_UPLOAD);
        assertThat(audit(REMOVE)).extracting(Finding::repaired).containsExactly(true);
        assertThat(audit(LOOK)).isEmpty();
    }

    @Test
    void sendsOneRequestPerImage() {
        store(overDays(uploads, 9));

        audit(LOOK);

        assertThat(transport.calls())
                .filteredOn(call -> call.startsWith("HeadObject"))
                .hasSize(9);
        assertThat(transport.calls()).noneMatch(call -> call.startsWith("Put") || call.startsWith("Delete"));
    }

    @Test
    void readsListingsOfSeveralPages() throws Exception {
        store(List.of(sample(uploads)));
        try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
            IntStream.range(0, 1100)
                    .forEach(i -> threads.submit(() -> put("images/ann/orphan-" + i, Map.of(), new byte[1])));
        }

        assertThat(audit(LOOK)).hasSize(1100);
    }

    private void put(String key, Map<String, String> metadata, byte[] bytes) {
        client.putObject(request -> request.bucket(bucket).key(key).metadata(metadata), RequestBody.fromBytes(bytes));
    }

    private String key(ImageMetadata image) {
        return "images/" + library.key() + "/" + image.id();
    }

    private String rendition(String id) {
        return "renditions/" + library.key() + "/" + id + "/320x320-q80-v3.webp";
    }
}
