package io.tintype.packaged.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import io.tintype.packaged.ApiClient;
import io.tintype.packaged.HttpResult;
import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Json;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.S3Server;
import io.tintype.testing.Tokens;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** {@code TINTYPE_QUOTA_IMAGES} and {@code TINTYPE_QUOTA_BYTES} under parallel uploads, on both stores. */
class QuotaIT {

    private static final int UPLOADS = 100;
    private static final int IMAGES = 7;
    private static final String TOKEN = Tokens.of("ann");
    private static final byte[] IMAGE = Fixtures.PHOTOGRAPH.bytes();

    @Test
    void parallelUploadsDoNotExceedTheNumberOfImagesOnDisk() throws Exception {
        assertBounded(with(Settings.onDisk(), "TINTYPE_QUOTA_IMAGES", Integer.toString(IMAGES)));
    }

    @Test
    void parallelUploadsDoNotExceedTheBytesOnS3() throws Exception {
        try (S3Server server = S3Server.start()) {
            assertBounded(with(
                    Settings.onS3(server), "TINTYPE_QUOTA_BYTES", Integer.toString((IMAGES + 1) * IMAGE.length - 1)));
        }
    }

    /** The library is full again with the next process, which counts it. */
    private static void assertBounded(Map<String, String> settings) throws Exception {
        try (PackagedApplication application = PackagedApplication.start(settings)) {
            List<Integer> statuses = upload(application);

            assertThat(statuses).containsOnly(201, 403);
            assertThat(Collections.frequency(statuses, 201)).isEqualTo(IMAGES);
            assertThat(Json.ids(Contract.given(application.baseUri(), TOKEN).get("/images?limit=100")))
                    .hasSize(IMAGES);
            Response rejected = Contract.given(application.baseUri(), TOKEN)
                    .body(IMAGE)
                    .put("/images/019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10");
            assertThat(rejected.statusCode()).isEqualTo(403);
            assertThat(Json.of(rejected).path("type").asText()).isEqualTo("urn:tintype:problem:quota-exceeded");
            Response usage = Contract.given(application.baseUri(), TOKEN).get("/usage");
            assertThat(usage.statusCode()).isEqualTo(200);
            assertThat(Json.of(usage).path("images").asInt()).isEqualTo(IMAGES);
            assertThat(Json.of(usage).path("bytes").asInt()).isEqualTo(IMAGES * IMAGE.length);
        }
    }

    private static List<Integer> upload(PackagedApplication application) throws Exception {
        ApiClient client = new ApiClient(application, TOKEN);
        Callable<HttpResult> upload = () -> client.upload(IMAGE);
        try (ExecutorService clients = Executors.newFixedThreadPool(UPLOADS)) {
            return clients.invokeAll(Collections.nCopies(UPLOADS, upload)).stream()
                    .map(Future::resultNow)
                    .map(HttpResult::status)
                    .toList();
        }
    }

    private static Map<String, String> with(Map<String, String> settings, String name, String value) {
        return Settings.with(
                settings,
                name,
                value,
                "TINTYPE_MAX_CONCURRENT_UPLOADS",
                Integer.toString(UPLOADS),
                "TINTYPE_MAX_CONCURRENT_UPLOADS_PER_SUBJECT",
                Integer.toString(UPLOADS));
    }
}
