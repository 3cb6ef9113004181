package io.tintype.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.Response;
import io.tintype.http.problem.Problems;
import io.tintype.testing.Account;
import io.tintype.testing.Fixtures;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the ranges and conditions of RFC 9110, on every store and every build. */
interface DownloadScenarios {

    byte[] PHOTO = Fixtures.PHOTOGRAPH.bytes();
    String TAG = '"' + DigestUtils.sha256Hex(PHOTO) + '"';
    String PAST = "Tue, 01 Jan 2019 00:00:00 GMT";
    String FUTURE = "Fri, 01 Jan 2100 00:00:00 GMT";
    int SIZE = PHOTO.length;

    static Stream<Arguments> ranges() {
        return Stream.of(
                range("bytes=0-0", 0, 0),
                range("bytes=0-99", 0, 99),
                range("bytes=100-", 100, SIZE - 1),
                range("bytes=-100", SIZE - 100, SIZE - 1),
                range("bytes=0-999999999", 0, SIZE - 1),
                range("bytes=-999999999", 0, SIZE - 1),
                range("BYTES=" + (SIZE - 1) + "-", SIZE - 1, SIZE - 1));
    }

    private static Arguments range(String header, int first, int last) {
        return Arguments.of(header, first, last);
    }

    @ParameterizedTest
    @MethodSource("ranges")
    default void respondsWithOneRange(String header, int first, int last) {
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", PHOTO);

        Response response = caller.request().header("Range", header).get("/images/" + id);

        response.then()
                .statusCode(206)
                .header("Content-Range", "bytes %d-%d/%d".formatted(first, last, SIZE))
                .header("Content-Length", Integer.toString(last - first + 1))
                .header("ETag", TAG);
        assertThat(response.asByteArray()).isEqualTo(Arrays.copyOfRange(PHOTO, first, last + 1));
    }

    @Test
    default void rejectsARangeAfterTheEnd() {
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", PHOTO);

        for (String header : new String[] {"bytes=" + SIZE + "-", "bytes=999999999-", "bytes=-0"}) {
            caller.request()
                    .header("Range", header)
                    .get("/images/" + id)
                    .then()
                    .statusCode(416)
                    .header("Content-Range", "bytes */" + SIZE)
                    .body("type", equalTo(ImagesScenarios.PROBLEM + "range-not-satisfiable"))
                    .body("limit", equalTo(SIZE));
        }
    }

    @Test
    default void ignoresARangeThatItDoesNotKnow() {
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", PHOTO);

        for (String header : new String[] {"bytes=0-1,5-6", "lines=0-1", "bytes=5-4", "bytes=-", "bytes=a-b", "0-1"}) {
            Response response = caller.request().header("Range", header).get("/images/" + id);
            assertThat(response.statusCode()).as(header).isEqualTo(200);
            assertThat(response.asByteArray()).isEqualTo(PHOTO);
        }
    }

    /** The Accept header of generated Python clients: the only JSON type among the responses, that of problems. */
    @Test
    default void respondsWithTheImageIfOnlyProblemsAreAccepted() {
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", PHOTO);

        Response response = caller.request().accept(Problems.MEDIA_TYPE).get("/images/" + id);

        response.then().statusCode(200).contentType("image/jpeg");
        assertThat(response.asByteArray()).isEqualTo(PHOTO);
    }

    static Stream<Arguments> conditions() {
        return Stream.of(
                condition(304, "If-None-Match", TAG),
                condition(304, "If-None-Match", "*"),
                condition(304, "If-None-Match", "W/" + TAG),
                condition(304, "If-None-Match", "\"other\", " + TAG),
                condition(200, "If-None-Match", "\"other\""),
                condition(200, "If-None-Match", TAG.replace("\"", "")),
                condition(304, "If-Modified-Since", FUTURE),
                condition(200, "If-Modified-Since", PAST),
                condition(200, "If-Modified-Since", "yesterday"),
                condition(200, "If-None-Match", "\"other\"", "If-Modified-Since", FUTURE),
                condition(304, "If-None-Match", TAG, "If-Modified-Since", PAST),
                condition(200, "If-Match", TAG),
                condition(200, "If-Match", "*"),
                condition(412, "If-Match", "\"other\""),
                condition(412, "If-Match", "W/" + TAG),
                condition(200, "If-Unmodified-Since", FUTURE),
                condition(412, "If-Unmodified-Since", PAST),
                condition(200, "If-Match", TAG, "If-Unmodified-Since", PAST),
                condition(412, "If-Match", "\"other\"", "If-None-Match", TAG));
    }

    static Stream<Arguments> rangeConditions() {
        return Stream.of(
                condition(206, "If-Range", TAG),
                condition(200, "If-Range", "\"other\""),
                condition(200, "If-Range", "W/" + TAG),
                condition(200, "If-Range", PAST),
                condition(206, "If-Match", TAG),
                condition(304, "If-None-Match", TAG),
                condition(412, "If-Match", "\"other\""));
    }

    private static Arguments condition(int status, String... headers) {
        Map<String, String> pairs = new HashMap<>();
        for (int at = 0; at < headers.length; at += 2) {
            pairs.put(headers[at], headers[at + 1]);
        }
        return Arguments.of(status, pairs);
    }

    @ParameterizedTest
    @MethodSource("conditions")
    default void evaluatesConditions(int status, Map<String, String> headers) {
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", PHOTO);

        Response response = caller.request().headers(headers).get("/images/" + id);

        assertThat(response.statusCode()).isEqualTo(status);
        if (status == 200) {
            assertThat(response.asByteArray()).isEqualTo(PHOTO);
        }
        if (status == 304) {
            assertThat(response.asByteArray()).isEmpty();
        }
        assertThat(caller.request().headers(headers).head("/images/" + id).statusCode())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @MethodSource("rangeConditions")
    default void evaluatesConditionsOfARange(int status, Map<String, String> headers) {
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", PHOTO);

        Response response =
                caller.request().headers(headers).header("Range", "bytes=0-9").get("/images/" + id);

        assertThat(response.statusCode()).isEqualTo(status);
    }

    @Test
    default void usesARangeWhoseDateIsTheImages() {
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", PHOTO);
        String modified = caller.request().head("/images/" + id).header("Last-Modified");

        Response response = caller.request()
                .header("Range", "bytes=0-9")
                .header("If-Range", modified)
                .get("/images/" + id);

        assertThat(response.statusCode()).isEqualTo(206);
    }

    @Test
    default void respondsToHeadWithTheHeadersOfGet() {
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", PHOTO);

        Response head = caller.request().header("Range", "bytes=0-9").head("/images/" + id);

        Response get = caller.request().get("/images/" + id);
        head.then().statusCode(200);
        for (String name : new String[] {
            "Content-Type",
            "Content-Length",
            "Content-Disposition",
            "ETag",
            "Last-Modified",
            "Accept-Ranges",
            "Cache-Control",
            "Content-Security-Policy",
            "X-Content-Type-Options"
        }) {
            assertThat(head.header(name)).as(name).isNotNull().isEqualTo(get.header(name));
        }
    }
}
