package io.tintype.http.upload;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.http.problem.InvalidUploadException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.core.multipart.MultipartParser;

/**
 * However a body comes in pieces, it is read as Quarkus's parser alone reads it at once. Encoded parts are left out,
 * for they are not decoded.
 */
public final class MultipartReaderFuzzer {

    private static final String BOUNDARY = "b-b";

    private MultipartReaderFuzzer() {}

    /** The first byte says how many bytes come at once. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        byte[] body = Arrays.copyOfRange(input, 1, input.length);
        String text = new String(body, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        if (text.contains(MultipartParser.CONTENT_TRANSFER_ENCODING)) {
            return;
        }
        RecordedParts expected = new RecordedParts();
        boolean isForm = isForm(body, expected);
        RecordedParts read = new RecordedParts();

        Optional<InvalidUploadException> refusal = refusal(body, 1 + (input[0] & 0xFF), read);

        assertThat(refusal.isEmpty()).isEqualTo(isForm);
        if (isForm) {
            assertThat(read.parts()).isEqualTo(expected.parts());
        }
    }

    private static boolean isForm(byte[] body, RecordedParts parts) {
        MultipartParser.ParseState parser = MultipartParser.beginParse(
                parts, BOUNDARY.getBytes(StandardCharsets.US_ASCII), StandardCharsets.UTF_8.name());
        try {
            parser.parse(ByteBuffer.wrap(body));
            return parser.isComplete();
        } catch (RuntimeException | IOException malformed) {
            return false;
        }
    }

    private static Optional<InvalidUploadException> refusal(byte[] body, int atOnce, RecordedParts parts)
            throws IOException {
        try {
            new MultipartReader("multipart/form-data; boundary=" + BOUNDARY, Long.MAX_VALUE, parts)
                    .read(new Pieces(body, atOnce));
            return Optional.empty();
        } catch (InvalidUploadException e) {
            return Optional.of(e);
        }
    }

    /** Bytes that come so many at once. */
    private static final class Pieces extends InputStream {

        private final InputStream bytes;
        private final int atOnce;

        Pieces(byte[] bytes, int atOnce) {
            this.bytes = new ByteArrayInputStream(bytes);
            this.atOnce = atOnce;
        }

        @Override
        public int read() throws IOException {
            return bytes.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return bytes.read(buffer, offset, Math.min(length, atOnce));
        }
    }
}
