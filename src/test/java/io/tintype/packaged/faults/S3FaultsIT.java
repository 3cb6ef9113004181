package io.tintype.packaged.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tintype.packaged.ApiClient;
import io.tintype.packaged.Asked;
import io.tintype.packaged.Fault;
import io.tintype.packaged.FaultyLine;
import io.tintype.packaged.Got;
import io.tintype.packaged.RawConnection;
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
 * Every fault of the line to the store, met by every operation at once: what callers read, within which time, and what
 * is there afterwards, read through a line that works.
 */
class S3FaultsIT {

    private static final byte[] BYTES = Fixtures.PHOTOGRAPH.bytes();

    /** A call has 6 s here, and what cleans up after an upload 5 s a call; a busy machine may need more. */
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(60);

    private static final int ALL = Integer.MAX_VALUE;
    private static final int BROKEN_DOWNLOADS = 20;
    private static final int LEAVERS = 20;
    private static final String TOKEN = Tokens.of("faults");

    private static FaultyLine line;
    private static PackagedApplication application;
    private static Got thumbnail;
    private final ApiClient library = new ApiClient(application, TOKEN);

    @BeforeAll
    static void start() {
        S3Server server = S3Server.shared();
        line = new FaultyLine(server.endpoint());
        application = PackagedApplication.start(Map.of(
                "JWT_SECRET", Tokens.SECRET,
                "BUCKET_NAME", server.createBucket(),
                "AWS_ENDPOINT_URL_S3", line.endpoint().toString(),
                "AWS_ACCESS_KEY_ID", server.accessKey(),
                "AWS_SECRET_ACCESS_KEY", server.secretKey(),
                "QUARKUS_S3_API_CALL_TIMEOUT", "6s", // a third of what it is, as the next, for quicker tests
                "QUARKUS_S3_SYNC_CLIENT_SOCKET_TIMEOUT", "3s"));
        ApiClient library = new ApiClient(application, Tokens.of("nobody"));
        thumbnail = library.ask(Asked.RENDITION, library.upload());
    }

    @AfterAll
    static void end() {
        application.close();
        line.close();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void answersEveryOperationAndLosesNothing(Fault fault) {
        Set<String> before = new HashSet<>(library.list());
        Map<Asked, String> targets = new EnumMap<>(Asked.class);
        for (Asked asked : Asked.values()) {
            targets.put(asked, library.upload());
        }

        line.fail(fault, ALL);
        Map<Asked, Got> answers = askAll(targets);
        line.mend();

        answers.forEach((asked, got) -> assertAnswer(fault, asked, got));
        assertState(before, targets, answers);
        assertNothingIsSpooled();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"REFUSED", "RESET_BEFORE_THE_REQUEST"}) // these cannot tell a call from another
    void makesNoRenditionOfAnOriginalThatComesBroken(Fault fault) {
        Libvips.assumeInstalled();
        String id = library.upload();

        line.failWhere(head -> head.matches("(?s)GET /[^/]+/images/.*"), fault);
        Got got = library.ask(Asked.RENDITION, id);
        line.mend();

        assertAnswer(fault, Asked.RENDITION, got);
        if (fault == Fault.LENGTH_LEFT_OUT) {
            assertThat(got.body()).isEqualTo(thumbnail.body());
            return;
        }
        boolean isAltered = Set.of(Fault.BODY_ALTERED, Fault.LENGTH_TOO_SHORT, Fault.LENGTH_TOO_LONG)
                .contains(fault);
        assertThat(got.status()).as(fault + " " + got).isEqualTo(isAltered || fault.status() == 500 ? 500 : 503);
        assertThat(application.log().contains("storage gave other bytes than it was given, imageId=" + id))
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
                "BODY_CUT_SHORT", // to a PUT the store answers without a body
                "LENGTH_TOO_LONG",
                "LENGTH_TOO_SHORT",
                "LENGTH_LEFT_OUT",
                "BODY_ALTERED"
            })
    void servesARenditionThatCannotBeKept(Fault fault) {
        Libvips.assumeInstalled();
        String id = library.upload();

        line.failWhere(head -> head.startsWith("PUT"), fault);
        Got got = library.ask(Asked.RENDITION, id);
        line.mend();

        assertThat(got.status()).as(fault + " " + got).isEqualTo(200);
        assertThat(got.body()).isEqualTo(thumbnail.body());
        assertThat(got.after()).isLessThan(ANSWERS_WITHIN);
        assertThat(application.log()).contains("a rendition is not kept, imageId=" + id);
        assertThumbnail(id);
        assertNothingIsSpooled();
    }

    @Test
    void servesEveryOperationThoughNoResponseHasALength() {
        Map<Asked, String> targets = new EnumMap<>(Asked.class);
        for (Asked asked : Asked.values()) {
            targets.put(asked, library.upload());
        }
        library.ask(Asked.RENDITION, targets.get(Asked.RENDITION)); // so that it is kept

        line.fail(Fault.LENGTH_LEFT_OUT, ALL);
        Map<Asked, Got> answers = askAll(targets);
        line.mend();

        answers.forEach((asked, got) -> {
            assertThat(got.status()).as(asked + " " + got).isEqualTo(asked.success());
            assertWhole(Fault.LENGTH_LEFT_OUT, asked, got, asked + " " + got);
        });
    }

    @Test
    void storesAnImageOnceThoughTheFirstAnswerIsLost() {
        int before = library.list().size();

        line.fail(Fault.ANSWER_LOST, 1);
        Got got = library.ask(Asked.UPLOAD, "");
        int left = line.faultsLeft();
        line.mend();

        assertThat(left).as("the retry met its own earlier write").isZero();
        assertThat(got.status()).isEqualTo(201);
        assertThat(library.list()).hasSize(before + 1).contains(got.id());
        assertThat(library.download(got.id())).isEqualTo(BYTES);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"RESET_IN_THE_ANSWER", "BODY_CUT_SHORT", "LENGTH_TOO_LONG", "LENGTH_TOO_SHORT", "BODY_ALTERED"})
    void closesWhatItHadOpenForDownloadsThatBreak(Fault fault) {
        String id = library.upload();
        library.download(id);
        long before = application.openFiles();

        line.fail(fault, ALL);
        List<Got> answers = Stream.generate(() -> library.ask(Asked.DOWNLOAD, id))
                .limit(BROKEN_DOWNLOADS)
                .toList();
        line.mend();

        assertThat(answers).noneMatch(got -> got.status() == 200 && !Arrays.equals(got.body(), BYTES));
        await().atMost(ANSWERS_WITHIN)
                .untilAsserted(() -> assertThat(application.openFiles()).isLessThan(before + BROKEN_DOWNLOADS / 2));
        assertThat(library.download(id)).isEqualTo(BYTES);
    }

    @ParameterizedTest
    @EnumSource(names = {"DOWNLOAD", "RANGE", "RENDITION"})
    void closesWhatItOpensForCallersWhoHaveLeft(Asked asked) throws IOException {
        String id = library.upload();
        library.ask(Asked.RENDITION, id); // so that it is kept
        long before = application.openFiles();

        line.fail(Fault.SILENCE, LEAVERS);
        leaveBeforeTheAnswer(asked, id, before);
        line.mend();

        await().atMost(ANSWERS_WITHIN)
                .untilAsserted(() -> assertThat(application.openFiles()).isLessThan(before + LEAVERS / 2));
        assertThat(library.download(id)).isEqualTo(BYTES);
    }

    /** They leave when each of them waits for the store, and this returns when the service knows that they have. */
    private static void leaveBeforeTheAnswer(Asked asked, String id, long filesBefore) throws IOException {
        String range = asked == Asked.RANGE ? "Range: bytes=0-99\r\n" : "";
        String request = "GET " + asked.path(id) + " HTTP/1.1\r\nHost: test\r\n" + range + "Authorization: Bearer "
                + TOKEN + "\r\n\r\n";
        List<RawConnection> leavers = new ArrayList<>();
        for (int i = 0; i < LEAVERS; i++) {
            RawConnection leaver = new RawConnection(application, ANSWERS_WITHIN);
            leaver.send(request);
            leavers.add(leaver);
        }
        await().atMost(ANSWERS_WITHIN)
                .untilAsserted(() -> assertThat(line.faultsLeft()).isZero());
        for (RawConnection leaver : leavers) {
            leaver.close();
        }
        await().atMost(ANSWERS_WITHIN)
                .untilAsserted(() -> assertThat(application.openFiles()).isLessThan(filesBefore + LEAVERS * 3 / 2));
    }

    private Map<Asked, Got> askAll(Map<Asked, String> targets) {
        Map<Asked, CompletableFuture<Got>> asking = new EnumMap<>(Asked.class);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            targets.forEach((asked, id) -> asking.put(
                    asked,
                    CompletableFuture.supplyAsync(() -> library.ask(asked, asked.isOfOneImage() ? id : ""), threads)));
        }
        Map<Asked, Got> answers = new EnumMap<>(Asked.class);
        asking.forEach((asked, got) -> answers.put(asked, got.join()));
        return answers;
    }

    private static void assertAnswer(Fault fault, Asked asked, Got got) {
        String what = fault + " " + asked + " " + got;
        assertThat(got.after()).as(what).isLessThan(ANSWERS_WITHIN);
        if (got.isCut()) {
            assertThat(asked).as(what).isIn(Asked.DOWNLOAD, Asked.RANGE);
            return;
        }
        if (fault.status() > 0 && !isSentBeforeItBreaks(fault, asked)) {
            assertThat(got.status()).as(what).isEqualTo(fault.status());
        }
        if (got.status() == asked.success()) {
            assertWhole(fault, asked, got, what);
            return;
        }
        assertThat(got.status()).as(what).isIn(500, 503);
        if (asked != Asked.HEAD) {
            assertThat(got.problem())
                    .as(what)
                    .isEqualTo(got.status() == 503 ? "storage-unavailable" : "internal-error");
        }
    }

    /** A short answer that looks whole must not be; only a part of an image whose bytes were altered cannot be told. */
    private static void assertWhole(Fault fault, Asked asked, Got got, String what) {
        if (asked == Asked.DOWNLOAD) {
            assertThat(got.body()).as(what).isEqualTo(BYTES);
        }
        if (asked == Asked.RENDITION) {
            assertThat(got.body()).as(what).isEqualTo(thumbnail.body());
        }
        if (asked == Asked.RANGE) {
            assertThat(got.body()).as(what).hasSize(Asked.RANGE_BYTES);
            if (fault != Fault.BODY_ALTERED) {
                assertThat(got.body()).as(what).isEqualTo(Arrays.copyOf(BYTES, Asked.RANGE_BYTES));
            }
        }
    }

    /** The store's answer to these has no body, so that half of it may have been all that was needed, or its head. */
    private static boolean isSentBeforeItBreaks(Fault fault, Asked asked) {
        return fault == Fault.RESET_IN_THE_ANSWER && (asked == Asked.DOWNLOAD || asked == Asked.RANGE);
    }

    /** What was answered is so; what was not may be either way, but whole, and listed as it is. */
    private void assertState(Set<String> before, Map<Asked, String> targets, Map<Asked, Got> answers) {
        List<String> listed = library.list();
        assertThat(listed).doesNotHaveDuplicates().containsAll(before);
        targets.forEach((asked, id) -> {
            if (asked != Asked.DELETE) {
                assertThat(listed).as(asked.name()).contains(id);
            }
        });
        if (answers.get(Asked.DELETE).status() == 204) {
            assertThat(listed).doesNotContain(targets.get(Asked.DELETE));
            assertThat(library.ask(Asked.DESCRIBE, targets.get(Asked.DELETE)).status())
                    .isEqualTo(404);
        }
        if (answers.get(Asked.UPLOAD).status() == 201) {
            assertThat(listed).contains(answers.get(Asked.UPLOAD).id());
        }
        Set<String> fresh = new HashSet<>(listed);
        fresh.removeAll(before);
        fresh.forEach(id -> assertThat(library.download(id)).as(id).isEqualTo(BYTES));
        assertThat(fresh).hasSizeLessThanOrEqualTo(targets.size() + 1);
        assertThumbnail(targets.get(Asked.RENDITION));
        assertThat(library.ask(Asked.DELETE, targets.get(Asked.DELETE)).status())
                .isEqualTo(204);
        assertThat(library.list()).doesNotContain(targets.get(Asked.DELETE));
    }

    /** What is kept, or made now, is as good as what never met a fault. */
    private void assertThumbnail(String id) {
        Got got = library.ask(Asked.RENDITION, id);
        assertThat(got.status()).isEqualTo(Asked.RENDITION.success());
        assertThat(got.body()).isEqualTo(thumbnail.body());
    }

    private static void assertNothingIsSpooled() {
        await().atMost(ANSWERS_WITHIN)
                .untilAsserted(
                        () -> assertThat(application.spool().toFile().list()).isNullOrEmpty());
    }
}
