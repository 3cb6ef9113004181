package io.tintype.http.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Also pins what the stream relies on in Vert.x: fetching, the connection's monitor, and the end of a body. */
@Timeout(60)
class RequestBodyInputStreamTest {

    private static Vertx vertx;
    private static HttpServer server;
    private static final BlockingQueue<RoutingContext> REQUESTS = new LinkedBlockingQueue<>();
    private Socket client;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        Router router = Router.router(vertx);
        router.route().handler(request -> {
            request.request().pause();
            REQUESTS.add(request);
        });
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterAll
    static void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void connect() throws IOException {
        client = new Socket(InetAddress.getByName("127.0.0.1"), server.actualPort());
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8192, 100_000, 5_000_000})
    void readsABodyOfADeclaredLength(int length) throws Exception {
        byte[] body = bytes(length);
        send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n");
        CompletableFuture<byte[]> read = readAll(nextRequest());

        client.getOutputStream().write(body);

        assertThat(read.get()).isEqualTo(body);
    }

    @Test
    void readsAChunkedBodyThatArrivesInPieces() throws Exception {
        send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        CompletableFuture<byte[]> read = readAll(nextRequest());

        for (int i = 0; i < 20; i++) {
            send("3\r\nabc\r\n");
        }
        send("0\r\n\r\n");

        assertThat(read.get()).asString(StandardCharsets.US_ASCII).isEqualTo("abc".repeat(20));
    }

    @Test
    void readsOneByteAtATime() throws Exception {
        send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n\u0000\u007f");
        RoutingContext request = nextRequest();

        try (InputStream body = new RequestBodyInputStream(request)) {
            assertThat(body.read()).isZero();
            assertThat(body.read()).isEqualTo(0x7f);
            assertThat(body.read()).isEqualTo(-1);
        }
    }

    /** Unread bytes stay in the operating system, and the client waits. */
    @Test
    void holdsNoMoreThanAFewPieces() throws Exception {
        int length = 50_000_000;
        send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n");
        RoutingContext request = nextRequest();
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
            try {
                client.getOutputStream().write(new byte[length]);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });

        try (InputStream body = new RequestBodyInputStream(request)) {
            assertThat(body.read()).isZero();
            assertThat(sent).isNotDone();
            assertThat(request.request().bytesRead()).isLessThan(1_000_000);
        }

        sent.get(); // closing has read the rest
        assertThat(request.request().isEnded()).isTrue();
    }

    @Test
    void requestsTheBodyOfAClientThatExpectsIt() throws Exception {
        send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n");
        CompletableFuture<byte[]> read = readAll(nextRequest());

        assertThat(client.getInputStream().readNBytes(25))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        send("x");

        assertThat(read.get()).asString(StandardCharsets.US_ASCII).isEqualTo("x");
    }

    @Test
    void failsWhenTheClientDisconnectsWhileItWaits() throws Exception {
        send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
        CompletableFuture<byte[]> read = readAll(nextRequest());

        client.close();

        assertThatThrownBy(read::get)
                .isInstanceOf(ExecutionException.class)
                .hasStackTraceContaining("IOException: the body is incomplete");
    }

    @Test
    void failsWhenTheClientHasDisconnectedBefore() throws Exception {
        send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
        RoutingContext request = nextRequest();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        request.request().connection().closeHandler(closed::complete);
        client.close();
        closed.get();

        InputStream body = new RequestBodyInputStream(request);

        assertThatThrownBy(body::read).isInstanceOf(IOException.class);
    }

    private void send(String text) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static RoutingContext nextRequest() throws InterruptedException {
        return REQUESTS.poll(30, TimeUnit.SECONDS);
    }

    private static CompletableFuture<byte[]> readAll(RoutingContext request) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (InputStream body = new RequestBodyInputStream(request)) {
                        return body.readAllBytes();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                Executors.newVirtualThreadPerTaskExecutor());
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
