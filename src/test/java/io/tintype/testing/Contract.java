package io.tintype.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request.Method;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import com.atlassian.oai.validator.restassured.RestAssuredResponse;
import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;

/**
 * Validates every response that a test receives against openapi.yaml, failures included, and records it for
 * {@code ContractCoverageIT}. Paths and methods that are not in the contract must respond with a problem too.
 */
public final class Contract implements Filter {

    /** Lines of an operation or path, a status and a problem's type. */
    public static final Path SEEN = Path.of("target", "contract-seen.txt");

    private static final String PROBLEM = "application/problem+json";
    private static final Set<String> UNDECLARED =
            Set.of("validation.request.path.missing", "validation.request.operation.notAllowed");
    private static final OpenApiInteractionValidator VALIDATOR = OpenApiInteractionValidator.createFor(
                    Path.of("openapi.yaml").toUri().toString())
            .withLevelResolver(LevelResolver.create()
                    .withLevel("validation.response.body.missing", ValidationReport.Level.IGNORE)
                    .build())
            .build();

    private Contract() {}

    /** Returns a request with this token, or without one if it is null. */
    public static RequestSpecification given(String token) {
        RequestSpecification request = RestAssured.given()
                .filter(new Contract())
                .config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                                .encodeContentTypeAs("application/x-www-form-urlencoded", ContentType.BINARY)
                                .encodeContentTypeAs("multipart/form-data", ContentType.BINARY)))
                .urlEncodingEnabled(false);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    /** Returns a request to an application at another address than RestAssured's default. */
    public static RequestSpecification given(URI application, String token) {
        return given(token).baseUri(application.toString()).port(application.getPort());
    }

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification expected, FilterContext context) {
        Response response = context.next(request, expected);
        String path = URI.create(request.getURI()).getRawPath();
        if (!path.equals("/openapi.yaml")) {
            check(request.getMethod(), path, response);
        }
        return response;
    }

    private static void check(String method, String path, Response response) {
        String exchange = method + " " + path + " -> " + response.statusLine();
        assertThat(response.header("X-Request-Id")).as(exchange).isNotBlank();
        checkHeaders(exchange, response);
        ValidationReport report =
                VALIDATOR.validateResponse(path, Method.valueOf(method), RestAssuredResponse.of(response));
        if (report.getMessages().stream().anyMatch(message -> UNDECLARED.contains(message.getKey()))) {
            assertThat(response.statusCode())
                    .as(exchange)
                    .isIn(method.equals("OPTIONS") ? Set.of(200, 404, 405) : Set.of(401, 404, 405, 413));
        } else {
            assertThat(report.getMessages().stream()
                            .filter(message -> message.getLevel() != ValidationReport.Level.IGNORE))
                    .as(exchange)
                    .isEmpty();
        }
        String type = "";
        if (response.statusCode() >= 400 && !method.equals("HEAD")) {
            assertThat(response.contentType()).as(exchange).isEqualTo(PROBLEM);
            JsonNode problem = Json.of(response);
            assertThat(problem.path("status").asInt()).as(exchange).isEqualTo(response.statusCode());
            assertThat(problem.path("detail").textValue()).as(exchange).doesNotContain("Exception", "io.", "software.");
            assertThat(response.asString())
                    .as(exchange)
                    .doesNotContain("\tat ", "java.", "jakarta.", "quarkus", "Quarkus", "vertx", "jose4j");
            type = problem.path("type").textValue();
        }
        note(method, path, response.statusCode(), type);
    }

    /** Checks the headers of every response, and that none names a product or version. */
    private static void checkHeaders(String exchange, Response response) {
        assertThat(response.headers().getValues("X-Content-Type-Options"))
                .as(exchange)
                .containsExactly("nosniff");
        assertThat(response.headers().getValues("Referrer-Policy")).as(exchange).containsExactly("no-referrer");
        assertThat(response.headers().getValues("Cache-Control")).as(exchange).hasSize(1);
        if (response.statusCode() >= 400) {
            assertThat(response.header("Cache-Control")).as(exchange).isEqualTo("no-store");
        }
        if (response.contentType().contains("json")) {
            assertThat(response.header("Content-Security-Policy"))
                    .as(exchange)
                    .isEqualTo("default-src 'none'; frame-ancestors 'none'");
        }
        for (String banner : List.of("Server", "X-Powered-By", "Via", "Access-Control-Allow-Origin")) {
            assertThat(response.header(banner)).as(exchange + ", " + banner).isNull();
        }
    }

    private static void note(String method, String path, int status, String type) {
        try {
            Files.writeString(
                    SEEN,
                    String.join(" ", method, path, Integer.toString(status), type) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
