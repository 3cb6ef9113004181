package io.tintype.storage.s3;

import static io.tintype.storage.SampleImages.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.tintype.storage.ByteRange;
import io.tintype.storage.ImageContent;
import io.tintype.storage.Library;
import io.tintype.storage.SampleImages.Sample;
import io.tintype.storage.StorageException;
import io.tintype.storage.s3.client.StandInS3;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the store handles responses to GetObject that do not have the requested bytes. */
class S3RangeTest {

    private static final ByteRange RANGE = new ByteRange(100, 299);

    private final Library library = Library.of("ann");
    private Sample sample;

    @TempDir
    Path uploads;

    @BeforeEach
    void makeSample() {
        sample = sample(uploads);
    }

    @ParameterizedTest
    @CsvSource({"0, 999", "100, 299", "999, 999", "1, 1"})
    void findsTheRangeInACompleteObject(int first, int last) throws IOException {
        try (StandInS3 ignoring = new StandInS3(exchange -> respond(exchange, 200, null, sample.bytes()))) {
            assertRange(ignoring, new ByteRange(first, last));
        }
    }

    @Test
    void findsTheRangeInACompleteObjectOfUnknownLength() throws IOException {
        try (StandInS3 chunking = new StandInS3(exchange -> {
            StoreAccess.putMetadata(exchange, sample);
            exchange.sendResponseHeaders(200, 0); // chunked
            exchange.getResponseBody().write(sample.bytes());
        })) {
            assertRange(chunking, RANGE);
        }
    }

    @Test
    void findsTheRangeInALargerOne() throws IOException {
        try (StandInS3 aligning = new StandInS3(
                exchange -> respond(exchange, 206, "bytes 64-511/1000", Arrays.copyOfRange(sample.bytes(), 64, 512)))) {
            assertRange(aligning, RANGE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes 100-299/1000", "bytes 100-299/*", "Bytes  100-299/1000"})
    void acceptsTheRequestedRange(String contentRange) throws IOException {
        try (StandInS3 right = new StandInS3(
                exchange -> respond(exchange, 206, contentRange, Arrays.copyOfRange(sample.bytes(), 100, 300)))) {
            assertRange(right, RANGE);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "206 | none",
                "206 | bytes 0-199/1000",
                "206 | bytes 101-300/1000",
                "206 | bytes 100-298/1000",
                "206 | bytes 100-299",
                "206 | bytes 100-299/",
                "206 | lines 100-299/1000",
                "206 | bytes 300-99/1000",
                "206 | bytes 100-399/1000", // of which only 200 bytes come
                "203 | none"
            })
    void isUnavailableWithAnotherRange(int status, String contentRange) {
        try (StandInS3 other = new StandInS3(
                exchange -> respond(exchange, status, contentRange, Arrays.copyOfRange(sample.bytes(), 100, 300)))) {
            assertFails(other, StorageException.Unavailable.class);
        }
    }

    @Test
    void isUnavailableIfACompleteImageIsTruncated() {
        try (StandInS3 partial = new StandInS3(
                exchange -> respond(exchange, 206, "bytes 0-499/1000", Arrays.copyOf(sample.bytes(), 500)))) {
            assertThatThrownBy(() -> new S3ImageStore(partial.bucket())
                            .open(library, sample.image().id()))
                    .isInstanceOf(StorageException.Unavailable.class);
        }
    }

    /** Not absent: a client would forget the image. */
    @ParameterizedTest
    @ValueSource(ints = {202, 204, 205})
    void isUnavailableWithASuccessThatHasNoObject(int status) {
        try (StandInS3 empty = new StandInS3(exchange -> StandInS3.respond(exchange, status, new byte[0]))) {
            assertThatThrownBy(() -> new S3ImageStore(empty.bucket())
                            .open(library, sample.image().id()))
                    .isInstanceOf(StorageException.Unavailable.class)
                    .hasMessageContaining("has the status " + status);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 500, 999, 1001, 2000})
    void findsThatAnObjectHasAnotherSizeThanItsMetadata(int size) {
        try (StandInS3 altered =
                new StandInS3(exchange -> respond(exchange, 200, null, Arrays.copyOf(sample.bytes(), size)))) {
            assertAltered(() -> new S3ImageStore(altered.bucket())
                    .open(library, sample.image().id()));
            assertAltered(() -> new S3ImageStore(altered.bucket())
                    .open(library, sample.image().id(), RANGE));
        }
    }

    @Test
    void findsThatARangeIsOfAnObjectOfAnotherSize() {
        try (StandInS3 altered = new StandInS3(exchange ->
                respond(exchange, 206, "bytes 100-299/1001", Arrays.copyOfRange(sample.bytes(), 100, 300)))) {
            assertAltered(() -> new S3ImageStore(altered.bucket())
                    .open(library, sample.image().id(), RANGE));
        }
    }

    @Test
    void findsThatAnObjectIsTooShortForTheRange() {
        try (StandInS3 altered = new StandInS3(
                exchange -> StandInS3.respond(exchange, 416, "<Error><Code>InvalidRange</Code></Error>"))) {
            assertAltered(() -> new S3ImageStore(altered.bucket())
                    .open(library, sample.image().id(), RANGE));
        }
    }

    private void assertAltered(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StorageException.Altered.class,
                        altered -> assertThat(altered.imageId())
                                .isEqualTo(sample.image().id()));
    }

    private void assertFails(StandInS3 s3, Class<? extends StorageException> type) {
        assertThatThrownBy(() -> new S3ImageStore(s3.bucket())
                        .open(library, sample.image().id(), RANGE))
                .isInstanceOf(type);
    }

    /** Asserts the bytes of both ways to read a range. */
    private void assertRange(StandInS3 s3, ByteRange range) throws IOException {
        byte[] expected = Arrays.copyOfRange(sample.bytes(), (int) range.first(), (int) range.last() + 1);
        try (ImageContent content = new S3ImageStore(s3.bucket())
                .open(library, sample.image().id(), range)
                .orElseThrow()) {
            assertThat(content.image()).isEqualTo(sample.image());
            assertThat(content.bytes().stream().readNBytes(expected.length)).isEqualTo(expected);
        }
        ByteArrayOutputStream given = new ByteArrayOutputStream();
        try (ImageContent content = new S3ImageStore(s3.bucket())
                .open(library, sample.image().id(), range)
                .orElseThrow()) {
            content.bytes()
                    .transferTo(expected.length, piece -> {
                        Channels.newChannel(given).write(piece);
                        return CompletableFuture.completedFuture(null);
                    })
                    .join();
        }
        assertThat(given.toByteArray()).isEqualTo(expected);
    }

    private void respond(HttpExchange exchange, int status, String contentRange, byte[] body) throws IOException {
        StoreAccess.putMetadata(exchange, sample);
        if (contentRange != null) {
            exchange.getResponseHeaders().set("Content-Range", contentRange);
        }
        StandInS3.respond(exchange, status, body);
    }
}
