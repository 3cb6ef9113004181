package io.tintype.packaged;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What can go wrong between the service and its store, and what callers are answered while it does. */
public enum Fault {
    /** Nobody listens. {@link FaultyLine} does it. */
    REFUSED(503),
    RESET_BEFORE_THE_REQUEST(503),
    RESET_IN_THE_REQUEST(503),
    /** The store has done what it was asked, and nobody hears of it. */
    ANSWER_LOST(503) {
        @Override
        void send(byte[] answer, Socket caller, CountDownLatch mended) throws IOException {
            reset(caller);
        }
    },
    RESET_IN_THE_ANSWER(503) {
        @Override
        void send(byte[] answer, Socket caller, CountDownLatch mended) throws IOException {
            write(caller, Arrays.copyOf(answer, answer.length / 2));
            reset(caller);
        }
    },
    /** Nothing comes before the line is mended. */
    SILENCE(503) {
        @Override
        void send(byte[] answer, Socket caller, CountDownLatch mended) throws IOException, InterruptedException {
            mended.await();
            write(caller, answer);
        }
    },
    ONE_BYTE_A_SECOND(503) {
        @Override
        void send(byte[] answer, Socket caller, CountDownLatch mended) throws IOException, InterruptedException {
            for (byte each : answer) {
                write(caller, new byte[] {each});
                if (mended.await(1, TimeUnit.SECONDS)) {
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
    BUCKET_GONE(500, "404 Not Found", "NoSuchBucket"),
    /** The body ends in the middle, and the connection with it. */
    BODY_CUT_SHORT(0) {
        @Override
        void send(byte[] answer, Socket caller, CountDownLatch mended) throws IOException {
            int body = bodyStart(answer);
            write(caller, Arrays.copyOf(answer, body + (answer.length - body) / 2));
        }
    },
    /** The declared length is one more than what comes. */
    LENGTH_TOO_LONG(0) {
        @Override
        void send(byte[] answer, Socket caller, CountDownLatch mended) throws IOException {
            write(caller, withLength(answer, 1));
        }
    },
    /** The declared length is one less than what comes. */
    LENGTH_TOO_SHORT(0) {
        @Override
        void send(byte[] answer, Socket caller, CountDownLatch mended) throws IOException {
            write(caller, withLength(answer, -1));
        }
    },
    /** A proxy sends the body in chunks, as a whole. */
    LENGTH_LEFT_OUT(0) {
        @Override
        void send(byte[] answer, Socket caller, CountDownLatch mended) throws IOException {
            write(caller, chunked(answer));
        }
    },
    /** The first byte of the body is another one. */
    BODY_ALTERED(0) {
        @Override
        void send(byte[] answer, Socket caller, CountDownLatch mended) throws IOException {
            int body = bodyStart(answer);
            if (body < answer.length) {
                answer[body] ^= 1;
            }
            write(caller, answer);
        }
    };

    private final int status;
    private final String storesAnswer;

    Fault(int status) {
        this(status, null, null);
    }

    Fault(int status, String storesStatus, String code) {
        this.status = status;
        String body = "<Error><Code>" + code + "</Code><Message>As it is.</Message></Error>";
        storesAnswer = storesStatus == null
                ? null
                : "HTTP/1.1 " + storesStatus
                        + "\r\nContent-Type: application/xml\r\nConnection: close\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body;
    }

    /** What every operation answers, or 0 where only answers of the store that have a body are hurt. */
    public int status() {
        return status;
    }

    /** Whether the request never reaches the store. */
    public boolean isBeforeTheStore() {
        return storesAnswer != null
                || this == REFUSED
                || this == RESET_BEFORE_THE_REQUEST
                || this == RESET_IN_THE_REQUEST;
    }

    /** What the caller gets without asking the store. */
    public void answerFor(Socket caller, boolean head) throws IOException {
        if (storesAnswer == null) {
            reset(caller);
            return;
        }
        byte[] answer = storesAnswer.getBytes(StandardCharsets.US_ASCII);
        write(caller, head ? Arrays.copyOf(answer, bodyStart(answer)) : answer);
    }

    /** What becomes of the store's answer on its way to the caller. */
    void send(byte[] answer, Socket caller, CountDownLatch mended) throws IOException, InterruptedException {
        write(caller, answer);
    }

    public static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0); // a close is a reset then
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

    private static byte[] chunked(byte[] answer) {
        int body = bodyStart(answer);
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        String head = text.substring(0, body - 2);
        String chunked = body == answer.length
                ? head.replaceFirst("(?i)\r\nContent-Length: *[1-9][^\r]*", "") + "\r\n" // of a HEAD
                : head.replaceFirst("(?i)\r\n(Content-Length|Transfer-Encoding):[^\r]*", "")
                        + "Transfer-Encoding: chunked\r\n\r\n"
                        + "%x\r\n%s\r\n0\r\n\r\n".formatted(answer.length - body, text.substring(body));
        return chunked.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] withLength(byte[] answer, int more) {
        int body = bodyStart(answer);
        if (body == answer.length) {
            return answer;
        }
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        String head = text.substring(0, body).replaceFirst("(?i)\r\n(Content-Length|Transfer-Encoding):[^\r]*", "");
        return (head.substring(0, head.length() - 2) + "Content-Length: " + (answer.length - body + more) + "\r\n\r\n"
                        + text.substring(body))
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
