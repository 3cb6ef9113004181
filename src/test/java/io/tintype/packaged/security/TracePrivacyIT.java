package io.tintype.packaged.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.Json;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.ReceivedSpan;
import io.tintype.testing.S3Server;
import io.tintype.testing.Tokens;
import io.tintype.testing.TraceCollector;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests that what is sent to a collector opens no image and identifies no caller. */
class TracePrivacyIT {

    private static final String SUBJECT = "subject-of-a-person";
    private static final String FILE_NAME = "name-of-a-file";
    private static final String SECRET_OF_COLLECTOR = "key-of-the-collector";
    private static final String ID = "019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10";

    private final String token = Tokens.of(SUBJECT, Map.of("email", "claim-of-a-person"));

    @Test
    void sendsNoTokensNamesSubjectsOrQueries() {
        try (TraceCollector collector = TraceCollector.start();
                PackagedApplication application = PackagedApplication.start(Settings.with(
                        Settings.onS3(S3Server.shared()),
                        "TINTYPE_DOWNLOADS",
                        "redirect",
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        collector.url(),
                        "OTEL_EXPORTER_OTLP_HEADERS",
                        "api-key=" + SECRET_OF_COLLECTOR,
                        "OTEL_BSP_SCHEDULE_DELAY",
                        "200"))) {
            Response stored = request(application, token)
                    .contentType(Form.CONTENT_TYPE)
                    .body(Form.of(FILE_NAME + ".jpg", Fixtures.PHOTOGRAPH.bytes())
                            .body())
                    .post("/images");
            String id = Json.of(stored).path("id").asText();
            Response put = request(application, token)
                    .contentType("image/jpeg")
                    .body(Fixtures.PHOTOGRAPH.bytes())
                    .put("/images/" + ID + "?name=" + FILE_NAME + ".png");
            Response redirect = request(application, token).get("/images/" + id);
            Response rejected = request(application, "rejected-token").get("/images/" + id);
            String link = request(application, token)
                    .post("/images/" + id + "/links?variant=all")
                    .path("url");
            String linkToken = link.substring(link.lastIndexOf('/') + 1);
            List<Response> opened = List.of(
                    request(application, null).get(link),
                    request(application, null).get(link + "/" + FILE_NAME + ".jpg?preset=thumbnail"),
                    request(application, null).get("/prefix" + link),
                    request(application, null).get("/images/" + linkToken),
                    request(application, null).get("/images?access_token=" + token));
            request(application, null)
                    .header("X-Request-Id", "last")
                    .header("tracestate", "vendor=1")
                    .header("baggage", "person=baggage-of-a-person")
                    .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                    .get("/nothing");
            collector.awaitRequest("last");

            assertThat(stored.statusCode()).isEqualTo(201);
            assertThat(put.statusCode()).isEqualTo(201);
            assertThat(redirect.statusCode()).isEqualTo(307);
            assertThat(redirect.header("Location")).contains("X-Amz-Signature=").doesNotContain("traceparent");
            assertThat(RestAssured.given()
                            .urlEncodingEnabled(false)
                            .get(redirect.header("Location"))
                            .statusCode())
                    .as("the store, which verifies the signature")
                    .isEqualTo(200);
            assertThat(rejected.statusCode()).isEqualTo(401);
            assertThat(opened.stream().map(Response::statusCode))
                    .startsWith(307)
                    .contains(404, 401);
            assertThat(collector.spans().stream().map(ReceivedSpan::name))
                    .contains(
                            "POST /images",
                            "PUT /images/{id}",
                            "GET /images/{id}",
                            "POST /images/{id}/links",
                            "GET /links/{token}",
                            "GET /links/{token}/{name}",
                            "GET",
                            "S3.PutObject",
                            "S3.HeadObject");
            assertThat(collector.await("GET /links/{token}/{name}").attribute("url.path"))
                    .isEqualTo("/links/REDACTED/REDACTED");
            assertThat(sent(collector))
                    .doesNotContain(
                            token,
                            token.split("\\.")[2],
                            linkToken,
                            linkToken.split("\\.")[2],
                            "rejected-token",
                            SUBJECT,
                            FILE_NAME,
                            SECRET_OF_COLLECTOR,
                            "of-a-person",
                            "X-Amz-Signature",
                            "preset=",
                            Tokens.SECRET);
        }
    }

    private static String sent(TraceCollector collector) {
        StringBuilder all = new StringBuilder();
        collector.exports().forEach(export -> all.append(new String(export.message(), StandardCharsets.ISO_8859_1)));
        return all.toString();
    }

    private static RequestSpecification request(PackagedApplication application, String token) {
        return Contract.given(application.baseUri(), token).redirects().follow(false);
    }
}
