package io.tintype.packaged.security;

import static io.tintype.packaged.security.Http2Frames.CONTINUATION;
import static io.tintype.packaged.security.Http2Frames.END_HEADERS;
import static io.tintype.packaged.security.Http2Frames.END_STREAM;
import static io.tintype.packaged.security.Http2Frames.GOAWAY;
import static io.tintype.packaged.security.Http2Frames.HEADERS;
import static io.tintype.packaged.security.Http2Frames.INITIAL_WINDOW_SIZE;
import static io.tintype.packaged.security.Http2Frames.MAX_CONCURRENT_STREAMS;
import static io.tintype.packaged.security.Http2Frames.PING;
import static io.tintype.packaged.security.Http2Frames.RST_STREAM;
import static io.tintype.packaged.security.Http2Frames.SETTINGS;
import static io.tintype.packaged.security.Http2Frames.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.packaged.ApiClient;
import io.tintype.packaged.Settings;
import io.tintype.packaged.security.Http2Frames.Frame;
import io.tintype.testing.Fixtures;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests that other clients are served during floods of HTTP/2 frames, with the manifests' memory limit. */
class Http2FloodIT {

    private static final Logger LOG = Logger.getLogger(Http2FloodIT.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int MANY = 20_000;

    /** In 30 s, by Vert.x. */
    private static final int MAX_RESETS = 200;

    /** An error code of RFC 9113, section 7. */
    private static final int REFUSED_STREAM = 7;

    /** In HPACK's static table, where 431 is not. */
    private static final int STATUS_404 = 0x8d;

    private static final int STATUS_400 = 0x8c;

    private static PackagedApplication application;
    private static ApiClient other;

    @BeforeAll
    static void start() {
        application = PackagedApplication.start(Settings.onDisk(), PackagedApplication.AS_DEPLOYED);
        other = new ApiClient(application, Tokens.of("ann"));
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @AfterEach
    void servesOthers() {
        assertThat(other.download(other.uploadedId())).isEqualTo(Fixtures.PHOTOGRAPH.bytes());
        assertThat(application.log()).doesNotContain(" ERROR ");
        LOG.infof("%d MB resident at most", application.peakBytes() / 1024 / 1024);
    }

    @Test
    void limitsStreamsThatAreOpenAtOnce() throws IOException {
        try (Http2Frames connection = new Http2Frames(application, TIMEOUT, INITIAL_WINDOW_SIZE, 0)) {
            Frame settings = connection.read();
            assertThat(settings.type()).isEqualTo(SETTINGS);
            assertThat(Http2Frames.setting(settings, MAX_CONCURRENT_STREAMS)).isEqualTo(100);

            send(connection, stream -> frame(HEADERS, END_STREAM | END_HEADERS, stream, Http2Frames.get("/nothing")));

            servesOthers();
            Frame refused = connection.read();
            while (refused.type() != RST_STREAM) { // although the client has not acknowledged the limit
                refused = connection.read();
            }
            assertThat(refused.payload()).isEqualTo(new byte[] {0, 0, 0, REFUSED_STREAM});
        }
    }

    /** RFC 9113, section 8.2.1. HTTP/1 cannot transport such a value, so a response that repeats it would fail. */
    @Test
    void rejectsLineBreaksInHeaders() throws IOException {
        for (String value : new String[] {"a\nb", "a\n", "a\rb", "a\r\nX-Other: b"}) {
            try (Http2Frames connection = new Http2Frames(application, TIMEOUT)) {
                byte[] block = Http2Frames.get("/nothing", "upload-metadata", value);
                connection.write(frame(HEADERS, END_STREAM | END_HEADERS, 1, block));

                Frame response = connection.read();
                while (response.type() != HEADERS) {
                    response = connection.read();
                }
                int start = (response.flags() & Http2Frames.PRIORITY) == 0 ? 0 : 5;
                assertThat(response.payload()[start]).as(value).isEqualTo((byte) STATUS_400);
            }
        }
    }

    /** CVE-2023-44487. */
    @Test
    void endsAConnectionThatResetsItsStreams() throws IOException {
        try (Http2Frames connection = new Http2Frames(application, TIMEOUT)) {
            reset(connection, 0, MAX_RESETS / 2);
            connection.write(frame(PING, 0, 0, new byte[8]));
            while (connection.read().type() != PING) {
                // what was sent before
            }
            reset(connection, MAX_RESETS / 2, MAX_RESETS + 1);

            assertThat(isEnded(connection)).isTrue();
        }
    }

    /** CVE-2024-27316 and its like: a header block that never ends. */
    @Test
    void endsAConnectionWhoseHeadersDoNotEnd() throws IOException {
        for (int size : new int[] {0, 1, 16_000}) {
            try (Http2Frames connection = new Http2Frames(application, TIMEOUT)) {
                connection.write(frame(HEADERS, END_STREAM, 1, Http2Frames.get("/nothing")));
                byte[] field = new byte[size]; // literals without a name or value, or truncated ones
                sendSame(connection, frame(CONTINUATION, 0, 1, field));

                assertThat(isEnded(connection))
                        .as("fragments of %d bytes", size)
                        .isTrue();
            }
        }
    }

    @Test
    void endsAConnectionThatDoesNotReadAcknowledgements() throws IOException {
        for (byte[] frame : new byte[][] {frame(PING, 0, 0, new byte[8]), frame(SETTINGS, 0, 0, new byte[0])}) {
            try (Http2Frames connection = new Http2Frames(application, TIMEOUT)) {
                for (int i = 0; i < 10; i++) {
                    sendSame(connection, frame);
                }
                servesOthers();
            }
        }
    }

    /** The same limit as for HTTP/1. */
    @Test
    void acceptsHeadersOf20Kilobytes() throws IOException {
        assertThat(statusWithHeaders(19_000)).isEqualTo(404);
        assertThat(statusWithHeaders(21_000)).isEqualTo(431);
    }

    /** Returns the status for a header of this size: 404 if it is accepted, and 431 if it is rejected. */
    private static int statusWithHeaders(int size) throws IOException {
        try (Http2Frames connection = new Http2Frames(application, TIMEOUT)) {
            byte[] value = "x".repeat(size - 200).getBytes(StandardCharsets.US_ASCII);
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            block.writeBytes(Http2Frames.get("/nothing"));
            block.write(0); // a literal with a new name
            block.write(1);
            block.write('x');
            block.write(0x7f); // a length of 127 and more (RFC 7541, section 5.1)
            int rest = value.length - 127;
            while (rest >= 128) {
                block.write(rest % 128 + 128);
                rest /= 128;
            }
            block.write(rest);
            block.writeBytes(value);
            byte[] all = block.toByteArray();
            int half = Math.min(all.length, 16_000);
            connection.write(frame(HEADERS, END_STREAM, 1, Arrays.copyOf(all, half)));
            connection.write(frame(CONTINUATION, END_HEADERS, 1, Arrays.copyOfRange(all, half, all.length)));
            while (true) {
                Frame frame = connection.read();
                if (frame.type() == HEADERS) {
                    int start = (frame.flags() & Http2Frames.PRIORITY) == 0 ? 0 : 5;
                    return (frame.payload()[start] & 0xff) == STATUS_404 ? 404 : 431;
                }
            }
        }
    }

    private static void reset(Http2Frames connection, int from, int to) throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = from; i < to; i++) {
            frames.writeBytes(frame(HEADERS, END_STREAM | END_HEADERS, 2 * i + 1, Http2Frames.get("/nothing")));
            frames.writeBytes(frame(RST_STREAM, 0, 2 * i + 1, new byte[] {0, 0, 0, 8}));
        }
        connection.write(frames.toByteArray());
    }

    private interface FramesOfStream {
        byte[] of(int stream);
    }

    /** Until the service ends the connection, or all are sent. */
    private static void send(Http2Frames connection, FramesOfStream frames) {
        try {
            ByteArrayOutputStream batch = new ByteArrayOutputStream();
            for (int i = 0; i < MANY; i++) {
                batch.writeBytes(frames.of(2 * i + 1));
                if (batch.size() > 16_000 || i == MANY - 1) {
                    connection.write(batch.toByteArray());
                    batch.reset();
                }
            }
        } catch (IOException _) {
            // ended by the service
        }
    }

    private static void sendSame(Http2Frames connection, byte[] frame) {
        send(connection, stream -> frame);
    }

    private static boolean isEnded(Http2Frames connection) {
        try {
            while (true) {
                if (connection.read().type() == GOAWAY) {
                    return true;
                }
            }
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }
}
