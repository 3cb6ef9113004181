package io.tintype.packaged.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that Tcases derived from openapi.yaml. Valid requests are never rejected as malformed, requests that violate
 * one rule are, and every response is in the contract. CONTRIBUTING.md explains how to generate them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractCasesIT {

    private static final Path CASES = Path.of("src", "test", "resources", "contract", "request-cases.json");
    private static final List<Integer> REFUSALS = List.of(400, 401, 404, 405, 406, 415, 422);

    private PackagedApplication application;

    private record Case(JsonNode json) {
        String operation() {
            return json.path("operation").asText();
        }

        /** Returns whether the request has an invalid parameter or no token. */
        boolean isBad() {
            return json.has("invalidInput");
        }

        boolean lacksToken() {
            return json.path("authFailure").asBoolean();
        }

        /** Invalid preconditions and ranges are ignored (RFC 9110, sections 13.1 and 14.2). */
        boolean violatesOnlyAHeader() {
            return parameters()
                    .anyMatch(parameter -> !parameter.path("valid").asBoolean()
                            && parameter.path("in").asText().equals("header"));
        }

        /** A path without the id is a path of another operation. */
        boolean lacksItsId() {
            return parameters()
                    .filter(parameter -> parameter.path("in").asText().equals("path"))
                    .anyMatch(parameter -> isBlank(value(parameter.path("data"))));
        }

        /** An empty {@code limit} or {@code cursor} is ignored. */
        boolean hasAnEmptyParameter() {
            return parameters()
                    .filter(parameter -> parameter.path("in").asText().equals("query"))
                    .anyMatch(parameter -> "".equals(value(parameter.path("data"))));
        }

        /** A cursor is opaque, so only the service knows whether it is valid. */
        boolean hasACursor() {
            return parameters()
                    .anyMatch(parameter ->
                            parameter.path("name").asText().equals("cursor") && value(parameter.path("data")) != null);
        }

        Stream<JsonNode> parameters() {
            return StreamSupport.stream(json.path("parameters").spliterator(), false);
        }

        @Override
        public String toString() {
            return operation() + " " + json.path("path").asText() + " "
                    + json.path("name").asText();
        }
    }

    static List<Case> cases() throws IOException {
        JsonNode cases = JsonMapper.builder().build().readTree(Files.readAllBytes(CASES));
        return StreamSupport.stream(cases.spliterator(), false)
                .map(Case::new)
                .filter(request -> !request.lacksItsId())
                .toList();
    }

    @BeforeAll
    void start() {
        application = PackagedApplication.start(Settings.onDisk());
    }

    @AfterAll
    void close() {
        if (application != null) {
            application.close();
        }
    }

    @Test
    void coverEveryOperationOfTheContract() throws IOException {
        assertThat(cases()).extracting(Case::operation).contains("GET", "POST", "DELETE", "HEAD");
        assertThat(cases()).filteredOn(Case::isBad).hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void respondsAccordingToTheContract(Case request) {
        Response response = send(request);

        if (request.lacksToken()) {
            assertThat(response.statusCode()).isEqualTo(401);
            return;
        }
        if (request.hasACursor() || request.hasAnEmptyParameter()) {
            assertThat(response.statusCode()).as(response.asString()).isIn(200, 400);
            return;
        }
        if (request.isBad() && !request.violatesOnlyAHeader()) {
            assertThat(response.statusCode()).as(response.asString()).isIn(REFUSALS);
            return;
        }
        assertThat(response.statusCode()).as(response.asString()).isIn(200, 201, 204, 304, 404, 412, 415);
    }

    private Response send(Case request) {
        RequestSpecification specification =
                Contract.given(application.baseUri(), request.lacksToken() ? null : Tokens.of("ann"));
        String path = request.json().path("path").asText();
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : request.parameters().toList()) {
            String name = parameter.path("name").asText();
            String value = value(parameter.path("data"));
            switch (parameter.path("in").asText()) {
                case "path" -> path = path.replace("{" + name + "}", value == null ? "" : encoded(value));
                case "query" -> {
                    if (value != null) {
                        query.append(query.isEmpty() ? "?" : "&")
                                .append(name)
                                .append('=')
                                .append(encoded(value));
                    }
                }
                default -> {
                    if (value != null && value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
                        specification.header(name, value);
                    }
                }
            }
        }
        if (request.operation().equals("POST")) {
            body(request, specification);
        }
        return specification.request(request.operation(), path + query);
    }

    /** Replaces the bytes of Tcases by an image in a valid form. Sends an invalid body unchanged. */
    private static void body(Case request, RequestSpecification specification) {
        JsonNode body = request.json().path("body");
        if (!request.isBad()) {
            specification
                    .contentType(Form.CONTENT_TYPE)
                    .body(Form.of("photograph.jpg", Fixtures.PHOTOGRAPH.bytes()).body());
            return;
        }
        if (!body.isMissingNode() && !body.isNull()) {
            specification
                    .header("Content-Type", body.path("mediaType").asText("text/plain"))
                    .body(body.path("data").toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Returns the value of a parameter, or null if the request does not have it. */
    private static String value(JsonNode data) {
        if (data.isMissingNode() || data.isNull()) {
            return null;
        }
        JsonNode value = data.path("value");
        return value.isValueNode() && !value.isNull() ? value.asText() : value.isNull() ? "" : value.toString();
    }

    private static boolean isBlank(String value) {
        return value == null || value.isBlank();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
