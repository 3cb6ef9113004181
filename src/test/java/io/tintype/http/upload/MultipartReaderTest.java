package io.tintype.http.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tintype.http.problem.InvalidUploadException;
import io.tintype.testing.Bytes;
import jakarta.ws.rs.WebApplicationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartReaderTest {

    private static final String BOUNDARY = "----a-boundary-of-the-usual-length";
    private static final String TYPE = "multipart/form-data; boundary=" + BOUNDARY;
    private static final byte[] HEAD = Bytes.text(
            "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n");
    private static final byte[] END = Bytes.text("\r\n--" + BOUNDARY + "--\r\n");

    private final RecordedParts parts = new RecordedParts();

    /** A boundary that is split between two pieces is found. */
    @Test
    void findsTheBoundaryWhereverAPieceEnds() throws IOException {
        byte[] content = new byte[MultipartReader.PIECE + 8];
        new Random(1).nextBytes(content);
        for (int length = MultipartReader.PIECE - HEAD.length - END.length - 1;
                length <= MultipartReader.PIECE;
                length++) {
            RecordedParts one = new RecordedParts();

            new MultipartReader(TYPE, Long.MAX_VALUE, one)
                    .read(new ByteArrayInputStream(Bytes.join(HEAD, Arrays.copyOf(content, length), END)));

            assertThat(one.parts()).hasSize(1);
            assertThat(one.parts().getFirst().content())
                    .isEqualTo(new String(content, 0, length, StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void treatsSimilarBoundariesAsContent() throws IOException {
        String content = "\r\n--" + BOUNDARY.substring(1) + "\r\n\r\n--" + BOUNDARY.substring(0, 8) + "\r\n-\r\r\n--";

        read(Bytes.join(HEAD, Bytes.text(content), END));

        assertThat(parts.parts()).extracting(RecordedParts.Part::content).containsExactly(content);
    }

    @Test
    void skipsPreambleAndEpilogue() throws IOException {
        read(Bytes.join(Bytes.text("preamble\r\n"), HEAD, Bytes.text("x"), END, Bytes.zeros(300_000)));

        assertThat(parts.parts()).extracting(RecordedParts.Part::content).containsExactly("x");
    }

    @Test
    void rejectsAnIncompleteForm() {
        assertThatExceptionOfType(InvalidUploadException.class)
                .isThrownBy(() -> read(Bytes.join(HEAD, Bytes.zeros(100_000))));
    }

    /** The parser stores them in memory, which a few clients could fill. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Disposition: form-data; filename=\"", "x: y\r\n"})
    void rejectsHeadersWithoutEnd(String header) {
        byte[] first = Bytes.text("--" + BOUNDARY + "\r\n" + header);

        assertThatExceptionOfType(InvalidUploadException.class)
                .isThrownBy(() -> read(Bytes.join(first, Bytes.text((header + "x: y\r\n").repeat(300_000)))))
                .withMessageContaining("262144 bytes of headers");
    }

    @Test
    void rejectsMoreBytesThanTheLimit() {
        byte[] form = Bytes.join(HEAD, Bytes.zeros(100_000), END);

        assertThatExceptionOfType(WebApplicationException.class)
                .isThrownBy(
                        () -> new MultipartReader(TYPE, form.length - 1, parts).read(new ByteArrayInputStream(form)))
                .satisfies(
                        refused -> assertThat(refused.getResponse().getStatus()).isEqualTo(413));
    }

    /** RFC 2046, section 5.1.1. */
    @Test
    void acceptsABoundaryOfUpTo70Characters() throws IOException {
        String longest = "b".repeat(70);
        String body = "--%s\r\n\r\nx\r\n--%s--".formatted(longest, longest);

        new MultipartReader("multipart/form-data; boundary=" + longest, Long.MAX_VALUE, parts)
                .read(new ByteArrayInputStream(Bytes.text(body)));

        assertThat(parts.parts()).extracting(RecordedParts.Part::content).isEqualTo(List.of("x"));
        assertThatExceptionOfType(InvalidUploadException.class)
                .isThrownBy(
                        () -> new MultipartReader("multipart/form-data; boundary=b" + longest, Long.MAX_VALUE, parts));
    }

    private void read(byte[] body) throws IOException {
        new MultipartReader(TYPE, Long.MAX_VALUE, parts).read(new ByteArrayInputStream(body));
    }
}
