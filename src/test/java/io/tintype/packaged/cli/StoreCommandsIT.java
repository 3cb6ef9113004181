package io.tintype.packaged.cli;

import static io.tintype.packaged.Settings.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.tintype.packaged.Command;
import io.tintype.packaged.Command.Result;
import io.tintype.packaged.FaultInjectingProxy;
import io.tintype.packaged.S3Fault;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.Json;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.S3Server;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Tests {@code verify} and {@code import} while a service uses the same store. Neither command needs the settings for tokens.
 */
class StoreCommandsIT {

    private static final String[] NOW = {"--min-age", "0s", "--recheck-delay", "0s"};

    private static S3Client client;

    private String bucket;
    private Map<String, String> settings;

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
        settings = S3Server.shared().settings(bucket);
    }

    @Test
    void findsAndRepairsDamageInABucket() {
        try (PackagedApplication application = PackagedApplication.start(with(settings, "JWT_SECRET", Tokens.SECRET))) {
            for (int i = 0; i < 4; i++) {
                upload(application);
            }
            assertThat(verify("--checksums")).returns(0, Result::code).satisfies(clean -> {
                assertThat(clean.out()).isEqualTo("Checked 4 images in 1 libraries: 0 findings, 0 of them repaired.\n");
                assertThat(clean.err()).isEmpty();
            });
            List<String> images = keys("images/ann/");
            List<String> entries = keys("catalog/ann/"); // newest first, the reverse order
            delete(entries.get(3));
            delete(images.get(3));
            client.putObject(
                    request -> request.bucket(bucket).key("images/ann/orphan é"), RequestBody.fromString("orphan"));

            Result found = verify();
            Result young = Command.run(settings, "verify");
            Result repaired = verify("--repair");
            Result removed = verify("--repair", "--remove-strays");
            Result clean = verify("--checksums", "--subject", "ann");

            assertThat(found.code()).isEqualTo(1);
            assertThat(found.out().lines().sorted())
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith("Checked 3 images in 1 libraries: 3 findings, 0"),
                            line -> assertThat(line).startsWith("missing-entry        " + images.get(0) + " "),
                            line -> assertThat(line).startsWith("missing-image        " + entries.get(0) + " "),
                            line -> assertThat(line).startsWith("unknown-object       images/ann/orphan \\u00e9 "));
            assertThat(young.code()).isZero();
            assertThat(young.out()).contains("Ignored because they are too young: 3.");
            assertThat(repaired.code()).isEqualTo(1);
            assertThat(repaired.out()).contains("3 findings, 2 of them repaired");
            assertThat(removed.code()).isZero();
            assertThat(removed.out()).contains("1 findings, 1 of them repaired");
            assertThat(clean.code()).isZero();
            assertThat(clean.out()).startsWith("Checked 3 images in 1 libraries: 0 findings");
            assertThat(list(application)).hasSize(3);
        }
    }

    @Test
    void findsAndRepairsDamageInAFolder(@TempDir Path folder) throws IOException {
        Map<String, String> disk = Map.of("TINTYPE_STORAGE", "disk", "TINTYPE_STORAGE_DIRECTORY", folder.toString());
        try (PackagedApplication application = PackagedApplication.start(with(disk, "JWT_SECRET", Tokens.SECRET))) {
            upload(application);
            upload(application);
            try (Stream<Path> files = Files.walk(folder.resolve("ann/catalog"))) {
                Files.delete(files.filter(Files::isRegularFile).findFirst().orElseThrow());
            }
            assertThat(list(application)).hasSize(1);

            Result repaired = Command.run(disk, arguments("--repair"));
            Result clean = Command.run(disk, arguments("--checksums"));

            assertThat(repaired.code()).isZero();
            assertThat(repaired.out())
                    .startsWith("missing-entry        ann/images/")
                    .contains("(repaired)");
            assertThat(clean.out()).isEqualTo("Checked 2 images in 1 libraries: 0 findings, 0 of them repaired.\n");
            assertThat(list(application)).hasSize(2);
        }
    }

    @Test
    void readsAllBytesForChecksums() {
        try (PackagedApplication application = PackagedApplication.start(with(settings, "JWT_SECRET", Tokens.SECRET))) {
            upload(application);
        }
        String key = keys("images/ann/").getFirst();
        Map<String, String> metadata =
                client.headObject(request -> request.bucket(bucket).key(key)).metadata();
        client.putObject(
                request -> request.bucket(bucket).key(key).metadata(metadata),
                RequestBody.fromBytes(new byte[Fixtures.PHOTOGRAPH.bytes().length]));

        assertThat(verify().code()).isZero();
        Result found = verify("--checksums", "--repair", "--remove-strays");

        assertThat(found.code()).isEqualTo(1);
        assertThat(found.out()).startsWith("wrong-checksum       " + key + " has the SHA-256 ");
        assertThat(keys("images/ann/")).containsExactly(key);
    }

    @Test
    void importsImagesOfTheOldService() {
        String old = S3Server.shared().createBucket();
        String photo = UUID.randomUUID().toString();
        byte[] bytes = Fixtures.PHOTOGRAPH.bytes();
        putOld(old, photo, "1700000000123-=?UTF-8?B?5pel5pysLnBuZw==?=", bytes);
        putOld(old, UUID.randomUUID().toString(), "1700000000456-plain.jpg", bytes);
        putOld(old, UUID.randomUUID().toString(), "no time.jpg", bytes);
        String text = UUID.randomUUID().toString();
        putOld(old, text, "1700000000000-notes.txt", "just a text".getBytes(StandardCharsets.UTF_8));
        putOld(old, "readme.md", "readme.md", bytes);
        putOld(old, "folder/" + UUID.randomUUID(), "1700000000000-hidden.jpg", bytes);
        Map<String, String> shared = with(settings, "TINTYPE_LIBRARY", "shared");

        Result dry = Command.run(shared, "import", "--from-bucket", old, "--dry-run");
        assertThat(keys("")).isEmpty();
        Result first = Command.run(shared, "import", "--from-bucket", old);
        Result second = Command.run(shared, "import", "--from-bucket", old);

        assertThat(dry.out()).contains("Would import 3 images; 0 already existed, 1 were not accepted, 1 other keys");
        assertThat(first.code()).isEqualTo(1);
        assertThat(first.out().lines())
                .contains(
                        "not-accepted     " + text + " is not in an accepted format",
                        "other-key        readme.md",
                        "Imported 3 images; 0 already existed, 1 were not accepted, 1 other keys were skipped.");
        assertThat(second.out()).contains("Imported 0 images; 3 already existed, 1 were not accepted");
        assertThat(client.listObjectsV2(request -> request.bucket(old)).contents())
                .hasSize(6);
        assertThat(verify("--checksums").out()).startsWith("Checked 3 images in 1 libraries: 0 findings");
        try (PackagedApplication application = PackagedApplication.start(with(shared, "JWT_SECRET", Tokens.SECRET))) {
            Contract.given(application.baseUri(), Tokens.of("anybody"))
                    .get("/images/" + photo + "/metadata")
                    .then()
                    .statusCode(200)
                    .body("name", equalTo("日本.png"))
                    .body("createdAt", equalTo("2023-11-14T22:13:20.123Z"));
            assertThat(list(application)).hasSize(3);
        }
    }

    @Test
    void continuesAfterAnUnreadableImage() {
        String old = S3Server.shared().createBucket();
        List<String> ids = Stream.generate(() -> UUID.randomUUID().toString())
                .limit(3)
                .sorted()
                .toList();
        ids.forEach(id -> putOld(old, id, "1700000000123-photo.jpg", Fixtures.PHOTOGRAPH.bytes()));
        Map<String, String> all = with(settings, "TINTYPE_S3_READ_TIMEOUT", "2s");
        try (FaultInjectingProxy proxy =
                new FaultInjectingProxy(S3Server.shared().endpoint())) {
            Map<String, String> faulty =
                    with(all, "AWS_ENDPOINT_URL_S3", proxy.endpoint().toString());

            proxy.injectWhere(head -> head.startsWith("GET /" + old + "/" + ids.get(1)), S3Fault.INTERNAL_ERROR);
            Result imported = Command.run(faulty, "import", "--subject", "ann", "--from-bucket", old);
            proxy.repair();
            Result again = Command.run(faulty, "import", "--subject", "ann", "--from-bucket", old);
            proxy.injectWhere(
                    head -> head.matches("(?s)GET .*images/ann/" + ids.get(1) + ".*"), S3Fault.TRUNCATED_BODY);
            Result verified = Command.run(faulty, arguments("--checksums"));

            assertThat(imported.code()).isEqualTo(1);
            assertThat(imported.out()).contains("unreadable       " + ids.get(1), "InternalError", "Imported 2 images");
            assertThat(again.code()).isZero();
            assertThat(again.out()).contains("Imported 1 images; 2 already existed");
            assertThat(verified.code()).isEqualTo(1);
            assertThat(verified.out().lines())
                    .anySatisfy(found -> assertThat(found).startsWith("unreadable           images/ann/" + ids.get(1)))
                    .contains("Checked 3 images in 1 libraries: 1 findings, 0 of them repaired.");
        }
    }

    @Test
    void importsWithinTheLimitsAndFromTheBucketOfTheService() {
        String large = UUID.randomUUID().toString();
        String wide = UUID.randomUUID().toString();
        putOld(bucket, large, "1700000000000-large.jpg", Fixtures.PHOTOGRAPH.bytes());

        Result tooLarge = Command.run(with(settings, "TINTYPE_MAX_UPLOAD", "1K"), "import", "--subject", "ann");
        delete(large);
        putOld(bucket, wide, "1700000000000-wide.jpg", Fixtures.PHOTOGRAPH.bytes());
        Result tooWide = Command.run(with(settings, "TINTYPE_MAX_PIXELS", "9"), "import", "--subject", "ann");
        Result imported = Command.run(settings, "import", "--subject", "ann");

        assertThat(tooLarge.out()).contains(large + " has 8,152 bytes, and TINTYPE_MAX_UPLOAD is 1,024");
        assertThat(tooWide.out()).contains(wide + " has 76,800 pixels, and TINTYPE_MAX_PIXELS is 9");
        assertThat(imported.code()).isZero();
        assertThat(keys("images/ann/")).containsExactly("images/ann/" + wide);
        assertThat(keys("")).hasSize(3);
    }

    private Result verify(String... options) {
        return Command.run(settings, arguments(options));
    }

    private static String[] arguments(String... options) {
        return Stream.of(Stream.of("verify"), Stream.of(NOW), Stream.of(options))
                .flatMap(part -> part)
                .toArray(String[]::new);
    }

    private static void upload(PackagedApplication application) {
        Contract.given(application.baseUri(), Tokens.of("ann"))
                .contentType(Form.CONTENT_TYPE)
                .body(Form.of("photo.jpg", Fixtures.PHOTOGRAPH.bytes()).body())
                .post("/images")
                .then()
                .statusCode(201);
    }

    private static List<String> list(PackagedApplication application) {
        return Json.ids(Contract.given(application.baseUri(), Tokens.of("ann")).get("/images"));
    }

    private static void putOld(String bucket, String key, String name, byte[] bytes) {
        client.putObject(
                request -> request.bucket(bucket).key(key).metadata(Map.of("name", name)),
                RequestBody.fromBytes(bytes));
    }

    private void delete(String key) {
        client.deleteObject(request -> request.bucket(bucket).key(key));
    }

    private List<String> keys(String prefix) {
        return client.listObjectsV2(request -> request.bucket(bucket).prefix(prefix)).contents().stream()
                .map(S3Object::key)
                .toList();
    }
}
