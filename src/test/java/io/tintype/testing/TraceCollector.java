package io.tintype.testing;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PfxOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A collector of traces on a free port of 127.0.0.1. It speaks OTLP, both as HTTP with Protobuf and as gRPC. */
public final class TraceCollector implements AutoCloseable {

    /** A status by which the collector does not respond at all. */
    public static final int SILENCE = 0;

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int OK = 200;

    /** The compression flag and the length of a message of gRPC. */
    private static final int GRPC_PREFIX = 5;

    /** A status of gRPC after which exporters do not retry. */
    private static final String UNAUTHENTICATED = "16";

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<HttpConnection> open = new CopyOnWriteArrayList<>();
    private final List<Export> exports = new CopyOnWriteArrayList<>();
    private volatile int status = OK;

    /**
     * What the collector received in one request.
     *
     * @param headers with names in lowercase
     */
    public record Export(String method, String path, Map<String, String> headers, byte[] message) {

        Stream<ReceivedSpan> spans() {
            try {
                return ExportTraceServiceRequest.parseFrom(message).getResourceSpansList().stream()
                        .flatMap(ReceivedSpan::of);
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("this is not OTLP", e);
            }
        }
    }

    private TraceCollector(HttpServerOptions options) {
        server = vertx.createHttpServer(options.setHost("127.0.0.1").setPort(0))
                .connectionHandler(connection -> {
                    connections.incrementAndGet();
                    open.add(connection);
                })
                .requestHandler(request -> request.body().onSuccess(body -> receive(request, body)))
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** Starts a collector. The caller closes it. */
    public static TraceCollector start() {
        return new TraceCollector(new HttpServerOptions());
    }

    /** Starts a collector that requires TLS, with a certificate for localhost. The caller closes it. */
    public static TraceCollector start(ServerKey key) {
        return new TraceCollector(new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(
                        new PfxOptions().setPath(key.file().toString()).setPassword(ServerKey.PASSWORD)));
    }

    public int port() {
        return server.actualPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Responds to further exports with this status, or with {@link #SILENCE}. */
    public void respond(int next) {
        status = next;
    }

    /** Returns how many connections were opened. */
    public int connections() {
        return connections.get();
    }

    /** Closes the connections that are open. */
    public void disconnect() {
        open.forEach(HttpConnection::close);
        open.clear();
    }

    public List<Export> exports() {
        return exports;
    }

    /** Returns the spans that have been received. */
    public List<ReceivedSpan> spans() {
        return exports.stream().flatMap(Export::spans).toList();
    }

    /** Waits for a span of this name, and returns the first. */
    public ReceivedSpan await(String name) {
        return await(span -> span.name().equals(name));
    }

    /** Waits for a span, and returns the first. */
    public ReceivedSpan await(Predicate<ReceivedSpan> wanted) {
        return awaitSpans(wanted, 1).getFirst();
    }

    /** Waits for a number of spans, and returns all of them. */
    public List<ReceivedSpan> awaitSpans(Predicate<ReceivedSpan> wanted, int count) {
        return Awaitility.await()
                .alias("spans")
                .atMost(SOON)
                .until(() -> spans().stream().filter(wanted).toList(), spans -> spans.size() >= count);
    }

    /** Waits for the span of the request with this id. */
    public ReceivedSpan awaitRequest(String requestId) {
        return await(span -> requestId.equals(span.attribute("tintype.request_id")));
    }

    /** Returns the received children of a span, in the order of their start. */
    public List<ReceivedSpan> children(ReceivedSpan parent) {
        return spans().stream()
                .filter(span -> span.isChildOf(parent))
                .sorted((a, b) -> Long.compareUnsigned(
                        a.span().getStartTimeUnixNano(), b.span().getStartTimeUnixNano()))
                .toList();
    }

    private void receive(HttpServerRequest request, Buffer body) {
        boolean isGrpc = "application/grpc".equals(request.getHeader("content-type"));
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.headers().forEach(headers::put);
        if (status == OK) {
            byte[] message = isGrpc ? body.getBytes(GRPC_PREFIX, body.length()) : body.getBytes();
            exports.add(new Export(request.method().name(), request.path(), headers, message));
        }
        if (status == SILENCE) {
            return;
        }
        HttpServerResponse response = request.response();
        if (isGrpc) {
            response.putHeader("content-type", "application/grpc")
                    .putTrailer("grpc-status", status == OK ? "0" : UNAUTHENTICATED)
                    .end(Buffer.buffer(new byte[GRPC_PREFIX]));
        } else {
            response.setStatusCode(status).end();
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
