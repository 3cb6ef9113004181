package io.tintype.packaged;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Faults of the connection to S3, and the status that clients receive meanwhile. */
public enum S3Fault {
    /** The connection is refused. {@link FaultInjectingProxy} closes its listener. */
    REFUSED(503),
    RESET_BEFORE_THE_REQUEST(503),
    RESET_IN_THE_REQUEST(503),
    /** The server has processed the request, and its response is lost. */
    RESPONSE_LOST(503) {
        @Override
        void send(byte[] response, Socket client, CountDownLatch repaired) throws IOException {
            reset(client);
        }
    },
    RESET_IN_THE_RESPONSE(503) {
        @Override
        void send(byte[] response, Socket client, CountDownLatch repaired) throws IOException {
            write(client, Arrays.copyOf(response, response.length / 2));
            reset(client);
        }
    },
    /** The response waits until the proxy is repaired. */
    SILENCE(503) {
        @Override
        void send(byte[] response, Socket client, CountDownLatch repaired) throws IOException, InterruptedException {
            repaired.await();
            write(client, response);
        }
    },
    ONE_BYTE_PER_SECOND(503) {
        @Override
        void send(byte[] response, Socket client, CountDownLatch repaired) throws IOException, InterruptedException {
            for (byte each : response) {
                write(client, new byte[] {each});
                if (repaired.await(1, TimeUnit.SECONDS)) {
                    return;
                }
            }
        }
    },
    INTERNAL_ERROR(503, "500 Internal Server Error", "InternalError"),
    SERVICE_UNAVAILABLE(503, "503 Service Unavailable", "ServiceUnavailable"),
    SLOW_DOWN(503, "503 Slow Down", "SlowDown"),
    CLOCK_SKEW(500, "403 Forbidden", "RequestTimeTooSkewed"),
    EXPIRED_CREDENTIALS(500, "400 Bad Request", "ExpiredToken"),
    NO_SUCH_BUCKET(500, "404 Not Found", "NoSuchBucket"),
    /** The second half of the body waits until the proxy is repaired. */
    STALLED_BODY(0) {
        @Override
        void send(byte[] response, Socket client, CountDownLatch repaired) throws IOException, InterruptedException {
            int half = halfOfBody(response);
            write(client, Arrays.copyOf(response, half));
            if (half < response.length) {
                repaired.await();
                write(client, Arrays.copyOfRange(response, half, response.length));
            }
        }
    },
    /** The connection ends in the middle of the body. */
    TRUNCATED_BODY(0) {
        @Override
        void send(byte[] response, Socket client, CountDownLatch repaired) throws IOException {
            write(client, Arrays.copyOf(response, halfOfBody(response)));
        }
    },
    /** The declared length is one more than the actual length. */
    LENGTH_TOO_LONG(0) {
        @Override
        void send(byte[] response, Socket client, CountDownLatch repaired) throws IOException {
            write(client, withLength(response, 1));
        }
    },
    /** The declared length is one less than the actual length. */
    LENGTH_TOO_SHORT(0) {
        @Override
        void send(byte[] response, Socket client, CountDownLatch repaired) throws IOException {
            write(client, withLength(response, -1));
        }
    },
    /** The body is sent in one chunk instead of with its length. */
    CHUNKED_BODY(0) {
        @Override
        void send(byte[] response, Socket client, CountDownLatch repaired) throws IOException {
            write(client, chunked(response));
        }
    },
    /** The first byte of the body is altered. */
    ALTERED_BODY(0) {
        @Override
        void send(byte[] response, Socket client, CountDownLatch repaired) throws IOException {
            int body = bodyStart(response);
            if (body < response.length) {
                response[body] ^= 1;
            }
            write(client, response);
        }
    };

    private final int status;
    private final String ownResponse;

    S3Fault(int status) {
        this(status, null, null);
    }

    S3Fault(int status, String ownStatus, String code) {
        this.status = status;
        String body = "<Error><Code>" + code + "</Code><Message>Injected.</Message></Error>";
        ownResponse = ownStatus == null
                ? null
                : "HTTP/1.1 " + ownStatus
                        + "\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body;
    }

    /** Returns the status of every operation, or 0 if only responses of the server with a body are affected. */
    public int status() {
        return status;
    }

    /** Returns whether the request never reaches the server. */
    public boolean precedesServer() {
        return ownResponse != null
                || this == REFUSED
                || this == RESET_BEFORE_THE_REQUEST
                || this == RESET_IN_THE_REQUEST;
    }

    /** Responds without the server. */
    public void respond(Socket client, boolean head) throws IOException {
        if (ownResponse == null) {
            reset(client);
            return;
        }
        byte[] response = ownResponse.getBytes(StandardCharsets.US_ASCII);
        write(client, head ? Arrays.copyOf(response, bodyStart(response)) : response);
    }

    /** Sends the server's response to the client. */
    void send(byte[] response, Socket client, CountDownLatch repaired) throws IOException, InterruptedException {
        write(client, response);
    }

    public static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0); // closing then sends a reset
        socket.close();
    }

    public static void write(Socket socket, byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }

    public static int bodyStart(byte[] message) {
        return new String(message, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
    }

    private static int halfOfBody(byte[] message) {
        int body = bodyStart(message);
        return body + (message.length - body) / 2;
    }

    private static byte[] chunked(byte[] response) {
        int body = bodyStart(response);
        String text = new String(response, StandardCharsets.ISO_8859_1);
        String head = text.substring(0, body - 2);
        String chunked = body == response.length
                ? head.replaceFirst("(?i)\r\nContent-Length: *[1-9][^\r]*", "") + "\r\n" // in response to HEAD
                : head.replaceFirst("(?i)\r\n(Content-Length|Transfer-Encoding):[^\r]*", "")
                        + "Transfer-Encoding: chunked\r\n\r\n"
                        + "%x\r\n%s\r\n0\r\n\r\n".formatted(response.length - body, text.substring(body));
        return chunked.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] withLength(byte[] response, int more) {
        int body = bodyStart(response);
        if (body == response.length) {
            return response;
        }
        String text = new String(response, StandardCharsets.ISO_8859_1);
        String head = text.substring(0, body).replaceFirst("(?i)\r\n(Content-Length|Transfer-Encoding):[^\r]*", "");
        return (head.substring(0, head.length() - 2) + "Content-Length: " + (response.length - body + more) + "\r\n\r\n"
                        + text.substring(body))
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
