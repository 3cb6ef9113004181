package io.tintype.packaged.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.packaged.ApiClient;
import io.tintype.packaged.RawConnection;
import io.tintype.packaged.Settings;
import io.tintype.testing.Bytes;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.Libvips;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Headers in several lines, the framing of bodies, and the end of connections, written byte by byte, since no client sends
 * all of this.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestHeadersIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String HOST = "Host: localhost\r\n";
    private static final String TOKEN = "Authorization: Bearer " + Tokens.of("ann") + "\r\n";
    private static final String TYPE = "Content-Type: " + Form.CONTENT_TYPE + "\r\n";
    private static final String PIECE = "Tus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\n";
    private static final byte[] FORM =
            Form.of("photograph.jpg", Fixtures.PHOTOGRAPH.bytes()).body();
    private static final String LENGTH = "Content-Length: " + FORM.length + "\r\n";
    private static final String TAG = '"' + DigestUtils.sha256Hex(Fixtures.PHOTOGRAPH.bytes()) + '"';
    private static final String PAST = "Thu, 01 Jan 2026 00:00:00 GMT";
    private static final String FUTURE = "Fri, 01 Jan 2100 00:00:00 GMT";

    private PackagedApplication application;
    private String image;

    @BeforeAll
    void start() throws IOException {
        application = PackagedApplication.start(Settings.onDisk());
        image = new ApiClient(application, Tokens.of("ann")).uploadedId();
    }

    @AfterAll
    void close() {
        if (application != null) {
            application.close();
        }
    }

    /** RFC 9110, sections 5.3, 13.1 and 14.2. */
    static Stream<Arguments> lines() {
        return Stream.of(
                Arguments.of(304, List.of("If-None-Match: \"a\"", "If-None-Match: " + TAG)),
                Arguments.of(304, List.of("If-None-Match: " + TAG, "If-None-Match: \"a\"")),
                Arguments.of(304, List.of("If-None-Match: \"a\"", "if-none-match: \"b\", W/" + TAG, "If-None-Match:")),
                Arguments.of(200, List.of("If-None-Match: \"a\"", "If-None-Match: \"b\"")),
                Arguments.of(200, List.of("If-None-Match: \"a\"", "If-None-Match: *")), // "*" is not valid in a list
                Arguments.of(200, List.of("If-Match: \"a\"", "If-Match: " + TAG)),
                Arguments.of(412, List.of("If-Match: \"a\"", "If-Match: \"b\"")),
                Arguments.of(304, List.of("If-Modified-Since: " + FUTURE)),
                Arguments.of(200, List.of("If-Modified-Since: " + FUTURE, "If-Modified-Since: " + FUTURE)),
                Arguments.of(412, List.of("If-Unmodified-Since: " + PAST)),
                Arguments.of(200, List.of("If-Unmodified-Since: " + PAST, "If-Unmodified-Since: " + PAST)),
                Arguments.of(206, List.of("Range: bytes=0-1", "If-Range: " + TAG)),
                Arguments.of(200, List.of("Range: bytes=0-1", "Range: bytes=5-6")),
                Arguments.of(200, List.of("Range: bytes=0-1", "If-Range: " + TAG, "If-Range: " + TAG)),
                Arguments.of(200, List.of("Accept: text/html", "Accept: image/*")),
                Arguments.of(406, List.of("Accept: text/html", "Accept: text/plain")));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void readsSeveralLinesAsOneList(int status, List<String> lines) throws IOException {
        String headers = String.join("\r\n", lines) + "\r\n";

        assertThat(response("GET /images/" + image + " HTTP/1.1\r\n" + HOST + TOKEN + headers + "\r\n"))
                .startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void readsSeveralLinesForRenditionsAndHeadersToo() throws IOException {
        String tags = "If-None-Match: \"a\"\r\nIf-None-Match: " + TAG + "\r\n\r\n";

        assertThat(response("HEAD /images/" + image + " HTTP/1.1\r\n" + HOST + TOKEN + tags))
                .startsWith("HTTP/1.1 304 ");
    }

    /** Either of two lines could be the valid one (RFC 9110, section 5.3; RFC 9112, section 3.2). */
    @ParameterizedTest
    @ValueSource(
            strings = {"Host: localhost", "Host: other.test", "Authorization: Bearer x", "Content-Type: text/plain"})
    void rejectsDuplicateSingleHeaders(String line) throws IOException {
        String request = "POST /images HTTP/1.1\r\n" + HOST + TOKEN + TYPE + LENGTH;

        for (String lines : List.of(request + line + "\r\n", request.replaceFirst("\r\n", "\r\n" + line + "\r\n"))) {
            assertThat(response(lines + "\r\n", FORM))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("application/problem+json", "about:blank");
        }
    }

    @Test
    void generatesAnIdIfARequestHasTwo() throws IOException {
        assertThat(header(
                        response("GET /images HTTP/1.1\r\n" + HOST + TOKEN
                                + "X-Request-Id: one\r\nX-Request-Id: two\r\n\r\n"),
                        "X-Request-Id"))
                .matches("[0-9a-f-]{36}");
    }

    /**
     * A proxy could use the other one of two lines. Those of {@code Upload-Metadata} form one list (RFC 9110, section 5.3).
     */
    @ParameterizedTest
    @CsvSource({
        "400, Upload-Length, 5, 50",
        "400, Upload-Defer-Length, 1, 1",
        "412, Tus-Resumable, 1.0.0, 0.2.2",
        "400, Upload-Metadata, name YQ==, name YQ=="
    })
    void rejectsDuplicateHeadersOfUploads(int status, String name, String one, String two) throws IOException {
        String more = (name.equals("Tus-Resumable") ? "" : "Tus-Resumable: 1.0.0\r\n")
                + (name.endsWith("Length") ? "" : "Upload-Length: 5\r\n");
        String lines = name + ": " + one + "\r\n" + name + ": " + two + "\r\n";

        assertThat(response("POST /uploads HTTP/1.1\r\n" + HOST + TOKEN + more + lines + "Content-Length: 0\r\n\r\n"))
                .startsWith("HTTP/1.1 " + status + " ");
    }

    @ParameterizedTest
    @CsvSource({"Upload-Offset, 0, 5", "Upload-Checksum, sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=, sha1 AAAA"})
    void rejectsDuplicateHeadersOfPieces(String name, String one, String two) throws IOException {
        String upload = upload("Upload-Length: 5\r\n");
        String offset = name.equals("Upload-Offset") ? "" : "Upload-Offset: 0\r\n";
        String lines = name + ": " + one + "\r\n" + name + ": " + two + "\r\n";

        assertThat(response("PATCH " + upload + " HTTP/1.1\r\n" + HOST + TOKEN + PIECE + offset + lines
                        + "Content-Length: 3\r\n\r\nabc"))
                .startsWith("HTTP/1.1 400 ")
                .contains(name);
        assertThat(header(state(upload), "Upload-Offset")).isEqualTo("0");
    }

    @Test
    void rejectsAUploadThatIsAndIsNotComplete() throws IOException {
        assertThat(response("POST /uploads HTTP/1.1\r\n" + HOST + TOKEN
                        + "Upload-Complete: ?1\r\nUpload-Complete: ?0\r\nContent-Length: 3\r\n\r\nabc"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void readsTheMetadataOfAllLines() throws IOException {
        String upload =
                upload("Upload-Length: 5\r\nUpload-Metadata: type aW1hZ2U=\r\nUpload-Metadata: filename YS5qcGc=\r\n");

        assertThat(header(state(upload), "Upload-Metadata")).isEqualTo("type aW1hZ2U=, filename YS5qcGc=");
    }

    /** RFC 9112, section 6.3: without either header, the request has no body. curl and HTTP/2 clients send it so. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Length: 0\r\n", "Transfer-Encoding: chunked\r\n"})
    void beginsAnUploadWithoutABody(String framing) throws IOException {
        String body = framing.startsWith("Transfer") ? "0\r\n\r\n" : "";

        assertThat(response("POST /uploads HTTP/1.1\r\n" + HOST + TOKEN + "Tus-Resumable: 1.0.0\r\nUpload-Length: 5\r\n"
                        + framing + "\r\n" + body))
                .startsWith("HTTP/1.1 201 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 3\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"})
    void requiresTheMediaTypeOfAFirstPiece(String framingAndBody) throws IOException {
        assertThat(response("POST /uploads HTTP/1.1\r\n" + HOST + TOKEN + "Tus-Resumable: 1.0.0\r\nUpload-Length: 5\r\n"
                        + framingAndBody))
                .startsWith("HTTP/1.1 415 ");
    }

    /** RFC 9112, section 6.3: a proxy and the service could find different ends of such a body. */
    @ParameterizedTest
    @ValueSource(strings = {"cats", "identity", "chunked, chunked", "xchunked", ","})
    void rejectsABodyOfAmbiguousLength(String coding) throws IOException {
        String request = "POST /images HTTP/1.1\r\n" + HOST + TOKEN + TYPE + "Transfer-Encoding: " + coding + "\r\n";
        try (RawConnection raw = new RawConnection(application, SOON)) {
            raw.send(coding.startsWith("chunked") ? request + "\r\n0\r\n\r\n" : request + LENGTH + "\r\n");
            raw.send(coding.startsWith("chunked") ? new byte[0] : FORM);

            String response = raw.readAll();

            assertThat(response).startsWith("HTTP/1.1 400 ").doesNotContain("HTTP/1.1 201 ");
            assertThat(header(response, "Connection")).isEqualTo("close");
        }
    }

    /** This request violates the same section. Netty rejects it and closes the connection. */
    @Test
    void rejectsABodyWhoseLastCodingIsNotChunked() throws IOException {
        try (RawConnection raw = new RawConnection(application, SOON)) {
            raw.send("POST /images HTTP/1.1\r\n" + HOST + TOKEN + TYPE
                    + "Transfer-Encoding: chunked, cats\r\n\r\n0\r\n\r\n");

            assertThat(raw.readAll()).startsWith("HTTP/1.1 400 ");
        }
    }

    /** RFC 9112, section 6.1. */
    @Test
    void rejectsOtherTransferCodings() throws IOException {
        assertThat(response("POST /images HTTP/1.1\r\n" + HOST + TOKEN + TYPE
                        + "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 501 ");
    }

    /** RFC 9112, section 9.6. */
    @ParameterizedTest
    @ValueSource(strings = {"close", "Close", "foo, close", "close, TE", "keep-alive\r\nConnection: close"})
    void closesTheConnectionOnRequest(String options) throws IOException {
        try (RawConnection raw = new RawConnection(application, SOON)) {
            raw.send("GET /images HTTP/1.1\r\n" + HOST + TOKEN + "Connection: " + options + "\r\n\r\n");

            String response = raw.readAll(); // times out if the connection stays open

            assertThat(response).startsWith("HTTP/1.1 200 ");
            assertThat(header(response, "Connection")).isEqualTo("close");
        }
    }

    @Test
    void closesTheConnectionAfterTheCompleteImage() throws IOException {
        byte[] large = Bytes.join(Fixtures.PHOTOGRAPH.bytes(), Bytes.zeros(5 * 1024 * 1024));
        String id = new ApiClient(application, Tokens.of("ann")).upload(large).id();
        try (RawConnection raw = new RawConnection(application, SOON)) {
            raw.send("GET /images/" + id + " HTTP/1.1\r\n" + HOST + TOKEN + "Connection: foo, close\r\n\r\n");

            assertThat(raw.readHead()).startsWith("HTTP/1.1 200 ");
            assertThat(raw.readAll()).hasSize(large.length);
        }
    }

    @Test
    void requestsTheBodyWith100Continue() throws IOException {
        try (RawConnection raw = new RawConnection(application, SOON)) {
            raw.send("POST /images HTTP/1.1\r\n" + HOST + TOKEN + TYPE + LENGTH + "Expect: 100-Continue\r\n\r\n");
            assertThat(raw.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");

            raw.send(FORM);
            String head = raw.readHead();

            assertThat(head).startsWith("HTTP/1.1 201 ");
            assertThat(header(head, "Connection")).isEmpty();
        }
    }

    /** RFC 9110, section 10.1.1: such a request has no expectation. */
    @Test
    void sendsNoInterimResponseToHttp10() throws IOException {
        try (RawConnection raw = new RawConnection(application, SOON)) {
            raw.send("POST /images HTTP/1.0\r\n" + HOST + TOKEN + TYPE + LENGTH + "Expect: 100-continue\r\n\r\n");
            raw.send(FORM);

            assertThat(raw.readAll()).startsWith("HTTP/1.0 201 ");
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(401, "/images", TYPE + LENGTH),
                Arguments.of(404, "/nothing", TOKEN + TYPE + LENGTH),
                Arguments.of(406, "/images", TOKEN + TYPE + LENGTH + "Accept: text/html\r\n"),
                Arguments.of(413, "/images", TOKEN + TYPE + "Content-Length: 9999999999\r\n"),
                Arguments.of(415, "/images", TOKEN + "Content-Type: image/jpeg\r\n" + LENGTH),
                Arguments.of(415, "/images", TOKEN + TYPE + LENGTH + "Content-Encoding: gzip\r\n"));
    }

    /**
     * A client that receives a final status before it sends its body may send it or not; the next bytes on the
     * connection would be ambiguous (RFC 9110, section 10.1.1; RFC 9112, section 9.6).
     */
    @ParameterizedTest
    @MethodSource("refusals")
    void closesAConnectionWhoseBodyWasNotRequested(int status, String path, String headers) throws IOException {
        try (RawConnection raw = new RawConnection(application, SOON)) {
            raw.send("POST " + path + " HTTP/1.1\r\n" + HOST + headers + "Expect: 100-continue\r\n\r\n");

            String response = raw.readAll();

            assertThat(response).startsWith("HTTP/1.1 " + status + " ");
            assertThat(header(response, "Connection")).isEqualTo("close");
        }
    }

    /** RFC 9110, section 9.3.2. JAX-RS derives this HEAD, which the contract does not mention, from the GET. */
    @Test
    void sendsTheLengthOfARenditionWithoutItsBytes() throws IOException {
        Libvips.assumeInstalled();
        String target = " /images/" + image + "/renditions/thumbnail HTTP/1.1\r\n" + HOST + TOKEN + "\r\n";
        String full = response("GET" + target);
        int length = full.length() - full.indexOf("\r\n\r\n") - 4;

        String head = response("HEAD" + target);

        assertThat(head).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n");
        assertThat(header(head, "Content-Length")).isEqualTo(Integer.toString(length));
    }

    /** Begins an upload with tus, and returns its path. */
    private String upload(String headers) throws IOException {
        String response = response("POST /uploads HTTP/1.1\r\n" + HOST + TOKEN + "Tus-Resumable: 1.0.0\r\n" + headers
                + "Content-Length: 0\r\n\r\n");
        assertThat(response).startsWith("HTTP/1.1 201 ");
        return header(response, "Location");
    }

    private String state(String upload) throws IOException {
        return response("HEAD " + upload + " HTTP/1.1\r\n" + HOST + TOKEN + "Tus-Resumable: 1.0.0\r\n\r\n");
    }

    private String response(String request) throws IOException {
        return response(request, new byte[0]);
    }

    private String response(String request, byte[] body) throws IOException {
        try (RawConnection raw = new RawConnection(application, SOON)) {
            String closing = request.replaceFirst("\r\n", "\r\nConnection: close\r\n");
            raw.send(Bytes.join(closing.getBytes(StandardCharsets.ISO_8859_1), body));
            return raw.readAll();
        }
    }

    /** Returns the header's value, or an empty text. */
    private static String header(String response, String name) {
        String head = response.substring(0, response.indexOf("\r\n\r\n") + 2);
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }
}
