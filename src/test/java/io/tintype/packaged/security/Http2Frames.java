package io.tintype.packaged.security;

import io.tintype.testing.PackagedApplication;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** An HTTP/2 connection whose frames a test writes itself (RFC 9113, section 4), without TLS. */
final class Http2Frames implements AutoCloseable {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;
    static final int PRIORITY = 32;

    static final int MAX_CONCURRENT_STREAMS = 3;
    static final int INITIAL_WINDOW_SIZE = 4;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final DataInputStream in;

    /** A frame that was read. */
    record Frame(int type, int flags, int stream, byte[] payload) {}

    Http2Frames(PackagedApplication application, Duration readTimeout, int... settings) throws IOException {
        socket = new Socket("127.0.0.1", application.port());
        socket.setSoTimeout((int) readTimeout.toMillis());
        in = new DataInputStream(socket.getInputStream());
        write(PREFACE);
        ByteBuffer pairs = ByteBuffer.allocate(settings.length * 3);
        for (int i = 0; i < settings.length; i += 2) {
            pairs.putShort((short) settings[i]).putInt(settings[i + 1]);
        }
        write(frame(SETTINGS, 0, 0, pairs.array()));
    }

    /** A frame as bytes, to send many at once. */
    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putShort((short) (payload.length >> 8))
                .put((byte) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** The header block of a GET, without HPACK's dynamic table and Huffman code (RFC 7541). */
    static byte[] get(String path) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0x82); // :method GET
        block.write(0x86); // :scheme http
        literal(block, 0x04, path);
        literal(block, 0x01, "test");
        return block.toByteArray();
    }

    /** The same with one more header, whose name and value have fewer than 127 characters. */
    static byte[] get(String path, String header, String value) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(get(path));
        block.write(0x00); // the name follows
        for (String text : new String[] {header, value}) {
            block.write(text.length());
            block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        }
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, int name, String value) {
        block.write(name);
        block.write(value.length());
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The next frame; EOFException or SocketException where the service has closed the connection. */
    Frame read() throws IOException {
        int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        return new Frame(type, flags, stream, in.readNBytes(length));
    }

    /** The value of a setting in a SETTINGS frame, or -1 without it. */
    static long setting(Frame settings, int name) {
        ByteBuffer pairs = ByteBuffer.wrap(settings.payload());
        while (pairs.hasRemaining()) {
            int id = pairs.getShort();
            long value = Integer.toUnsignedLong(pairs.getInt());
            if (id == name) {
                return value;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
