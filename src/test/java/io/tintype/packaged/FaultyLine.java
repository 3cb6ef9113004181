package io.tintype.packaged;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line to a store that understands HTTP, one request a connection, and has the fault that it is told to have. */
public final class FaultyLine implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: *(\\d+)");
    private static final int BACKLOG = 200;

    private final URI store;
    private final int port;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger faultsLeft = new AtomicInteger();
    private volatile ServerSocket listener;
    private volatile Fault fault;
    private volatile Predicate<String> hit = head -> true;
    private volatile CountDownLatch mended = new CountDownLatch(0);

    /** A line that works. The caller closes it. */
    public FaultyLine(URI store) {
        this.store = store;
        listener = listen(0);
        port = listener.getLocalPort();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** So many requests from now on meet this fault. */
    public void fail(Fault kind, int times) {
        fail(kind, times, head -> true);
    }

    /** Every request from now on with such a head meets this fault, which is none that comes before the head. */
    public void failWhere(Predicate<String> head, Fault kind) {
        fail(kind, Integer.MAX_VALUE, head);
    }

    private void fail(Fault kind, int times, Predicate<String> head) {
        hit = head;
        mended = new CountDownLatch(1);
        faultsLeft.set(times);
        fault = kind;
        if (kind == Fault.REFUSED) {
            close(listener);
        }
    }

    /** The requests that are still to meet the fault. */
    public int faultsLeft() {
        return faultsLeft.get();
    }

    /** A line that works again. */
    public void mend() {
        faultsLeft.set(0);
        mended.countDown();
        if (listener.isClosed()) {
            listener = listen(port);
        }
    }

    @Override
    public void close() {
        mended.countDown();
        close(listener);
        sockets.forEach(FaultyLine::close);
    }

    private ServerSocket listen(int at) {
        try {
            ServerSocket fresh = new ServerSocket();
            fresh.setReuseAddress(true);
            fresh.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), at), BACKLOG);
            Thread.ofVirtual().start(() -> accept(fresh));
            return fresh;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket from) {
        try {
            while (true) {
                Socket caller = from.accept();
                sockets.add(caller);
                Thread.ofVirtual().start(() -> serve(caller));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void serve(Socket caller) {
        try (caller) {
            boolean fails = faultsLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
            Fault meant = fails ? fault : null;
            CountDownLatch end = mended;
            if (meant == Fault.RESET_BEFORE_THE_REQUEST) {
                Fault.reset(caller);
                return;
            }
            String head = readHead(caller.getInputStream());
            if (head.isEmpty()) {
                return;
            }
            Fault kind = hit.test(head) ? meant : null;
            byte[] body = readBody(caller, head, kind == Fault.RESET_IN_THE_REQUEST);
            if (kind != null && kind.isBeforeTheStore()) {
                kind.answerFor(caller, head.startsWith("HEAD"));
                return;
            }
            byte[] answer = ask(head, body);
            if (kind == null) {
                Fault.write(caller, answer);
            } else {
                kind.send(answer, caller, end);
            }
        } catch (IOException _) {
            // either end is gone, and so the other one is closed
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(caller);
        }
    }

    private byte[] ask(String head, byte[] body) throws IOException {
        try (Socket callee = new Socket(store.getHost(), store.getPort())) {
            String once = head.replaceAll("(?i)\r\n(Connection|Expect):[^\r]*", "")
                    .replaceFirst("\r\n", "\r\nConnection: close\r\n");
            Fault.write(callee, once.getBytes(StandardCharsets.ISO_8859_1));
            Fault.write(callee, body);
            return callee.getInputStream().readAllBytes();
        }
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int read = in.read();
            if (read < 0) {
                return "";
            }
            head.write(read);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] readBody(Socket caller, String head, boolean half) throws IOException {
        Matcher length = LENGTH.matcher(head);
        int bytes = length.find() ? Integer.parseInt(length.group(1)) : 0;
        if (head.toLowerCase(Locale.ROOT).contains("\r\nexpect:")) {
            Fault.write(caller, "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return caller.getInputStream().readNBytes(half ? bytes / 2 : bytes);
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
