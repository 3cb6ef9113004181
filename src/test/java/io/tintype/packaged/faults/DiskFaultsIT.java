package io.tintype.packaged.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.tintype.packaged.ApiClient;
import io.tintype.packaged.HttpResult;
import io.tintype.packaged.Operation;
import io.tintype.testing.Bytes;
import io.tintype.testing.Contract;
import io.tintype.testing.ContractFile;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Libvips;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Disks that are full or read-only, or alter bytes. The first two are small file systems, which Linux allows unprivileged
 * users to mount in user namespaces.
 */
class DiskFaultsIT {

    private static final int DISK_BYTES = 1024 * 1024;
    private static final byte[] LARGE = Bytes.join(Fixtures.PHOTOGRAPH.bytes(), Bytes.zeros(300 * 1024));
    private static final byte[] SMALL = Fixtures.PHOTOGRAPH.bytes();
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Map<String, String> ON_DISK =
            Map.of("JWT_SECRET", Tokens.SECRET, "TINTYPE_STORAGE", "disk", "TINTYPE_STORAGE_DIRECTORY", "data");

    @Test
    void rejectsUploadsWhileTheDiskIsFullAndAcceptsThemAfterwards() throws Exception {
        try (PackagedApplication application = startOnSmallDisk("data")) {
            ApiClient client = new ApiClient(application, Tokens.of("ada"));
            List<String> stored = new ArrayList<>();
            HttpResult last = client.upload(LARGE);
            while (last.status() == 201 && stored.size() * LARGE.length < 2 * DISK_BYTES) {
                stored.add(last.id());
                last = client.upload(LARGE);
            }

            assertThat(last.status()).isEqualTo(500);
            assertThat(last.problem()).isEqualTo("internal-error");
            assertThat(application.log())
                    .contains("storage rejects the requests of this service", "No space left on device");
            assertThat(client.list()).isNotEmpty().containsExactlyElementsOf(stored.reversed());
            stored.forEach(id -> assertThat(client.download(id)).isEqualTo(LARGE));
            assertThat(client.send(Operation.DELETE, stored.getFirst()).status())
                    .isEqualTo(204);
            assertThat(client.upload(LARGE).status()).isEqualTo(201);
            assertNothingIsSpooled(application.spool());
        }
    }

    @Test
    void respondsUnavailableWhileTheSpoolIsFull() throws Exception {
        byte[] tooLarge = Bytes.join(SMALL, Bytes.zeros(2 * DISK_BYTES));
        try (PackagedApplication application = startOnSmallDisk("spool")) {
            ApiClient client = new ApiClient(application, Tokens.of("ada"));

            HttpResult refused = client.upload(tooLarge);

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.problem()).isEqualTo("overloaded");
            assertThat(application.log()).contains("uploads cannot be spooled", "No space left on device");
            assertThat(client.list()).isEmpty();
            assertThat(client.upload(SMALL).status()).isEqualTo(201);
            assertNothingIsSpooled(root(application, "spool"));
        }
    }

    /** Replaces the folder by a file, since root can write to any folder. */
    @Test
    void isNotReadyWhileTheSpoolCannotBeWritten() throws IOException {
        try (PackagedApplication application = PackagedApplication.start(ON_DISK)) {
            ApiClient client = new ApiClient(application, Tokens.of("ada"));
            String id = client.uploadedId();
            await().atMost(SOON).until(() -> Files.deleteIfExists(application.spool()));
            Files.createFile(application.spool());

            Response refused = Operation.UPLOAD.send(Contract.given(application.baseUri(), Tokens.of("ada")), null);

            refused.then()
                    .statusCode(503)
                    .header("Retry-After", "5")
                    .body("type", equalTo(ContractFile.PROBLEM_TYPE + "overloaded"));
            assertThat(readiness(application)).isEqualTo(503);
            assertThat(client.download(id)).isEqualTo(SMALL);
            assertThat(application.log())
                    .contains("uploads cannot be spooled: ")
                    .doesNotContain("\tat ");
            Files.delete(application.spool());
            assertThat(readiness(application)).isEqualTo(200);
            assertThat(client.upload(SMALL).status()).isEqualTo(201);
        }
    }

    private static int readiness(PackagedApplication application) {
        return RestAssured.get(application.managementUri() + "/q/health/ready").statusCode();
    }

    @Test
    void servesStoredImagesWhileTheDiskIsNotWritable() throws Exception {
        try (PackagedApplication application = startOnSmallDisk("data")) {
            ApiClient client = new ApiClient(application, Tokens.of("ada"));
            String id = client.uploadedId();

            remount(application, "ro");
            assertThat(client.upload(SMALL).status()).isEqualTo(500);
            assertThat(client.send(Operation.DELETE, id).status()).isEqualTo(500);
            assertThat(client.list()).containsExactly(id);
            assertThat(client.download(id)).isEqualTo(SMALL);

            remount(application, "rw");
            assertThat(client.send(Operation.DELETE, id).status()).isEqualTo(204);
            assertThat(client.upload(SMALL).status()).isEqualTo(201);
            assertThat(client.list()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100_000, 300_000})
    void cutsADownloadWhoseBytesTheDiskHasAltered(int altered) throws IOException {
        try (PackagedApplication application = PackagedApplication.start(ON_DISK)) {
            ApiClient client = new ApiClient(application, Tokens.of("ada"));
            String id = client.upload(LARGE).id();
            String other = client.uploadedId();
            alter(application, id, altered);

            assertThat(client.send(Operation.DOWNLOAD, id).isAborted()).isTrue();

            assertThat(application.log()).contains("the store returned other bytes than were stored", id);
            assertThat(client.download(other)).isEqualTo(SMALL);
        }
    }

    /** Bytes in the header, in the pixels, and after the image, where libvips does not read. */
    @ParameterizedTest
    @ValueSource(ints = {0, 5_000, 300_000})
    void makesNoRenditionOfAnOriginalThatTheDiskHasAltered(int altered) throws IOException {
        Libvips.assumeInstalled();
        try (PackagedApplication application = PackagedApplication.start(ON_DISK)) {
            ApiClient client = new ApiClient(application, Tokens.of("ada"));
            String id = client.upload(LARGE).id();
            Path content = alter(application, id, altered);

            Response response = rendition(application, id);

            response.then().statusCode(500).body("type", equalTo(ContractFile.PROBLEM_TYPE + "internal-error"));
            assertThat(application.log())
                    .containsOnlyOnce("ERROR")
                    .containsOnlyOnce("storage returned other bytes than were stored, imageId=" + id);
            assertThat(content.getParent().toFile().list()).as("what is kept").hasSize(2);
            assertNothingIsSpooled(application.spool());
            alter(application, id, altered); // restores the byte
            rendition(application, id).then().statusCode(200);
        }
    }

    private static Response rendition(PackagedApplication application, String id) {
        return Operation.RENDITION.send(Contract.given(application.baseUri(), Tokens.of("ada")), id);
    }

    private static Path alter(PackagedApplication application, String id, int place) throws IOException {
        try (Stream<Path> all = Files.walk(application.folder().resolve("data"))) {
            Path content = all.filter(file -> file.endsWith(Path.of(id, "content")))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(content);
            bytes[place] ^= 1;
            Files.write(content, bytes);
            return content;
        }
    }

    private static PackagedApplication startOnSmallDisk(String name) throws IOException, InterruptedException {
        assumeTrue(run("unshare", "--map-root-user", "--mount", "true") == 0, "user namespaces are allowed");
        return PackagedApplication.start(
                folder -> List.of(
                        "unshare",
                        "--map-root-user",
                        "--mount",
                        "sh",
                        "-c",
                        "mkdir $0 && mount -t tmpfs -o size=" + DISK_BYTES + " tmpfs $0 && exec \"$@\"",
                        name),
                ON_DISK);
    }

    private static void remount(PackagedApplication application, String how) throws Exception {
        assertThat(run(
                        "nsenter",
                        "--target",
                        Long.toString(application.pid()),
                        "--user",
                        "--mount",
                        "mount",
                        "-o",
                        "remount," + how,
                        application.folder().resolve("data").toString()))
                .isZero();
    }

    /** Returns the path of a folder in the mount namespace of the application. */
    private static Path root(PackagedApplication application, String name) {
        return Path.of(
                "/proc/" + application.pid() + "/root" + application.folder().resolve(name));
    }

    /** Waits, since the response of an upload precedes the removal of its file. */
    private static void assertNothingIsSpooled(Path spool) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(spool.toFile().list()).isNullOrEmpty());
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
