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

/** A connection whose bytes a test sends and reads itself. */
public final class RawConnection implements AutoCloseable {

    private static final int MAX_HEADER_BYTES = 16 * 1024;

    private final Socket socket;

    /** Opens a connection. The caller closes it. */
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

    /** Reads the status line and the headers, with the empty line after them. */
    public String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0 && head.length() < MAX_HEADER_BYTES) {
            int read = socket.getInputStream().read();
            if (read < 0) {
                throw new IOException("the response ended: " + head);
            }
            head.append((char) read);
        }
        return head.toString();
    }

    /** Reads everything until the service closes or resets the connection. */
    public String readAll() throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(received);
        } catch (SocketException _) {
            // reset
        }
        return received.toString(StandardCharsets.ISO_8859_1);
    }

    /** Reads this number of bytes, or fewer if the response ends before. */
    public byte[] read(int count) throws IOException {
        return socket.getInputStream().readNBytes(count);
    }

    /** Returns whether the service closes the connection within the read timeout, without sending a byte. */
    public boolean isEnded() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException _) {
            return true; // reset
        } catch (SocketTimeoutException _) {
            return false;
        }
    }

    /** Resets the connection, as the operating system of a crashed client does. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
