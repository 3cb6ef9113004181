package io.tintype.packaged.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tintype.packaged.ApiClient;
import io.tintype.packaged.FaultInjectingProxy;
import io.tintype.packaged.HttpResult;
import io.tintype.packaged.Operation;
import io.tintype.packaged.RawConnection;
import io.tintype.packaged.S3Fault;
import io.tintype.packaged.Settings;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Libvips;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.S3Server;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Injects every fault of the connection to S3 into every operation at once. Checks what clients receive, how long it
 * takes, and what is stored afterwards.
 */
class S3FaultsIT {

    private static final byte[] BYTES = Fixtures.PHOTOGRAPH.bytes();

    /** A call takes at most 4 s here, and each call of the cleanup after an upload 5 s; the rest is for slow machines. */
    private static final Duration RESPONDS_WITHIN = Duration.ofSeconds(60);

    private static final int DOWNLOADS = 20;
    private static final int CLIENTS = 20;
    private static final String TOKEN = Tokens.of("faults");

    private static FaultInjectingProxy proxy;
    private static PackagedApplication application;
    private static HttpResult thumbnail;
    private final ApiClient client = new ApiClient(application, TOKEN);

    @BeforeAll
    static void start() {
        S3Server server = S3Server.shared();
        proxy = new FaultInjectingProxy(server.endpoint());
        Map<String, String> settings = Settings.onS3(server);
        settings.put("AWS_ENDPOINT_URL_S3", proxy.endpoint().toString());
        settings.put("QUARKUS_S3_API_CALL_TIMEOUT", "4s"); // a fifth of the default, as the next, for quicker tests
        settings.put("TINTYPE_S3_READ_TIMEOUT", "2s");
        application = PackagedApplication.start(settings);
        ApiClient client = new ApiClient(application, Tokens.of("other"));
        thumbnail = client.send(Operation.RENDITION, client.uploadedId());
    }

    @AfterAll
    static void end() {
        application.close();
        proxy.close();
    }

    @ParameterizedTest
    @EnumSource(S3Fault.class)
    void respondsToEveryOperationAndLosesNothing(S3Fault fault) {
        Set<String> before = new HashSet<>(client.list());
        Map<Operation, String> targets = new EnumMap<>(Operation.class);
        for (Operation operation : Operation.values()) {
            targets.put(operation, client.uploadedId());
        }

        proxy.inject(fault);
        Map<Operation, HttpResult> results = sendAll(targets);
        proxy.repair();

        results.forEach((operation, result) -> assertResult(fault, operation, result));
        assertState(before, targets, results);
        assertNothingIsSpooled();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"REFUSED", "RESET_BEFORE_THE_REQUEST"}) // these precede the request, which selects the fault
    void makesNoRenditionOfABrokenOriginal(S3Fault fault) {
        Libvips.assumeInstalled();
        String id = client.uploadedId();

        proxy.injectWhere(head -> head.matches("(?s)GET /[^/]+/images/.*"), fault);
        HttpResult result = client.send(Operation.RENDITION, id);
        proxy.repair();

        assertResult(fault, Operation.RENDITION, result);
        if (fault == S3Fault.CHUNKED_BODY) {
            assertThat(result.body()).isEqualTo(thumbnail.body());
            return;
        }
        boolean isAltered = Set.of(S3Fault.ALTERED_BODY, S3Fault.LENGTH_TOO_SHORT, S3Fault.LENGTH_TOO_LONG)
                .contains(fault);
        assertThat(result.status()).as(fault + " " + result).isEqualTo(isAltered || fault.status() == 500 ? 500 : 503);
        assertThat(application.log().contains("storage returned other bytes than were stored, imageId=" + id))
                .isEqualTo(isAltered);
        assertThumbnail(id);
        assertNothingIsSpooled();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {
                "REFUSED",
                "RESET_BEFORE_THE_REQUEST",
                "STALLED_BODY", // the response to PUT has no body
                "TRUNCATED_BODY",
                "LENGTH_TOO_LONG",
                "LENGTH_TOO_SHORT",
                "CHUNKED_BODY",
                "ALTERED_BODY"
            })
    void servesARenditionThatIsNotStored(S3Fault fault) {
        Libvips.assumeInstalled();
        String id = client.uploadedId();

        proxy.injectWhere(head -> head.startsWith("PUT"), fault);
        HttpResult result = client.send(Operation.RENDITION, id);
        proxy.repair();

        assertThat(result.status()).as(fault + " " + result).isEqualTo(200);
        assertThat(result.body()).isEqualTo(thumbnail.body());
        assertThat(result.duration()).isLessThan(RESPONDS_WITHIN);
        assertThat(application.log()).contains("a rendition is not kept, imageId=" + id);
        assertThumbnail(id);
        assertNothingIsSpooled();
    }

    @Test
    void servesEveryOperationWhenNoResponseHasALength() {
        Map<Operation, String> targets = new EnumMap<>(Operation.class);
        for (Operation operation : Operation.values()) {
            targets.put(operation, client.uploadedId());
        }
        client.send(Operation.RENDITION, targets.get(Operation.RENDITION)); // stores it

        proxy.inject(S3Fault.CHUNKED_BODY);
        Map<Operation, HttpResult> results = sendAll(targets);
        proxy.repair();

        results.forEach((operation, result) -> {
            assertThat(result.status()).as(operation + " " + result).isEqualTo(operation.success());
            assertComplete(S3Fault.CHUNKED_BODY, operation, result, operation + " " + result);
        });
    }

    @Test
    void storesAnImageOnceWhenTheFirstResponseIsLost() {
        int before = client.list().size();

        proxy.inject(S3Fault.RESPONSE_LOST, 1);
        HttpResult result = client.send(Operation.UPLOAD, "");
        int affected = proxy.affected();
        proxy.repair();

        assertThat(affected).as("the retry finds its own earlier write").isEqualTo(1);
        assertThat(result.status()).isEqualTo(201);
        assertThat(client.list()).hasSize(before + 1).contains(result.id());
        assertThat(client.download(result.id())).isEqualTo(BYTES);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"RESET_IN_THE_RESPONSE", "TRUNCATED_BODY", "LENGTH_TOO_LONG", "LENGTH_TOO_SHORT", "ALTERED_BODY"})
    void closesConnectionsOfBrokenDownloads(S3Fault fault) {
        String id = client.uploadedId();
        client.download(id);
        long before = application.openFiles();

        proxy.inject(fault);
        List<HttpResult> results = Stream.generate(() -> client.send(Operation.DOWNLOAD, id))
                .limit(DOWNLOADS)
                .toList();
        proxy.repair();

        assertThat(results).noneMatch(result -> result.status() == 200 && !Arrays.equals(result.body(), BYTES));
        await().atMost(RESPONDS_WITHIN)
                .untilAsserted(() -> assertThat(application.openFiles()).isLessThan(before + DOWNLOADS / 2));
        assertThat(client.download(id)).isEqualTo(BYTES);
    }

    @ParameterizedTest
    @EnumSource(names = {"DOWNLOAD", "RANGE", "RENDITION"})
    void closesConnectionsOfClientsThatDisconnect(Operation operation) throws IOException {
        String id = client.uploadedId();
        client.send(Operation.RENDITION, id); // stores it
        long before = application.openFiles();

        proxy.inject(S3Fault.SILENCE, CLIENTS);
        disconnectBeforeTheResponse(operation, id, before);
        proxy.repair();

        await().atMost(RESPONDS_WITHIN)
                .untilAsserted(() -> assertThat(application.openFiles()).isLessThan(before + CLIENTS / 2));
        assertThat(client.download(id)).isEqualTo(BYTES);
    }

    /** Disconnects while every request waits for S3. Returns when the service has noticed. */
    private static void disconnectBeforeTheResponse(Operation operation, String id, long filesBefore)
            throws IOException {
        String range = operation == Operation.RANGE ? "Range: bytes=0-99\r\n" : "";
        String request = "GET " + operation.path(id) + " HTTP/1.1\r\nHost: test\r\n" + range + "Authorization: Bearer "
                + TOKEN + "\r\n\r\n";
        List<RawConnection> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            RawConnection client = new RawConnection(application, RESPONDS_WITHIN);
            client.send(request);
            clients.add(client);
        }
        await().atMost(RESPONDS_WITHIN)
                .untilAsserted(() -> assertThat(proxy.affected()).isEqualTo(CLIENTS));
        for (RawConnection client : clients) {
            client.close();
        }
        await().atMost(RESPONDS_WITHIN)
                .untilAsserted(() -> assertThat(application.openFiles()).isLessThan(filesBefore + CLIENTS * 3 / 2));
    }

    private Map<Operation, HttpResult> sendAll(Map<Operation, String> targets) {
        Map<Operation, CompletableFuture<HttpResult>> pending = new EnumMap<>(Operation.class);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            targets.forEach((operation, id) ->
                    pending.put(operation, CompletableFuture.supplyAsync(() -> client.send(operation, id), threads)));
        }
        Map<Operation, HttpResult> results = new EnumMap<>(Operation.class);
        pending.forEach((operation, result) -> results.put(operation, result.join()));
        return results;
    }

    private static void assertResult(S3Fault fault, Operation operation, HttpResult result) {
        String what = fault + " " + operation + " " + result;
        assertThat(result.duration()).as(what).isLessThan(RESPONDS_WITHIN);
        if (result.isAborted()) {
            assertThat(operation).as(what).isIn(Operation.DOWNLOAD, Operation.RANGE);
            return;
        }
        if (fault.status() > 0 && !isSentBeforeItBreaks(fault, operation)) {
            assertThat(result.status()).as(what).isEqualTo(fault.status());
        }
        if (result.status() == operation.success()) {
            assertComplete(fault, operation, result, what);
            return;
        }
        assertThat(result.status()).as(what).isIn(500, 503);
        if (operation != Operation.HEAD) {
            assertThat(result.problem())
                    .as(what)
                    .isEqualTo(result.status() == 503 ? "storage-unavailable" : "internal-error");
        }
    }

    /** Checks that a success is complete. Altered bytes are detected in a whole image only, not in a range. */
    private static void assertComplete(S3Fault fault, Operation operation, HttpResult result, String what) {
        if (operation == Operation.DOWNLOAD) {
            assertThat(result.body()).as(what).isEqualTo(BYTES);
        }
        if (operation == Operation.RENDITION) {
            assertThat(result.body()).as(what).isEqualTo(thumbnail.body());
        }
        if (operation == Operation.RANGE) {
            assertThat(result.body()).as(what).hasSize(Operation.RANGE_BYTES);
            if (fault != S3Fault.ALTERED_BODY) {
                assertThat(result.body()).as(what).isEqualTo(Arrays.copyOf(BYTES, Operation.RANGE_BYTES));
            }
        }
    }

    /** The service has sent its own status when the body from S3 breaks. */
    private static boolean isSentBeforeItBreaks(S3Fault fault, Operation operation) {
        return fault == S3Fault.RESET_IN_THE_RESPONSE
                && (operation == Operation.DOWNLOAD || operation == Operation.RANGE);
    }

    /** Checks that acknowledged operations took effect, and that the others took effect completely or not at all. */
    private void assertState(Set<String> before, Map<Operation, String> targets, Map<Operation, HttpResult> results) {
        List<String> listed = client.list();
        assertThat(listed).doesNotHaveDuplicates().containsAll(before);
        targets.forEach((operation, id) -> {
            if (operation != Operation.DELETE) {
                assertThat(listed).as(operation.name()).contains(id);
            }
        });
        if (results.get(Operation.DELETE).status() == 204) {
            assertThat(listed).doesNotContain(targets.get(Operation.DELETE));
            assertThat(client.send(Operation.DESCRIBE, targets.get(Operation.DELETE))
                            .status())
                    .isEqualTo(404);
        }
        if (results.get(Operation.UPLOAD).status() == 201) {
            assertThat(listed).contains(results.get(Operation.UPLOAD).id());
        }
        Set<String> fresh = new HashSet<>(listed);
        fresh.removeAll(before);
        fresh.forEach(id -> assertThat(client.download(id)).as(id).isEqualTo(BYTES));
        assertThat(fresh).hasSizeLessThanOrEqualTo(targets.size() + 1);
        assertThumbnail(targets.get(Operation.RENDITION));
        assertThat(client.send(Operation.DELETE, targets.get(Operation.DELETE)).status())
                .isEqualTo(204);
        assertThat(client.list()).doesNotContain(targets.get(Operation.DELETE));
    }

    /** Checks that the stored rendition, or a new one, equals the one made without a fault. */
    private void assertThumbnail(String id) {
        HttpResult result = client.send(Operation.RENDITION, id);
        assertThat(result.status()).isEqualTo(Operation.RENDITION.success());
        assertThat(result.body()).isEqualTo(thumbnail.body());
    }

    private static void assertNothingIsSpooled() {
        await().atMost(RESPONDS_WITHIN)
                .untilAsserted(
                        () -> assertThat(application.spool().toFile().list()).isNullOrEmpty());
    }
}
