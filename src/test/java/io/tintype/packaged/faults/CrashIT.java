package io.tintype.packaged.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tintype.packaged.ApiClient;
import io.tintype.packaged.Command;
import io.tintype.packaged.Command.Result;
import io.tintype.packaged.HttpResult;
import io.tintype.packaged.Operation;
import io.tintype.packaged.RawConnection;
import io.tintype.packaged.Settings;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.S3Server;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the service repeatedly during concurrent uploads and deletes of the same images: for a few seconds, or as often
 * as {@code -Dtintype.crashes} specifies. At the end, {@code verify --repair} repairs the remains of the crashes.
 */
class CrashIT {

    private static final Logger LOG = Logger.getLogger(CrashIT.class);

    /** The exact number of crashes; 0 for as many as time allows. */
    private static final int CRASHES = Integer.getInteger("tintype.crashes", 0);

    private static final int MIN_CRASHES = 3;
    private static final Duration ENOUGH = Duration.ofSeconds(5);
    private static final int CALLERS = 8;

    /** One image of so many is never deleted. */
    private static final int KEPT_OF = 4;

    private static final int MAX_REQUESTS_BEFORE = 60;
    private static final Duration KILLED_WITHIN = Duration.ofSeconds(60);
    private static final byte[] BYTES = Fixtures.PHOTOGRAPH.bytes();
    private static final String TOKEN = Tokens.of("crash");

    private final Random random = new Random(seed());

    @TempDir
    Path folder;

    /** The acknowledged operations, and the requests without a response. */
    private static final class Acknowledged {
        private final Set<String> stored = ConcurrentHashMap.newKeySet();
        private final Set<String> deleted = ConcurrentHashMap.newKeySet();
        private final Set<String> unknown = ConcurrentHashMap.newKeySet();
        private final Set<String> read = new HashSet<>();
        private final ConcurrentLinkedQueue<String> toDelete = new ConcurrentLinkedQueue<>();
        private final AtomicInteger responses = new AtomicInteger();
        private final AtomicInteger uploads = new AtomicInteger();
        private final AtomicInteger lostUploads = new AtomicInteger();
        private final ConcurrentLinkedQueue<HttpResult> failures = new ConcurrentLinkedQueue<>();
    }

    @Test
    void keepsAcknowledgedImagesOnDisk() {
        crashAgainAndAgain(Map.of(
                "JWT_SECRET",
                Tokens.SECRET,
                "TINTYPE_STORAGE",
                "disk",
                "TINTYPE_STORAGE_DIRECTORY",
                data().toString()));
    }

    @Test
    void keepsWhatItAnsweredInS3() {
        S3Server server = S3Server.shared();
        crashAgainAndAgain(Settings.onS3(server));
    }

    @Test
    void removesSpooledFilesOnlyIfNoOtherProcessUsesTheFolder() throws IOException {
        Path spool = Files.createDirectories(folder.resolve("shared"));
        Files.createFile(spool.resolve("upload-1"));
        Path unknown = Files.createFile(spool.resolve("unknown"));
        Map<String, String> environment = Map.of(
                "JWT_SECRET",
                Tokens.SECRET,
                "TINTYPE_STORAGE",
                "disk",
                "QUARKUS_HTTP_BODY_UPLOADS_DIRECTORY",
                spool.toString());
        byte[] form = Form.of("photograph.jpg", BYTES).body();
        try (PackagedApplication first = PackagedApplication.start(environment);
                RawConnection upload = new RawConnection(first, KILLED_WITHIN)) {
            assertThat(spool).isDirectoryContaining(unknown::equals);
            assertThat(spool.toFile().list()).hasSize(1);
            upload.send("POST /images HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer " + TOKEN + "\r\nContent-Type: "
                    + Form.CONTENT_TYPE + "\r\nContent-Length: " + form.length + "\r\n\r\n");
            upload.send(form, 0, form.length / 2);
            await().atMost(KILLED_WITHIN)
                    .untilAsserted(() -> assertThat(spool.toFile().list()).hasSize(2));
            Path old = Files.createFile(spool.resolve("upload-2"));
            Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

            try (PackagedApplication second = PackagedApplication.start(environment)) {
                assertThat(second.isAlive()).isTrue();
                assertThat(old).doesNotExist();
                upload.send(form, form.length / 2, form.length);
                assertThat(upload.readHead()).startsWith("HTTP/1.1 201 ");
            }
        }
    }

    private void crashAgainAndAgain(Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>(settings);
        Path spool = folder.resolve("spool");
        environment.put("QUARKUS_HTTP_BODY_UPLOADS_DIRECTORY", spool.toString());
        Acknowledged acknowledged = new Acknowledged();
        int crashes = 0;
        for (long start = System.nanoTime(); continues(crashes, start); crashes++) {
            try (PackagedApplication application = PackagedApplication.start(environment)) {
                assertState(application, acknowledged, spool);
                crash(application, acknowledged);
            }
        }
        repair(environment);
        acknowledged.read.clear();
        try (PackagedApplication application = PackagedApplication.start(environment)) {
            assertState(application, acknowledged, spool);
        }
        LOG.infof(
                "%d crashes: %d uploads and %d deletes were acknowledged, %d uploads and %d deletes were not",
                crashes,
                acknowledged.uploads.get(),
                acknowledged.deleted.size(),
                acknowledged.lostUploads.get(),
                acknowledged.unknown.size());
        assertThat(acknowledged.failures).as("responses other than 201").isEmpty();
        assertThat(acknowledged.stored).as("acknowledged uploads").isNotEmpty();
    }

    private static boolean continues(int crashes, long start) {
        if (CRASHES > 0) {
            return crashes < CRASHES;
        }
        return crashes < MIN_CRASHES || System.nanoTime() - start < ENOUGH.toNanos();
    }

    private void crash(PackagedApplication application, Acknowledged acknowledged) {
        ApiClient client = new ApiClient(application, TOKEN);
        int after = acknowledged.responses.get() + 1 + random.nextInt(MAX_REQUESTS_BEFORE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < CALLERS; caller++) {
                boolean deletes = caller % 2 == 1;
                threads.execute(() -> callUntilItDies(application, client, acknowledged, deletes));
            }
            await().atMost(KILLED_WITHIN)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> acknowledged.responses.get() >= after);
            application.close(); // SIGKILL
        }
    }

    private static void callUntilItDies(
            PackagedApplication application, ApiClient client, Acknowledged acknowledged, boolean deletes) {
        while (application.isAlive()) {
            String victim = deletes ? acknowledged.toDelete.poll() : null;
            HttpResult result =
                    victim == null ? client.send(Operation.UPLOAD, "") : client.send(Operation.DELETE, victim);
            note(acknowledged, victim, result);
        }
    }

    private static void note(Acknowledged acknowledged, String victim, HttpResult result) {
        acknowledged.responses.incrementAndGet();
        if (victim != null) {
            acknowledged.stored.remove(victim);
            (result.status() == 204 ? acknowledged.deleted : acknowledged.unknown).add(victim);
            return;
        }
        if (result.status() == 201) {
            acknowledged.stored.add(result.id());
            if (acknowledged.uploads.incrementAndGet() % KEPT_OF != 0) {
                acknowledged.toDelete.add(result.id());
            }
            return;
        }
        acknowledged.lostUploads.incrementAndGet();
        if (!result.isAborted()) {
            acknowledged.failures.add(result);
        }
    }

    /** A crash may leave an image without its entry, and only if its upload or delete was not acknowledged. */
    private static void repair(Map<String, String> environment) {
        Result found = Command.run(environment, "verify", "--checksums", "--min-age", "0s", "--recheck-delay", "0s");
        assertThat(found.out().lines())
                .isNotEmpty()
                .allMatch(line -> line.startsWith("missing-entry ") || line.startsWith("Checked "));
        LOG.info(found.out().lines().toList().getLast());
        assertThat(Command.run(environment, "verify", "--repair", "--min-age", "0s", "--recheck-delay", "0s"))
                .returns(0, Result::code);
        assertThat(Command.run(environment, "verify", "--checksums", "--min-age", "0s", "--recheck-delay", "0s"))
                .returns(0, Result::code)
                .satisfies(clean -> assertThat(clean.out()).contains(" 0 findings"));
    }

    private void assertState(PackagedApplication application, Acknowledged acknowledged, Path spool) {
        ApiClient client = new ApiClient(application, TOKEN);
        assertThat(spool.toFile().list()).as("spooled files after the start").isNullOrEmpty();
        assertThat(data().resolve(".tmp").toFile().list())
                .as("half written images after the start")
                .isNullOrEmpty();
        Set<String> listed = new HashSet<>(client.listAll());

        assertThat(listed).as("uploads with status 201").containsAll(acknowledged.stored);
        acknowledged.deleted.forEach(
                id -> assertThat(listed).as("images whose delete received 204").doesNotContain(id));
        Set<String> unacknowledged = new HashSet<>(listed);
        unacknowledged.removeAll(acknowledged.stored);
        unacknowledged.removeAll(acknowledged.unknown);
        assertThat(unacknowledged)
                .as("uploads without a response")
                .hasSizeLessThanOrEqualTo(acknowledged.lostUploads.get());
        listed.stream()
                .filter(acknowledged.read::add) // at the end, reads every one again
                .forEach(id -> assertThat(client.download(id)).as(id).isEqualTo(BYTES));
    }

    private Path data() {
        return folder.resolve("data");
    }

    private static long seed() {
        long seed = Long.getLong("tintype.seed", System.nanoTime());
        LOG.infof("-Dtintype.seed=%d", seed);
        return seed;
    }
}
