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
 * Checks that a body that arrives in pieces of any size has the same parts as when Quarkus's parser reads all of it.
 * Bodies with {@code Content-Transfer-Encoding} are skipped, because only Quarkus's parser decodes them.
 */
public final class MultipartReaderFuzzer {

    private static final String BOUNDARY = "b-b";

    private MultipartReaderFuzzer() {}

    /** The first byte plus one is the maximum number of bytes of a read; the rest is the body. */
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

    private static Optional<InvalidUploadException> refusal(byte[] body, int maxRead, RecordedParts parts)
            throws IOException {
        try {
            new MultipartReader("multipart/form-data; boundary=" + BOUNDARY, Long.MAX_VALUE, parts)
                    .read(new Pieces(body, maxRead));
            return Optional.empty();
        } catch (InvalidUploadException e) {
            return Optional.of(e);
        }
    }

    /** A stream that returns a limited number of bytes per read. */
    private static final class Pieces extends InputStream {

        private final InputStream bytes;
        private final int maxRead;

        Pieces(byte[] bytes, int maxRead) {
            this.bytes = new ByteArrayInputStream(bytes);
            this.maxRead = maxRead;
        }

        @Override
        public int read() throws IOException {
            return bytes.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return bytes.read(buffer, offset, Math.min(length, maxRead));
        }
    }
}
