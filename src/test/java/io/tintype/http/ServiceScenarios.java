package io.tintype.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.RestAssured;
import io.tintype.testing.Account;
import io.tintype.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests pages and files for operators and tools, on every store and every build. */
interface ServiceScenarios {

    @Test
    default void servesTheHandWrittenContractByteForByte() throws IOException {
        byte[] contract = Files.readAllBytes(Path.of("openapi.yaml"));

        var served = RestAssured.get("/openapi.yaml");

        assertThat(served.asByteArray()).isEqualTo(contract);
        assertThat(served.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(RestAssured.get(Servers.management("/q/openapi")).asString())
                .contains("operationId: uploadImage", "urn:tintype:problem:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/live", "/q/health/ready", "/q/health/started"})
    default void isHealthy(String path) {
        RestAssured.get(Servers.management(path)).then().statusCode(200).body("status", equalTo("UP"));
    }

    @Test
    default void countsWhatItDoes() {
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", Fixtures.PHOTOGRAPH.bytes());
        caller.request().get("/images/" + id).then().statusCode(200);

        String metrics = RestAssured.get(Servers.management("/q/metrics")).asString();

        assertThat(metrics)
                .contains("tintype_upload_seconds_count{outcome=\"stored\"}")
                .contains("tintype_upload_size_bytes_sum")
                .contains("tintype_download_seconds_count{outcome=\"complete\"}")
                .contains("tintype_download_size_bytes_sum")
                .contains("tintype_storage_seconds_count{operation=\"store\",outcome=\"success\"}")
                .contains("uri=\"/images/{id}\"");
    }

    @Test
    default void namesRequests() {
        Account caller = Account.fresh();

        caller.request()
                .header("X-Request-Id", "my-request_1.2")
                .get("/images")
                .then()
                .header("X-Request-Id", "my-request_1.2");

        for (String bad : new String[] {"two words", "a".repeat(65), "é", "<script>"}) {
            assertThat(caller.request()
                            .header("X-Request-Id", bad)
                            .get("/images")
                            .header("X-Request-Id"))
                    .matches("[0-9a-f-]{36}");
        }
    }
}
