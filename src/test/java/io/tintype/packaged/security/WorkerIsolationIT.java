package io.tintype.packaged.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.Json;
import io.tintype.testing.Libvips;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.ProcessMemory;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The processes that decode images, as the packaged service starts them. */
class WorkerIsolationIT {

    private static final String TOKEN = Tokens.of("ada");
    private static final Duration SOON = Duration.ofSeconds(30);

    @BeforeEach
    void needsLinux() {
        Libvips.assumeInstalled();
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "the walls are Linux's");
    }

    @Test
    void startsWorkersWithinWallsAndWithoutTheServicesEnvironment() throws IOException {
        try (PackagedApplication application = start()) {
            thumbnail(application, upload(application, 0)).then().statusCode(200);
            ProcessHandle worker = onlyWorker(application);

            assertThat(status(worker, "Seccomp")).isEqualTo("2");
            assertThat(status(worker, "NoNewPrivs")).isEqualTo("1");
            assertThat(proc(worker, "environ")).matches("GLIBC_TUNABLES=[a-z0-9_.=:\0]+");
            assertThat(proc(worker, "limits"))
                    .containsPattern("Max core file size +0 +0 ")
                    .containsPattern("Max open files +256 +256 ")
                    .containsPattern("Max cpu time +3600 +3600 ")
                    .containsPattern("Max data size +[0-9]+ +[0-9]+ ");
            assertThat(isolation(application)).matches("Landlock [0-9]+, seccomp, resource limits");
        }
    }

    @Test
    void decodesNothingInTheProcessThatHasTheKeys() throws IOException {
        try (PackagedApplication application = start()) {
            thumbnail(application, upload(application, 0)).then().statusCode(200);
            ProcessHandle service = ProcessHandle.of(application.pid()).orElseThrow();

            assertThat(proc(onlyWorker(application), "maps"))
                    .contains("libvips", "libheif")
                    .doesNotContain("libpoppler", "libMagickCore", "libopenslide");
            assertThat(proc(service, "maps")).doesNotContain("libvips", "libheif", "libwebp", "libjpeg");
        }
    }

    @Test
    void leavesNoSecretInTheMemoryOfWorkers() throws IOException {
        try (PackagedApplication application = start()) {
            thumbnail(application, upload(application, 0)).then().statusCode(200);

            assertThat(ProcessMemory.contains(application.pid(), Tokens.SECRET)).isTrue();
            assertThat(ProcessMemory.contains(onlyWorker(application).pid(), Tokens.SECRET))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "SEGV"})
    void losesOneRenditionToACrashAndGoesOn(String signal) throws Exception {
        try (PackagedApplication application = start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            String other = upload(application, 1);
            thumbnail(application, other).then().statusCode(200);
            ProcessHandle worker = onlyWorker(application);
            String lost = upload(application, 2);
            signal(worker, "STOP");
            CompletableFuture<Response> losing =
                    CompletableFuture.supplyAsync(() -> thumbnail(application, lost), threads);
            await().atMost(SOON).until(() -> hasJob(application));

            thumbnail(application, upload(application, 3)).then().statusCode(200);
            request(application).get("/images/" + other).then().statusCode(200);
            signal(worker, signal);
            signal(worker, "CONT");

            assertThat(losing.join().statusCode()).isEqualTo(422);
            assertThat(Json.of(losing.join()).path("type").asText()).isEqualTo("urn:tintype:problem:undecodable-image");
            thumbnail(application, lost).then().statusCode(422);
            thumbnail(application, upload(application, 4)).then().statusCode(200);
            assertThat(ended(application, "crashed")).isEqualTo("1.0");
            assertThat(hasJob(application)).isFalse();
        }
    }

    @Test
    void killsAWorkerAtTheDeadlineWhileOthersWork() throws Exception {
        try (PackagedApplication application = start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            thumbnail(application, upload(application, 1)).then().statusCode(200);
            ProcessHandle worker = onlyWorker(application);
            String late = upload(application, 2);
            signal(worker, "STOP");
            CompletableFuture<Response> waiting =
                    CompletableFuture.supplyAsync(() -> thumbnail(application, late), threads);
            await().atMost(SOON).until(() -> hasJob(application));

            thumbnail(application, upload(application, 3)).then().statusCode(200);

            assertThat(waiting.join().statusCode()).isEqualTo(503);
            await().atMost(SOON).until(() -> !worker.isAlive());
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(ended(application, "killed")).isEqualTo("1.0"));
        }
    }

    @Test
    void endsWorkersWithTheService() throws Exception {
        List<ProcessHandle> workers;
        try (PackagedApplication application = start()) {
            thumbnail(application, upload(application, 1)).then().statusCode(200);
            workers = workers(application);
        }

        assertThat(workers).isNotEmpty();
        await().atMost(SOON).until(() -> workers.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static ProcessHandle onlyWorker(PackagedApplication application) {
        assertThat(workers(application)).hasSize(1);
        return workers(application).getFirst();
    }

    private static List<ProcessHandle> workers(PackagedApplication application) {
        return ProcessHandle.of(application.pid()).orElseThrow().children().toList();
    }

    /** Returns whether a worker has the image of a job in its folder. */
    private static boolean hasJob(PackagedApplication application) throws IOException {
        try (Stream<Path> files = Files.walk(application.folder().resolve("spool.workers"), 2)) {
            return files.anyMatch(file -> file.endsWith("source"));
        }
    }

    private static void signal(ProcessHandle process, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private static String status(ProcessHandle process, String field) throws IOException {
        return proc(process, "status")
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    private static String proc(ProcessHandle process, String file) throws IOException {
        return Files.readString(Path.of("/proc/" + process.pid() + "/" + file));
    }

    private static String isolation(PackagedApplication application) {
        return RestAssured.get(application.managementUri() + "/q/health/ready")
                .jsonPath()
                .getString("checks.find { it.name == 'renditions' }.data.isolation");
    }

    private static String ended(PackagedApplication application, String reason) {
        return RestAssured.get(application.managementUri() + "/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("tintype_worker_ended_total{reason=\"" + reason + "\"}"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElseThrow();
    }

    private static Response thumbnail(PackagedApplication application, String id) {
        return request(application).get("/images/" + id + "/renditions/thumbnail");
    }

    private static String upload(PackagedApplication application, int number) {
        Response response = request(application)
                .contentType(Form.CONTENT_TYPE)
                .body(Form.of("photo-" + number + ".jpg", Fixtures.PHOTOGRAPH.bytes())
                        .body())
                .post("/images");
        assertThat(response.statusCode()).isEqualTo(201);
        return Json.of(response).path("id").asText();
    }

    private static RequestSpecification request(PackagedApplication application) {
        return Contract.given(application.baseUri(), TOKEN);
    }

    private static PackagedApplication start() {
        return PackagedApplication.start(Settings.onDisk(Map.of("JWT_SECRET", Tokens.SECRET)));
    }
}
