package io.tintype.packaged.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.tintype.packaged.RawConnection;
import io.tintype.packaged.Settings;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Health and metrics need no token, so no request to the port of the API must reach them. */
class ManagementPortIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static PackagedApplication application;

    @BeforeAll
    static void start() {
        application = PackagedApplication.start(Settings.onDisk());
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void respondsOnTheManagementPort() {
        assertThat(RestAssured.get(application.managementUri() + "/q/metrics").asString())
                .contains("jvm_threads_live_threads");
        assertThat(RestAssured.get(application.managementUri() + "/q/health/ready")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void hasNoImagesOnThePortForManagement() {
        assertThat(RestAssured.given()
                        .header("Authorization", "Bearer " + Tokens.of("ann"))
                        .get(application.managementUri() + "/images")
                        .statusCode())
                .isEqualTo(404);
    }

    /** Paths that a proxy forwards if it admits {@code /images} and compares spellings differently. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q/metrics",
                "/q/health",
                "/q/health/ready",
                "/q/openapi",
                "/q/swagger-ui",
                "/q/dev-ui",
                "/q/",
                "/q",
                "//q/metrics",
                "/./q/metrics",
                "/;/q/metrics",
                "/q;x=1/metrics",
                "/q/metrics;x=1",
                "/%71/metrics",
                "/q%2Fmetrics",
                "/%2Fq/metrics",
                "/images/../q/metrics",
                "/images/..//q/metrics",
                "/images/../../q/metrics",
                "/images/./../q/metrics",
                "/images/%2e%2e/q/metrics",
                "/images/%2E./q/metrics",
                "/images/..%2Fq/metrics",
                "/images%2F..%2Fq%2Fmetrics",
                "/images/..%5Cq/metrics",
                "/images/..;/q/metrics",
                "/images/%252e%252e/q/metrics",
                "/images/%c0%ae%c0%ae/q/metrics",
                "/openapi.yaml/../q/metrics",
                "/static/../q/metrics",
                "/static/%2e%2e/q/metrics",
                "http://test/q/metrics"
            })
    void findsNothingBelowQOnThePortForCallers(String target) throws IOException {
        for (String token : new String[] {"", "Authorization: Bearer " + Tokens.of("ann") + "\r\n"}) {
            try (RawConnection request = new RawConnection(application, TIMEOUT)) {
                request.send("GET " + target + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n" + token + "\r\n");

                assertThat(request.readAll())
                        .as(target)
                        .startsWith("HTTP/1.1 404 ")
                        .contains("urn:tintype:problem:")
                        .doesNotContain("jvm_", "\"UP\"", "operationId");
            }
        }
    }

    /** A Host header with the address of the management port has no effect on the other port. */
    @Test
    void findsNothingByTheHostOfThePortForManagement() throws IOException {
        try (RawConnection request = new RawConnection(application, TIMEOUT)) {
            request.send("GET /q/metrics HTTP/1.1\r\nConnection: close\r\nHost: "
                    + application.managementUri().getAuthority() + "\r\n\r\n");

            assertThat(request.readAll()).startsWith("HTTP/1.1 404 ");
        }
    }
}
