package io.tintype.packaged;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** A line to a server that can break, or stand still, in the middle of an answer. */
public final class BreakingProxy implements AutoCloseable {

    private static final int CHUNK = 16 * 1024;

    private final ServerSocket listener;
    private final URI server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile long answerBytes = Long.MAX_VALUE;
    private volatile CountDownLatch held;
    private volatile boolean holding;

    /** A line that works. The caller closes it. */
    public BreakingProxy(URI server) {
        this.server = server;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Breaks every line from now on that has carried so many bytes of answers since this call. */
    public void breakAfter(long bytes) {
        answerBytes = bytes;
    }

    /** The same, but such a line carries nothing more until {@link #repair} instead of breaking. */
    public void holdAfter(long bytes) {
        held = new CountDownLatch(1);
        answerBytes = bytes;
    }

    /** Whether a line is being held. */
    public boolean isHolding() {
        return holding;
    }

    /** Breaks and holds no more lines. */
    public void repair() {
        answerBytes = Long.MAX_VALUE;
        if (held != null) {
            held.countDown();
            held = null;
        }
    }

    @Override
    public void close() {
        repair();
        close(listener);
        sockets.forEach(BreakingProxy::close);
    }

    private void accept() {
        try {
            while (true) {
                Socket caller = listener.accept();
                Socket callee = new Socket(server.getHost(), server.getPort());
                sockets.add(caller);
                sockets.add(callee);
                Thread.ofVirtual().start(() -> copy(caller, callee, false));
                Thread.ofVirtual().start(() -> copy(callee, caller, true));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void copy(Socket from, Socket to, boolean answers) {
        byte[] chunk = new byte[CHUNK];
        long carried = 0;
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                carried = answerBytes == Long.MAX_VALUE ? 0 : carried + read;
                if (answers && carried > answerBytes && !hold()) {
                    return;
                }
                out.write(chunk, 0, read);
            }
        } catch (IOException | InterruptedException _) {
            // either end is gone, and so the other one is closed
        }
    }

    /** Waits until lines are held no longer; false if they are to break. */
    private boolean hold() throws InterruptedException {
        CountDownLatch latch = held;
        if (latch == null) {
            return false;
        }
        holding = true;
        latch.await();
        holding = false;
        return true;
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
