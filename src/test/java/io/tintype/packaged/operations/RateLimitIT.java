package io.tintype.packaged.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.restassured.response.Response;
import io.tintype.packaged.ApiClient;
import io.tintype.packaged.Operation;
import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.Json;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code TINTYPE_RATE_LIMIT}: the requests of each subject. */
class RateLimitIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static PackagedApplication application;

    @BeforeAll
    static void start() {
        application = PackagedApplication.start(Settings.with(Settings.onDisk(), "TINTYPE_RATE_LIMIT", "1"));
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void rejectsRequestsBeyondTheLimitOfEachOperation() {
        for (Operation operation : Operation.values()) {
            String subject = "ann-" + operation;
            Response rejected = rejected(operation, Tokens.of(subject));

            assertThat(rejected.statusCode()).isEqualTo(429);
            assertThat(rejected.header("Retry-After")).isEqualTo("1");
            assertThat(rejected.header("RateLimit-Policy")).isEqualTo("\"subject\";q=1;w=1");
            assertThat(rejected.header("RateLimit")).isEqualTo("\"subject\";r=0;t=1");
            if (operation != Operation.HEAD) {
                assertThat(Json.of(rejected).path("type").asText()).isEqualTo("urn:tintype:problem:rate-limited");
                assertThat(Json.of(rejected).path("limit").asInt()).isEqualTo(1);
            }
        }
    }

    @Test
    void storesNothingOfARejectedUploadAndRecovers() {
        String token = Tokens.of("recovering");
        List<Integer> statuses = new ArrayList<>();
        await().atMost(SOON).until(() -> {
            statuses.add(send(Operation.UPLOAD, token).statusCode());
            return statuses.containsAll(List.of(201, 429));
        });

        Response list =
                await().atMost(SOON).until(() -> send(Operation.LIST, token), response -> response.statusCode() == 200);

        assertThat(Json.ids(list)).hasSize(Collections.frequency(statuses, 201));
    }

    @Test
    void doesNotLimitOtherSubjectsLinksAndRequestsWithoutAValidToken() {
        String token = Tokens.of("sharing");
        String id = new ApiClient(application, token).uploadedId();
        String link = await().atMost(SOON)
                .until(
                        () -> Contract.given(application.baseUri(), token)
                                .post("/images/" + id + "/links?variant=original"),
                        response -> response.statusCode() == 201)
                .path("url");
        rejected(Operation.LIST, token);

        assertThat(send(Operation.LIST, Tokens.of("another")).statusCode()).isEqualTo(200);
        assertThat(statuses(() -> Contract.given(application.baseUri(), null).get(link)))
                .containsOnly(200);
        assertThat(statuses(() -> Contract.given(application.baseUri(), token).get(link)))
                .containsOnly(200);
        assertThat(statuses(() -> Contract.given(application.baseUri(), null).get("/images")))
                .containsOnly(401);
        assertThat(statuses(
                        () -> Contract.given(application.baseUri(), "garbage").get("/images")))
                .containsOnly(401);
    }

    @Test
    void sendsNoHeadersWithoutALimit() {
        try (PackagedApplication unlimited = PackagedApplication.start(Settings.onDisk())) {
            Response response =
                    Contract.given(unlimited.baseUri(), Tokens.of("ann")).get("/images");

            assertThat(response.header("RateLimit")).isNull();
            assertThat(response.header("RateLimit-Policy")).isNull();
        }
    }

    private interface Request {
        Response send();
    }

    private static List<Integer> statuses(Request request) {
        return IntStream.range(0, 5).mapToObj(i -> request.send().statusCode()).toList();
    }

    /** Sends requests until one is rejected, because each may take longer than a second on a busy machine. */
    private static Response rejected(Operation operation, String token) {
        return await().atMost(SOON).until(() -> send(operation, token), response -> response.statusCode() == 429);
    }

    private static Response send(Operation operation, String token) {
        return operation.send(Contract.given(application.baseUri(), token), "019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10");
    }
}
