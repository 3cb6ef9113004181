package io.tintype.storage.s3.admin;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The bytes of an answer. A fault in the middle is an {@link IOException}, whatever the SDK makes of it. Closed at its
 * end it gives the connection back for the next request; closed earlier it breaks the connection off, for reading the
 * rest of a large image only to throw it away takes longer than a new connection.
 */
final class ObjectBytes extends InputStream {

    private final ResponseInputStream<GetObjectResponse> answer;
    private long left;

    ObjectBytes(ResponseInputStream<GetObjectResponse> answer) {
        this.answer = answer;
        left = Objects.requireNonNullElse(answer.response().contentLength(), Long.MAX_VALUE);
    }

    /**
     * Asks for an object. The SDK would break off after a minute what has not been read by then; its timer for that
     * keeps an entry of each answer until the minute is over, 100,000 of them under load. Who asks here closes instead.
     */
    static ResponseInputStream<GetObjectResponse> ask(S3Client client, Consumer<GetObjectRequest.Builder> request) {
        return client.getObject(request, ResponseTransformer.toInputStream(Duration.ZERO));
    }

    @Override
    public int read() throws IOException {
        int read = reading(answer::read);
        left = read < 0 ? 0 : left - 1;
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = reading(() -> answer.read(buffer, offset, length));
        left = read < 0 ? 0 : left - read;
        return read;
    }

    @Override
    public int available() throws IOException {
        return reading(answer::available);
    }

    @Override
    public void close() throws IOException {
        if (left == 0) {
            reading(() -> {
                answer.close();
                return 0;
            });
            return;
        }
        answer.abort();
    }

    private static int reading(Reading reading) throws IOException {
        try {
            return reading.read();
        } catch (SdkException e) {
            throw new IOException("S3 broke off the answer", e);
        }
    }

    @FunctionalInterface
    private interface Reading {
        int read() throws IOException;
    }
}
