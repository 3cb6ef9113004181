package io.tintype.packaged.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import io.tintype.packaged.Command;
import io.tintype.packaged.Command.Result;
import io.tintype.packaged.Operation;
import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Json;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the command {@code link}, and that the service opens its links. */
class LinkCommandIT {

    private static final String ID = "019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10";
    private static final String LINK_SECRET = "${HOME} a secret of links, used literally, of 32 bytes";
    private static final Map<String, String> SECRET = Map.of("JWT_SECRET", Tokens.SECRET);

    static Stream<Map<String, String>> services() {
        return Stream.of(
                SECRET,
                Settings.with(SECRET, "TINTYPE_LINK_SECRET", LINK_SECRET),
                Settings.with(SECRET, "TINTYPE_LIBRARY", "shared"),
                Settings.with(SECRET, "TINTYPE_PUBLIC_URL", "https://images.example.com/tintype/"));
    }

    @ParameterizedTest
    @MethodSource("services")
    void signsTheLinkThatTheServiceWouldCreate(Map<String, String> settings) {
        boolean isShared = settings.containsKey("TINTYPE_LIBRARY");
        try (PackagedApplication application = PackagedApplication.start(Settings.onDisk(settings))) {
            String token = Tokens.of("ann");
            String id = uploadedId(application, token);

            String before = created(application, token, id);
            Result link = isShared
                    ? Command.run(settings, "link", "--image", id, "--expires", "1h")
                    : Command.run(settings, "link", "--subject", "ann", "--image", id);
            String after = created(application, token, id);

            assertThat(link.err()).isEmpty();
            assertThat(link.code()).isZero();
            assertThat(link.out().strip()).isIn(before, after);
        }
    }

    @Test
    void opensWhatTheOptionsRequest() {
        try (PackagedApplication application = PackagedApplication.start(Settings.onDisk(SECRET))) {
            String token = Tokens.of("ann");
            String id = uploadedId(application, token);

            Response original = open(
                    application,
                    run(id, "--variant", "original", "--disposition", "attachment", "--file-name", "Straße.jpg"));
            Response revoked = open(application, run(id, "--generation", "1", "--variant", "all"));

            original.then()
                    .statusCode(200)
                    .header(
                            "Content-Disposition",
                            "attachment; filename=\"Stra_e.jpg\"; filename*=UTF-8''Stra%C3%9Fe.jpg");
            assertThat(original.asByteArray()).isEqualTo(Fixtures.PHOTOGRAPH.bytes());
            revoked.then().statusCode(404);
            Contract.given(application.baseUri(), token).delete("/links").then().statusCode(200);
            assertThat(open(application, run(id, "--generation", "1", "--variant", "all"))
                            .asByteArray())
                    .isEqualTo(Fixtures.PHOTOGRAPH.bytes());
        }
    }

    @Test
    void roundsTheExpiryUpToAnEighthOfTheLifetime() {
        Result day = run(ID, "--expires", "P1D");
        Result second = run(ID, "--expires", "1s");

        assertThat(expiry(day) % 10_800).isZero();
        assertThat(expiry(day) - Instant.now().getEpochSecond()).isBetween(86_300L, 86_400L + 10_800);
        assertThat(expiry(second) - Instant.now().getEpochSecond()).isLessThanOrEqualTo(1);
    }

    @Test
    void neverExpiresIfTheOperatorAllowsIt() {
        Map<String, String> settings = Settings.with(SECRET, "TINTYPE_LINK_MAX_AGE", "unlimited");

        Result link = Command.run(settings, "link", "--subject", "ann", "--image", ID, "--expires", "unlimited");

        assertThat(claims(link)).doesNotContain("exp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:8080", "https://cdn.example.com/images/"})
    void prefersTheUrlOfTheOption(String url) {
        Map<String, String> settings = Settings.with(SECRET, "TINTYPE_PUBLIC_URL", "https://images.example.com");

        Result link = Command.run(settings, "link", "--subject", "ann", "--image", ID, "--base-url", url);

        assertThat(link.out()).startsWith(url.replaceAll("/$", "") + "/links/eyJ");
    }

    static Stream<Arguments> refused() {
        Map<String, String> shared = Settings.with(SECRET, "TINTYPE_LIBRARY", "shared");
        return Stream.of(
                Arguments.of(
                        Map.of(), List.of("--subject", "ann"), "Neither TINTYPE_LINK_SECRET nor JWT_SECRET is set"),
                Arguments.of(
                        Settings.with(SECRET, "JWT_PUBLIC_KEY_LOCATION", "key.pem"),
                        List.of("--subject", "ann"),
                        "Neither TINTYPE_LINK_SECRET nor JWT_SECRET is set"),
                Arguments.of(
                        Map.of("JWT_SECRET", "x".repeat(31)), List.of("--subject", "ann"), "JWT_SECRET has 31 bytes"),
                Arguments.of(
                        Map.of("TINTYPE_LINK_SECRET", "x".repeat(31)),
                        List.of("--subject", "ann"),
                        "TINTYPE_LINK_SECRET has 31 bytes"),
                Arguments.of(SECRET, List.of(), "Set --subject"),
                Arguments.of(SECRET, List.of("--subject", " "), "--subject is invalid"),
                Arguments.of(shared, List.of("--subject", "ann"), "Omit --subject"),
                Arguments.of(
                        Settings.with(SECRET, "TINTYPE_LINK_MAX_AGE", "soon"),
                        List.of("--subject", "ann"),
                        "TINTYPE_LINK_MAX_AGE is 'soon'"),
                Arguments.of(
                        Settings.with(SECRET, "TINTYPE_PUBLIC_URL", "images.example.com"),
                        List.of("--subject", "ann"),
                        "TINTYPE_PUBLIC_URL is 'images.example.com'"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void rejectsInvalidSettingsInOneLineAndShowsNoSecret(
            Map<String, String> settings, List<String> options, String words) {
        List<String> arguments = new ArrayList<>(List.of("link", "--image", ID));
        arguments.addAll(options);

        Result result = Command.run(settings, arguments.toArray(String[]::new));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines()).singleElement().asString().contains(words);
        assertThat(result.err()).doesNotContain("xxxx", Tokens.SECRET);
    }

    static Stream<Arguments> invalid() {
        return Stream.of(
                Arguments.of(List.of("--image", "1"), "'1' is not the id of an image"),
                Arguments.of(List.of("--image", ID, "--expires", "never"), "'never' is not a duration"),
                Arguments.of(List.of("--image", ID, "--expires", "unlimited"), "'unlimited' is not a duration"),
                Arguments.of(List.of("--image", ID, "--expires", "PT0.9S"), "at least 1s"),
                Arguments.of(List.of("--image", ID, "--expires", "P7DT1S"), "at most PT168H (TINTYPE_LINK_MAX_AGE)"),
                Arguments.of(List.of("--image", ID, "--variant", "PICTURE"), "one of picture, original, all"),
                Arguments.of(List.of("--image", ID, "--disposition", "x"), "one of inline, attachment"),
                Arguments.of(List.of("--image", ID, "--file-name", "é".repeat(128)), "at most 255 bytes"),
                Arguments.of(List.of("--image", ID, "--generation", "-1"), "at least 0"),
                Arguments.of(List.of("--image", ID, "--base-url", "ftp://host"), "'ftp://host' is not a URL"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void rejectsInvalidOptions(List<String> options, String words) {
        List<String> arguments = new ArrayList<>(List.of("link", "--subject", "ann"));
        arguments.addAll(options);

        Result result = Command.run(Settings.with(SECRET, "LC_ALL", "C.UTF-8"), arguments.toArray(String[]::new));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(words).doesNotContain("Exception");
    }

    private static Result run(String id, String... options) {
        List<String> arguments = new ArrayList<>(List.of("link", "--subject", "ann", "--image", id));
        arguments.addAll(List.of(options));
        Result result = Command.run(Settings.with(SECRET, "LC_ALL", "C.UTF-8"), arguments.toArray(String[]::new));
        assertThat(result.err()).isEmpty();
        return result;
    }

    private static String uploadedId(PackagedApplication application, String token) {
        return Operation.UPLOAD
                .send(Contract.given(application.baseUri(), token), null)
                .path("id");
    }

    private static String created(PackagedApplication application, String token, String id) {
        return Contract.given(application.baseUri(), token)
                .post("/images/" + id + "/links")
                .path("url");
    }

    private static Response open(PackagedApplication application, Result link) {
        return Contract.given(application.baseUri(), null)
                .get(URI.create(link.out().strip()).getPath());
    }

    private static long expiry(Result link) {
        return Json.of(claims(link).getBytes(StandardCharsets.UTF_8))
                .path("exp")
                .asLong();
    }

    private static String claims(Result link) {
        return new String(Base64.getUrlDecoder().decode(link.out().split("\\.")[1]), StandardCharsets.UTF_8);
    }
}
