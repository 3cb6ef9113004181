package io.tintype.packaged.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer that responds one byte at a time without end, so that no read times out. */
final class TricklingIssuer implements AutoCloseable {

    private static final long MILLIS_PER_BYTE = 100;

    private final ServerSocket server;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger connections = new AtomicInteger();

    TricklingIssuer(int port) {
        try {
            server = new ServerSocket(port, 200, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Returns the number of connections so far. */
    int connections() {
        return connections.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket caller = server.accept();
                connections.incrementAndGet();
                caller.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                clock.scheduleAtFixedRate(() -> sendOne(caller), 0, MILLIS_PER_BYTE, TimeUnit.MILLISECONDS);
            }
        } catch (IOException closed) {
            clock.shutdownNow();
        }
    }

    /** An exception ends the schedule. */
    private static void sendOne(Socket caller) {
        try {
            caller.getOutputStream().write(' ');
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
