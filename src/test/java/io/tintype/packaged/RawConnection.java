package io.tintype.packaged;

import io.tintype.testing.PackagedApplication;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A request over a socket of its own, sent and read at the test's pace. */
public final class RawConnection implements AutoCloseable {

    private static final int MAX_HEADER_BYTES = 16 * 1024;

    private final Socket socket;

    /** A connection that is open. The caller closes it. */
    public RawConnection(PackagedApplication application, Duration readTimeout) throws IOException {
        socket = new Socket("127.0.0.1", application.port());
        socket.setSoTimeout((int) readTimeout.toMillis());
    }

    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    public void send(byte[] bytes) throws IOException {
        send(bytes, 0, bytes.length);
    }

    public void send(byte[] bytes, int from, int to) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes, from, to - from);
        out.flush();
    }

    /** Status line and headers, with the empty line behind them. */
    public String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0 && head.length() < MAX_HEADER_BYTES) {
            int read = socket.getInputStream().read();
            if (read < 0) {
                throw new IOException("the answer ended: " + head);
            }
            head.append((char) read);
        }
        return head.toString();
    }

    /** All that comes before the service ends or breaks the connection. */
    public String readAll() throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(answer);
        } catch (SocketException _) {
            // broken, before all was read that was sent
        }
        return answer.toString(StandardCharsets.ISO_8859_1);
    }

    /** So many bytes, or fewer if the answer ends before. */
    public byte[] read(int count) throws IOException {
        return socket.getInputStream().readNBytes(count);
    }

    /** Waits for the other side to end the connection; whether it does within the read timeout, without a word. */
    public boolean isEnded() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException _) {
            return true; // reset
        } catch (SocketTimeoutException _) {
            return false;
        }
    }

    /** Ends the connection by a TCP reset, as the operating system of a caller that crashes does. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
