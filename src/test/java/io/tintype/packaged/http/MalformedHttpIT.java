package io.tintype.packaged.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tintype.packaged.RawConnection;
import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Malformed HTTP, and requests that a proxy and the service could interpret differently. Each receives one response, which
 * is not 500 and names no product.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MalformedHttpIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String STATUS = "(?s)HTTP/1\\.[01] ([234]\\d\\d|501|505) .*";

    /** Also matches the response in {@link #rejectsOtherVersionsOfHttpByVertxInTheExecutable}. */
    private static final String NATIVE_STATUS = STATUS + "|HTTP/\\d\\.\\d 501 Not Implemented\r\n.*";

    private static final String HOST = "Host: localhost\r\n";
    private static final String TOKEN = "Authorization: Bearer " + Tokens.of("ann") + "\r\n";

    private PackagedApplication application;

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

    static Stream<String> requests() {
        String get = "GET /images HTTP/1.1\r\n" + HOST + TOKEN;
        String post = "POST /images HTTP/1.1\r\n" + HOST + TOKEN + "Content-Type: multipart/form-data; boundary=x\r\n";
        return Stream.of(
                "GET /images\r\n\r\n",
                "GET /images HTTP/1.1\r\n" + TOKEN + "\r\n",
                "GET /images HTTP/9.9\r\n\r\n",
                "GET  /images HTTP/1.1\r\n\r\n",
                "\u0000\u0001\u0002\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "CONNECT 127.0.0.1:1 HTTP/1.1\r\n" + HOST + "\r\n",
                "TRACE /images HTTP/1.1\r\n" + HOST + TOKEN + "Max-Forwards: 0\r\n\r\n",
                "GET http://elsewhere.test/images HTTP/1.1\r\n" + HOST + TOKEN + "\r\n",
                "GET /images/%zz HTTP/1.1\r\n" + HOST + TOKEN + "\r\n",
                "GET /images/%00 HTTP/1.1\r\n" + HOST + TOKEN + "\r\n",
                "GET /images/..%2f..%2fetc/passwd HTTP/1.1\r\n" + HOST + TOKEN + "\r\n",
                "GET //images HTTP/1.1\r\n" + HOST + TOKEN + "\r\n",
                "GET /images?limit=%ff%fe HTTP/1.1\r\n" + HOST + TOKEN + "\r\n",
                "GET /images?" + "a=b&".repeat(2000) + " HTTP/1.1\r\n" + HOST + TOKEN + "\r\n",
                "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\n" + HOST + "\r\n",
                get + "X: " + "a".repeat(100_000) + "\r\n\r\n",
                get + "X: a\r\n".repeat(5000) + "\r\n",
                get + "No colon\r\n\r\n",
                get + "X : space before the colon\r\n\r\n",
                get + "X: a\u0000b\r\n\r\n",
                get + "X: a\r\n folded\r\n\r\n",
                get + "Host: other.test\r\n\r\n",
                get + TOKEN + "\r\n",
                get + "Range: bytes=" + "0-0,".repeat(1000) + "0-0\r\n\r\n",
                get + "Expect: 200-maybe\r\n\r\n",
                get + "Connection: Authorization, Host\r\n\r\n",
                get + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAA\r\n\r\n",
                post + "Content-Length: -1\r\n\r\n",
                post + "Content-Length: +5\r\n\r\nabcde",
                post + "Content-Length: 0x5\r\n\r\nabcde",
                post + "Content-Length: 99999999999999999999\r\n\r\nabcde",
                post + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
                post + "Content-Length: 5, 6\r\n\r\nabcdef",
                post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                post + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
                post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                post + "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
                post + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("requests")
    void rejectsMalformedRequestsAsClientErrors(String request) throws IOException {
        String response = response(request);

        if (!response.isEmpty()) {
            assertThat(response).matches(PackagedApplication.isNative() ? NATIVE_STATUS : STATUS);
            assertThat(response)
                    .doesNotContainIgnoringCase(
                            "quarkus", "vert.x", "vertx", "netty", "\nserver:", "x-powered-by", "stack")
                    .doesNotContain("Exception", "\tat ");
        }
        assertThat(Contract.given(application.baseUri(), Tokens.of("ann"))
                        .get("/images")
                        .statusCode())
                .isEqualTo(200);
        assertThat(application.log()).doesNotContain(" ERROR ");
    }

    @Test
    void respondsWithAProblemIfTheHostIsMissing() throws IOException {
        assertThat(response("GET /images HTTP/1.1\r\n" + TOKEN + "\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .satisfies(MalformedHttpIT::isProblem);
    }

    /** Later bytes on the connection are not read, so that they cannot fill the memory. */
    @Test
    void closesTheConnectionIfThereIsNoHost() throws IOException {
        try (RawConnection raw = new RawConnection(application, TIMEOUT)) {
            raw.send("GET / HTTP/1.1\r\n\r\n".repeat(1000).getBytes(StandardCharsets.ISO_8859_1));
            String responses = raw.readAll();

            assertThat(responses).startsWith("HTTP/1.1 400 ").containsIgnoringCase("\r\nConnection: close\r\n");
            assertThat(responses.split("HTTP/1.1 ", -1)).hasSize(2);
        }
    }

    /**
     * RFC 9110, sections 6.2 and 15.6.6: the response has a version that the service supports, and states that it does
     * not support the requested one.
     */
    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.2", "HTTP/2.0", "HTTP/3.0", "HTTP/9.9"})
    void rejectsOtherVersionsOfHttp(String version) throws IOException {
        assumeFalse(PackagedApplication.isNative());

        assertThat(response("GET /images " + version + "\r\n" + HOST + TOKEN + "\r\n"))
                .startsWith("HTTP/1.1 505 ")
                .containsIgnoringCase("\r\nConnection: close\r\n")
                .satisfies(MalformedHttpIT::isProblem);
    }

    /** A fault of Vert.x: it should respond with 505, in a version that it supports. No handler of the service is called. */
    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.2", "HTTP/2.0", "HTTP/3.0", "HTTP/9.9"})
    void rejectsOtherVersionsOfHttpByVertxInTheExecutable(String version) throws IOException {
        assumeTrue(PackagedApplication.isNative());

        assertThat(response("GET /images " + version + "\r\n" + HOST + TOKEN + "\r\n"))
                .isEqualTo(version + " 501 Not Implemented\r\ncontent-length: 0\r\n\r\n");
    }

    private static void isProblem(String response) {
        assertThat(response)
                .containsIgnoringCase("\r\nX-Request-Id: ")
                .containsIgnoringCase("\r\nX-Content-Type-Options: nosniff\r\n")
                .containsIgnoringCase("\r\nContent-Type: application/problem+json\r\n");
    }

    /** A second request in the body of the first receives no response (RFC 9112, section 11.2). */
    @Test
    void respondsToNoRequestHiddenInAnother() throws IOException {
        String hidden = "GET /openapi.yaml HTTP/1.1\r\n" + HOST + "\r\n";
        String post = "POST /images HTTP/1.1\r\n" + HOST + TOKEN + "Content-Type: multipart/form-data; boundary=x\r\n";
        for (String request : List.of(
                post + "Content-Length: " + hidden.length() + "\r\n\r\n" + hidden,
                post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
                post + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + hidden,
                post + "Content-Length: 0\r\nContent-Length: " + hidden.length() + "\r\n\r\n" + hidden,
                post + "Transfer-Encoding : chunked\r\nContent-Length: " + hidden.length() + "\r\n\r\n" + hidden)) {
            assertThat(response(request)).as(request).doesNotContain("openapi: 3");
        }
    }

    /** Reads everything until the service closes the connection. */
    private String response(String request) throws IOException {
        try (RawConnection raw = new RawConnection(application, TIMEOUT)) {
            raw.send(request.replaceFirst("\r\n", "\r\nConnection: close\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return raw.readAll();
        }
    }
}
