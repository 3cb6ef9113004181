package io.tintype.storage.s3;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * The line by Vert.x's HTTP client. A request and its answer pass by the event loop that the caller's own request came
 * by, on a connection of that loop, so that a download has no way from thread to thread.
 */
final class VertxLine implements S3Line, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(VertxLine.class);

    /** A piece of a body, either way: a request of the service has one in memory. */
    private static final int PIECE = 64 * 1024;

    /** Of what is no object: a page of 1,000 keys has some 1.5 MB. */
    private static final int MOST_CONTENT = 8 * 1024 * 1024;

    private static final int KEEP_ALIVE_SECONDS = 50;
    private static final long NONE = -1;

    private final Vertx vertx;
    private final S3Waits waits;
    private final HttpClientOptions options;

    /** One for each event loop: Vert.x's pool would give connections of other loops. */
    private final Map<Thread, HttpClient> clients = new ConcurrentHashMap<>();

    VertxLine(Vertx vertx, S3Waits waits) {
        this.vertx = vertx;
        this.waits = waits;
        options = new HttpClientOptions()
                .setConnectTimeout((int) waits.connect().toMillis())
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setMaxChunkSize(PIECE)
                .setTracingPolicy(TracingPolicy.IGNORE);
    }

    @Override
    public S3Answer send(S3Call call, SdkHttpRequest signed, Duration time) {
        Context context = vertx.getOrCreateContext();
        Exchange exchange = new Exchange(call, signed, context);
        context.runOnContext(start -> exchange.connect(client(), time));
        return exchange.run();
    }

    /** Waits for nothing: requests under way fail. */
    @Override
    public void close() {
        clients.values().forEach(HttpClient::close);
    }

    private HttpClient client() {
        return clients.computeIfAbsent(Thread.currentThread(), loop -> newClient());
    }

    /** What breaks a connection is told to who has a request on it, and is no error where nobody has. */
    private HttpClient newClient() {
        return vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp1MaxSize(waits.connections()))
                .withConnectHandler(connection ->
                        connection.exceptionHandler(failure -> LOG.debug("a connection to S3 breaks", failure)))
                .build();
    }

    private RequestOptions address(S3Call call, SdkHttpRequest signed) {
        String query = signed.encodedQueryParameters()
                .map(parameters -> "?" + parameters)
                .orElse("");
        RequestOptions request = new RequestOptions()
                .setConnectTimeout(waits.acquire().toMillis()) // of the way to a connection, be it a wait for one
                .setMethod(HttpMethod.valueOf(signed.method().name()))
                .setSsl(signed.protocol().equals("https"))
                .setHost(signed.host())
                .setPort(signed.port())
                .setURI(signed.encodedPath() + query);
        signed.forEachHeader((name, values) -> request.addHeader(name, values.getFirst()));
        if (call.method() == SdkHttpMethod.PUT) {
            request.putHeader("Content-Length", Long.toString(call.body().size()));
        }
        return request;
    }

    /** One request, from its connection to its answer. */
    private final class Exchange {

        private final S3Call call;
        private final SdkHttpRequest signed;
        private final Context context;
        private final Patience patience;
        private final CompletableFuture<HttpClientRequest> connected = new CompletableFuture<>();
        private final CompletableFuture<S3Answer> answer = new CompletableFuture<>();
        private long end = NONE; // on the event loop, as what follows

        private boolean isGivenUp;

        Exchange(S3Call call, SdkHttpRequest signed, Context context) {
            this.call = call;
            this.signed = signed;
            this.context = context;
            patience = new Patience(vertx, waits.silence(), () -> giveUp("S3 keeps silent"));
        }

        /** On the event loop. */
        void connect(HttpClient client, Duration time) {
            end = vertx.setTimer(Math.max(1, time.toMillis()), late -> giveUp("S3 takes too long"));
            client.request(address(call, signed)).onSuccess(this::begin).onFailure(this::fail);
        }

        /** @throws SdkClientException if there is no answer */
        S3Answer run() {
            try {
                if (call.body().size() > 0) {
                    sendBody(connected.join());
                }
                return answer.join();
            } catch (CompletionException e) {
                throw failure(e.getCause());
            } catch (IOException e) {
                context.runOnContext(stop -> giveUp("the body cannot be read"));
                throw failure(e);
            }
        }

        private SdkClientException failure(Throwable cause) {
            return SdkClientException.create(call.title() + ": " + cause.getMessage(), cause);
        }

        private void begin(HttpClientRequest request) {
            if (isGivenUp) {
                request.reset();
                return;
            }
            patience.start();
            request.response().onSuccess(this::receive).onFailure(this::fail);
            connected.complete(request);
            if (call.body().size() == 0) {
                request.end();
            }
        }

        private void sendBody(HttpClientRequest request) throws IOException {
            long left = call.body().size();
            try (InputStream file = new FileInputStream(call.body().file().toFile())) {
                while (left > 0 && !answer.isDone()) {
                    byte[] piece = file.readNBytes((int) Math.min(PIECE, left));
                    if (piece.length == 0) {
                        throw new EOFException(left + " bytes of the file are missing");
                    }
                    left -= piece.length;
                    Buffer bytes = Buffer.buffer(piece);
                    CompletableFuture<Void> sent = (left > 0 ? request.write(bytes) : request.end(bytes))
                            .onSuccess(done -> patience.start())
                            .toCompletionStage()
                            .toCompletableFuture();
                    CompletableFuture.anyOf(sent, answer).join();
                }
            }
            if (left > 0) { // S3 has heard enough, so that the connection is of no use any more
                context.runOnContext(close -> request.reset());
            }
        }

        private void receive(HttpClientResponse response) {
            if (call.method() == SdkHttpMethod.GET && !call.key().isEmpty() && response.statusCode() / 100 == 2) {
                S3Bytes bytes = new S3Bytes(response, context, waits.silence());
                if (!complete(new S3Answer(response.statusCode(), response.headers(), new byte[0], bytes))) {
                    bytes.close();
                }
                return;
            }
            Buffer content = Buffer.buffer();
            response.exceptionHandler(this::fail);
            response.handler(piece -> {
                patience.start();
                if (content.length() + piece.length() > MOST_CONTENT) {
                    giveUp("the answer has more than " + MOST_CONTENT + " bytes");
                    return;
                }
                content.appendBuffer(piece);
            });
            response.endHandler(
                    end -> complete(new S3Answer(response.statusCode(), response.headers(), content.getBytes(), null)));
        }

        private boolean complete(S3Answer result) {
            stopTimers();
            return answer.complete(result);
        }

        private void giveUp(String why) {
            isGivenUp = true;
            fail(new SocketTimeoutException(why));
            if (connected.isDone() && !connected.isCompletedExceptionally()) {
                connected.join().reset();
            }
        }

        private void fail(Throwable failure) {
            stopTimers();
            IOException broken = failure instanceof IOException e ? e : new IOException(failure.getMessage(), failure);
            connected.completeExceptionally(broken);
            answer.completeExceptionally(broken);
        }

        private void stopTimers() {
            patience.end();
            vertx.cancelTimer(end);
        }
    }
}
