package io.tintype.http;

import static io.tintype.http.ImagesScenarios.PROBLEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.Response;
import io.tintype.testing.Account;
import io.tintype.testing.Bytes;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which valid and invalid file names in forms are accepted, and how they are returned. */
interface NamesScenarios {

    String HEADER =
            "attachment; filename=\"[ -~&&[^\"\\\\/%]]*\"; filename\\*=UTF-8''(?:%[0-9A-F]{2}|[A-Za-z0-9!#$&+.^_`|~-])*";

    /** The text after {@code form-data; name="file"}. */
    static Stream<String> parameters() {
        return Stream.of(
                "; filename=token.jpg",
                "; filename=two words.jpg",
                "; filename='quoted.jpg'",
                "; filename=\"semi;colon.jpg\"",
                "; filename=\"back\\\\slash\\\".jpg\"",
                "; filename=\"a \\\"q\\\".jpg\"",
                "; filename=\"open.jpg",
                "; filename=\"a.jpg\"; filename=\"b.jpg\"",
                "; filename=\"a.jpg\"; filename*=UTF-8''%e2%82%ac.jpg",
                "; filename*=UTF-8''%e2%82%ac.jpg",
                "; filename*=UTF-8''%2e%2e%2fetc%2fpasswd",
                "; filename*=UTF-8''a%0d%0aX-Injected:%20yes",
                "; filename*=no-such''a.jpg",
                "; filename*=UTF-8''%e2%82",
                "; filename*=\"UTF-8''a.jpg\"",
                "; filename*0=\"a\"; filename*1=\"b.jpg\"",
                "; filename=\"=?UTF-8?Q?a.jpg?=\"",
                "; filename=\"=?UTF-8?B?Li4vYS5qcGc=?=\"",
                "; FILENAME=\"a.jpg\"",
                "; filename =\"a.jpg\"",
                "; filename= \"a.jpg\"",
                ";filename=\"a.jpg\"",
                "; filename=\"a.jpg\";",
                "; filename=\"\"",
                "; filename=",
                "; filename",
                "; filename=\"..\"",
                "; filename=\"/\"",
                "; filename=\"..\\\\..\\\\windows\\\\win.ini\"",
                "; filename=\"c:a.jpg\"",
                "; filename=\"a.jpg:stream\"",
                "; filename=\"con.jpg\"",
                "; filename=\"a.jpg.\"",
                "; filename=\"%2e%2e%2fa.jpg\"",
                "; filename=\"a%00.jpg\"",
                "; filename=\"a\u0000.jpg\"",
                "; filename=\"a\rX-Injected: yes\"",
                "; filename=\"a\n X-Injected: yes\"",
                "; filename=\"a\r\n X-Injected: yes\"",
                "; filename=\"a\"\r\nX-Injected: yes",
                "; filename=\"a%0d%0aX-Injected: yes\"",
                "; filename=\"\u202egpj.exe\"",
                "; filename=\"\u200b\u2060\ufeff\"",
                "; filename=\"\u2066a\u2069.jpg\"",
                "; filename=\"${jndi:ldap://127.0.0.1:1/a}.jpg\"",
                "; filename=\"<script>alert(1)</script>.jpg\"",
                "; filename=\"'; DROP TABLE images; --.jpg\"",
                "; filename=\"" + "a".repeat(64 * 1024) + ".jpg\"",
                "; filename=\"" + "\ud83d\ude00".repeat(16 * 1024) + ".jpg\"",
                "; filename=\"" + "../".repeat(20 * 1024) + "a.jpg\"",
                "; filename*=UTF-8''" + "%20".repeat(20 * 1024));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("parameters")
    default void sanitizesOrRejectsAStrangeName(String parameters) {
        Account caller = Account.fresh();

        Response uploaded = caller.post(form(parameters, "image/jpeg"));

        assertThat(uploaded.statusCode()).as(uploaded.asString()).isIn(201, 400);
        if (uploaded.statusCode() == 201) {
            String name = Json.of(uploaded).path("name").asText();
            assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, 255);
            assertThat(name).doesNotContain("/", "\\").isNotIn(".", "..").isNotBlank();
            assertThat(name.chars()).noneMatch(Character::isISOControl);

            Response downloaded = caller.request()
                    .get("/images/" + Json.of(uploaded).path("id").asText());

            assertThat(downloaded.headers().getValues("Content-Disposition")).hasSize(1);
            assertThat(downloaded.header("Content-Disposition")).matches(HEADER);
            assertThat(downloaded.header("X-Injected")).isNull();
        }
    }

    /** Go's clients and older versions of curl write quotes in names in this way. */
    @Test
    default void decodesAQuoteAfterABackslash() {
        Response uploaded = Account.fresh().post(form("; filename=\"a \\\"q\\\".jpg\"", "image/jpeg"));

        uploaded.then().statusCode(201).body("name", equalTo("a \"q\".jpg"));
    }

    /** .NET's HttpClient sends both (RFC 6266, section 4.3). A language tag is optional (RFC 8187, section 3.2). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "; filename=\"=?utf-8?B?YQ==?=\"; filename*=utf-8''%C3%A4%20b.jpg",
                "; filename*=UTF-8'de'%c3%a4%20b.jpg; filename=a.jpg",
                "; FILENAME*=UTF-8'de-CH'%c3%a4%20b.jpg"
            })
    default void prefersTheExtendedName(String parameters) {
        Response uploaded = Account.fresh().post(form(parameters, "image/jpeg"));

        uploaded.then().statusCode(201).body("name", equalTo("\u00e4 b.jpg"));
    }

    /** RFC 9110, section 5.6.6: names of parameters are case-insensitive. */
    @Test
    default void readsNamesOfParametersInAnyCase() {
        byte[] form = Bytes.join(
                Bytes.text("--x\r\ncontent-disposition: Form-Data; NAME=\"file\"; FileName=\"a.jpg\"\r\n\r\n"),
                Fixtures.PHOTOGRAPH.bytes(),
                Bytes.text("\r\n--x--\r\n"));
        for (String type : List.of(
                "multipart/form-data; Boundary=x",
                "Multipart/Form-Data ; charset=utf-8; BOUNDARY=\"x\"",
                "multipart/form-data;boundary=x;")) {
            Account.fresh()
                    .request()
                    .header("Content-Type", type)
                    .body(form)
                    .post("/images")
                    .then()
                    .statusCode(201)
                    .body("name", equalTo("a.jpg"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image/jpeg",
                "image/tiff",
                "application/octet-stream",
                "IMAGE/JPEG",
                "image/jpeg; charset=binary",
                "Image/Png ;a=b"
            })
    default void acceptsAFileWithoutAName(String type) {
        Response uploaded = Account.fresh().post(form("", type));

        uploaded.then().statusCode(201).body("name", equalTo("image")).body("mediaType", equalTo("image/jpeg"));
    }

    /** Quarkus treats such parts as fields, not as files. */
    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "text/html", "application/pdf", "image/svg+xml", "garbage"})
    default void rejectsAPartThatHasNeitherANameNorAnImageType(String type) {
        Response uploaded = Account.fresh().post(form("", type));

        uploaded.then().statusCode(400).body("type", equalTo(PROBLEM + "invalid-upload"));
    }

    private static byte[] form(String parameters, String type) {
        return Bytes.join(
                Bytes.text("--" + Form.BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"" + parameters
                        + "\r\nContent-Type: " + type + "\r\n\r\n"),
                Fixtures.PHOTOGRAPH.bytes(),
                Bytes.text("\r\n--" + Form.BOUNDARY + "--\r\n"));
    }
}
