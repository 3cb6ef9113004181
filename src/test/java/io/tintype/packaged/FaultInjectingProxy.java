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

/** An HTTP proxy in front of an S3 server. Serves one request per connection, and injects the fault that is set. */
public final class FaultInjectingProxy implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: *(\\d+)");
    private static final int BACKLOG = 200;

    /**
     * A fault for future requests.
     *
     * @param head selects requests by their head; faults that precede the head affect every request
     * @param remaining the number of requests that will be affected
     * @param repaired reaches 0 on {@link #repair}
     */
    private record Injection(S3Fault fault, Predicate<String> head, AtomicInteger remaining, CountDownLatch repaired) {

        boolean affectsNext() {
            return remaining.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
        }
    }

    private final URI server;
    private final int port;
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final AtomicInteger affected = new AtomicInteger();
    private volatile ServerSocket listener;
    private volatile Injection injection;

    /** Starts a proxy without a fault. The caller closes it. */
    public FaultInjectingProxy(URI server) {
        this.server = server;
        listener = listen(0);
        port = listener.getLocalPort();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Injects a fault into every request until {@link #repair}. */
    public void inject(S3Fault fault) {
        inject(fault, Integer.MAX_VALUE);
    }

    /** Injects a fault into this number of requests. */
    public void inject(S3Fault fault, int times) {
        inject(fault, times, head -> true);
    }

    /** Injects a fault into every request with such a head. The fault must not precede the head. */
    public void injectWhere(Predicate<String> head, S3Fault fault) {
        inject(fault, Integer.MAX_VALUE, head);
    }

    private void inject(S3Fault fault, int times, Predicate<String> head) {
        affected.set(0);
        injection = new Injection(fault, head, new AtomicInteger(times), new CountDownLatch(1));
        if (fault == S3Fault.REFUSED) {
            close(listener);
        }
    }

    /** Returns the number of requests that the current or last fault has affected. */
    public int affected() {
        return affected.get();
    }

    /** Removes the fault. Responses that wait for this are sent. */
    public void repair() {
        Injection last = injection;
        injection = null;
        if (last != null) {
            last.repaired().countDown();
        }
        if (listener.isClosed()) {
            listener = listen(port);
        }
    }

    @Override
    public void close() {
        Injection last = injection;
        if (last != null) {
            last.repaired().countDown();
        }
        close(listener);
        clients.forEach(FaultInjectingProxy::close);
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
                Socket client = from.accept();
                clients.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void serve(Socket client) {
        try (client) {
            Injection first = injection;
            if (first != null && first.fault() == S3Fault.RESET_BEFORE_THE_REQUEST && first.affectsNext()) {
                affected.incrementAndGet();
                S3Fault.reset(client);
                return;
            }
            String head = readHead(client.getInputStream());
            if (head.isEmpty()) {
                return;
            }
            Injection current = injection;
            if (current == null || !current.head().test(head) || !current.affectsNext()) {
                S3Fault.write(client, forward(head, readBody(client, head, false)));
                return;
            }
            affected.incrementAndGet();
            serve(client, head, current);
        } catch (IOException _) {
            // one side has closed its connection, and so the other one is closed
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            clients.remove(client);
        }
    }

    private void serve(Socket client, String head, Injection injected) throws IOException, InterruptedException {
        S3Fault fault = injected.fault();
        byte[] body = readBody(client, head, fault == S3Fault.RESET_IN_THE_REQUEST);
        if (fault.precedesServer()) {
            fault.respond(client, head.startsWith("HEAD"));
            return;
        }
        fault.send(forward(head, body), client, injected.repaired());
    }

    private byte[] forward(String head, byte[] body) throws IOException {
        try (Socket upstream = new Socket(server.getHost(), server.getPort())) {
            String once = head.replaceAll("(?i)\r\n(Connection|Expect):[^\r]*", "")
                    .replaceFirst("\r\n", "\r\nConnection: close\r\n");
            S3Fault.write(upstream, once.getBytes(StandardCharsets.ISO_8859_1));
            S3Fault.write(upstream, body);
            return upstream.getInputStream().readAllBytes();
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

    private static byte[] readBody(Socket client, String head, boolean half) throws IOException {
        Matcher length = LENGTH.matcher(head);
        int bytes = length.find() ? Integer.parseInt(length.group(1)) : 0;
        if (head.toLowerCase(Locale.ROOT).contains("\r\nexpect:")) {
            S3Fault.write(client, "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return client.getInputStream().readNBytes(half ? bytes / 2 : bytes);
    }

    private static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
