package io.tintype.packaged.security;

import static org.awaitility.Awaitility.await;

import io.tintype.testing.PackagedApplication;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/** Requests on one connection, sent without waiting for their responses, which are discarded or not read at all. */
final class RequestFlood implements AutoCloseable {

    private static final Duration STANDS_STILL = Duration.ofSeconds(2);
    private static final int BATCH = 100;

    private final Socket socket;
    private final AtomicLong sent = new AtomicLong();
    private final Thread sender;

    /** Sends a number of requests from a new thread. Each is made from its index. */
    RequestFlood(PackagedApplication application, int count, IntFunction<String> request) throws IOException {
        socket = new Socket("127.0.0.1", application.port());
        sender = Thread.startVirtualThread(() -> send(count, request));
    }

    /** Reads all responses until the service closes the connection, which the last request must request. */
    void readToTheEnd() throws IOException {
        InputStream in = socket.getInputStream();
        in.transferTo(OutputStream.nullOutputStream());
    }

    /** Waits until all requests are sent, or until the service has not accepted any for a moment. */
    void awaitStandstill(Duration most) {
        await().atMost(most).pollInterval(Duration.ofMillis(100)).until(this::standsStill);
    }

    long sent() {
        return sent.get();
    }

    private long before = -1;
    private long since;

    private boolean standsStill() {
        long now = sent.get();
        if (now != before) {
            before = now;
            since = System.nanoTime();
        }
        return !sender.isAlive() || System.nanoTime() - since > STANDS_STILL.toNanos();
    }

    private void send(int count, IntFunction<String> request) {
        try {
            OutputStream out = socket.getOutputStream();
            for (int i = 0; i < count; i += BATCH) {
                StringBuilder batch = new StringBuilder();
                int end = Math.min(i + BATCH, count);
                for (int j = i; j < end; j++) {
                    batch.append(request.apply(j));
                }
                out.write(batch.toString().getBytes(StandardCharsets.ISO_8859_1));
                sent.addAndGet(end - i);
            }
        } catch (IOException _) {
            // the test has closed the connection, or the service has
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
