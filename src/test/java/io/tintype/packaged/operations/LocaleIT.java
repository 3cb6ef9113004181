package io.tintype.packaged.operations;

import static io.tintype.packaged.Settings.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tintype.packaged.Command;
import io.tintype.packaged.Command.Result;
import io.tintype.storage.ImageCursor;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.Json;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.S3Server;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Machine-readable output is the same under every locale, character set and time zone: Arabic digits, the Turkish
 * dotless i, the Buddhist calendar, ASCII, and a zone that is not at a full hour.
 */
class LocaleIT {

    private static final Map<String, String> MACHINE = Map.of("LC_ALL", "C", "TZ", "Asia/Kathmandu");
    private static final String TOKEN = Tokens.of("İi bücher");
    private static final byte[] BYTES = Fixtures.PHOTOGRAPH.bytes();
    private static final String NAME = "TITLE ı bücher \u0663.JPG";

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "tr-TR", "th-TH-u-ca-buddhist-nu-thai"})
    void respondsIdenticallyUnderEveryLocale(String tag) throws IOException {
        Map<String, String> environment = with(
                MACHINE, "JWT_SECRET", Tokens.SECRET, "TINTYPE_STORAGE", "disk", "TINTYPE_STORAGE_DIRECTORY", "data");
        try (PackagedApplication application = PackagedApplication.start(environment, properties(tag))) {
            Response upload = given(application)
                    .contentType(Form.CONTENT_TYPE)
                    .body(Form.of(NAME, BYTES).body())
                    .post("/images");
            JsonNode image = Json.of(upload);
            Instant createdAt = Instant.parse(image.path("createdAt").asText());

            assertThat(upload.statusCode()).isEqualTo(201);
            assertThat(createdAt).isBetween(Instant.now().minus(Duration.ofHours(1)), Instant.now());
            assertThat(image.path("name").asText()).isEqualTo(NAME);
            assertThat(image.path("size").asText()).isEqualTo("8152");
            assertHeaders(application, image, createdAt);
            assertFailures(application);
            assertCatalog(application, image, createdAt);
            assertMetricsAndLog(application);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "tr-TR", "th-TH-u-ca-buddhist-nu-thai"})
    void printsTheSameUnderEveryLocale(String tag) {
        S3Server server = S3Server.shared();
        String bucket = server.createBucket();
        String old = UUID.randomUUID().toString();
        try (S3Client client = server.client().build()) {
            client.putObject(
                    request -> request.bucket(bucket).key(old).metadata(Map.of("name", "1700000000000-old.jpg")),
                    RequestBody.fromBytes(BYTES));
        }
        Map<String, String> store = new HashMap<>(MACHINE);
        store.putAll(server.settings(bucket));

        Result token =
                Command.run(with(MACHINE, "JWT_SECRET", Tokens.SECRET), properties(tag), "token", "--subject", "TITLE");
        Result tooLarge =
                Command.run(with(store, "TINTYPE_MAX_UPLOAD", "1K"), properties(tag), "import", "--subject", "TITLE");
        Result imported = Command.run(store, properties(tag), "import", "--subject", "TITLE");
        Result verified = Command.run(store, properties(tag), "verify", "--checksums", "--min-age", "0s");

        assertThat(Command.subject(token)).isEqualTo("TITLE");
        assertThat(tooLarge.out())
                .startsWith("not-accepted     " + old + " has 8,152 bytes, and TINTYPE_MAX_UPLOAD is 1,024\n");
        assertThat(imported.out())
                .isEqualTo("Imported 1 images; 0 already existed, 0 were not accepted, 0 other keys were skipped.\n");
        assertThat(verified.out()).isEqualTo("Checked 1 images in 1 libraries: 0 findings, 0 of them repaired.\n");
    }

    private static void assertHeaders(PackagedApplication application, JsonNode image, Instant createdAt) {
        String path = "/images/" + image.path("id").asText();
        Response part = given(application).header("Range", "bytes=10-1234").get(path);
        Response beyond = given(application).header("Range", "bytes=9000-").get(path);
        String date = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
                .withZone(ZoneOffset.UTC)
                .format(createdAt);

        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.header("Content-Range")).isEqualTo("bytes 10-1234/8152");
        assertThat(part.header("Content-Length")).isEqualTo("1225");
        assertThat(part.header("Last-Modified")).isEqualTo(date);
        assertThat(part.header("ETag")).isEqualTo('"' + image.path("sha256").asText() + '"');
        assertThat(part.header("Content-Disposition"))
                .contains("filename*=UTF-8''TITLE%20%C4%B1%20b%C3%BCcher%20%D9%A3.JPG");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(beyond.header("Content-Range")).isEqualTo("bytes */8152");
        assertThat(given(application)
                        .header("If-Modified-Since", date)
                        .get(path)
                        .statusCode())
                .isEqualTo(304);
    }

    private static void assertFailures(PackagedApplication application) {
        JsonNode limit = Json.of(given(application).get("/images?limit=1001"));
        assertThat(limit.path("violations").path(0).path("message").asText()).isEqualTo("must be at most 1000");
        JsonNode many = Json.of(given(application)
                .contentType(Form.CONTENT_TYPE)
                .body(manyParts().getBytes(StandardCharsets.US_ASCII))
                .post("/images"));
        assertThat(many.path("detail").asText()).isEqualTo("The form has more than 1000 parts.");
    }

    private static String manyParts() {
        String start = "--" + Form.BOUNDARY;
        return (start + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n").repeat(1001) + start + "--\r\n";
    }

    private static void assertCatalog(PackagedApplication application, JsonNode image, Instant createdAt) {
        UUID id = UUID.fromString(image.path("id").asText());
        Path data = application.folder().resolve("data");

        assertThat(data.resolve("_c4_b0i_20b_c3_bccher").resolve("catalog"))
                .isDirectoryContaining(
                        entry -> entry.endsWith(ImageCursor.after(createdAt, id).key()));
        assertThat(Json.of(given(application).get("/images"))
                        .path("images")
                        .path(0)
                        .path("name")
                        .asText())
                .isEqualTo(NAME);
    }

    private static void assertMetricsAndLog(PackagedApplication application) throws IOException {
        Response metrics = RestAssured.given()
                .baseUri(application.managementUri().toString())
                .get("/q/metrics");
        String year =
                Integer.toString(Instant.now().atZone(ZoneOffset.ofHours(6)).getYear());

        assertThat(metrics.asString().lines())
                .hasSizeGreaterThan(50)
                .allMatch(
                        line -> line.startsWith("# ") || line.matches("[a-z0-9_]+(\\{.*})? -?([0-9.E-]+|NaN|\\+Inf)"));
        assertThat(Files.readAllLines(application.folder().resolve("output.log")))
                .isNotEmpty()
                .allMatch(line -> line.matches(year + "-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} [A-Z]+ .*"));
    }

    private static RequestSpecification given(PackagedApplication application) {
        return Contract.given(application.baseUri(), TOKEN);
    }

    private static List<String> properties(String tag) {
        Locale locale = Locale.forLanguageTag(tag);
        String extensions = locale.hasExtensions() ? tag.substring(tag.indexOf("u-")) : "";
        return List.of(
                "-Duser.language=" + locale.getLanguage(),
                "-Duser.country=" + locale.getCountry(),
                "-Duser.extensions=" + extensions);
    }
}
