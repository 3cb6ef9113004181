package io.tintype.storage.s3;

import static io.tintype.storage.SampleImages.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpHandler;
import io.tintype.storage.Library;
import io.tintype.storage.RenditionContent;
import io.tintype.storage.RenditionFormat;
import io.tintype.storage.RenditionName;
import io.tintype.storage.SampleImages.Sample;
import io.tintype.storage.s3.client.StandInS3;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the store handles responses to requests for renditions. */
class S3RenditionsTest {

    private Sample rendition;

    @TempDir
    Path uploads;

    @BeforeEach
    void makeSample() {
        rendition = sample(uploads);
    }

    @Test
    void usesTheSizeInTheMetadataIfTheResponseHasNone() throws IOException {
        assertOpens(chunked(1000));
    }

    @Test
    void usesTheSizeOfTheResponseIfTheMetadataHaveNone() throws IOException {
        assertOpens(exchange -> {
            exchange.getResponseHeaders()
                    .set("x-amz-meta-sha256", rendition.image().sha256());
            StandInS3.respond(exchange, 200, rendition.bytes());
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0})
    void isAbsentIfThereIsNoSize(long size) {
        assertAbsent(chunked(size));
    }

    @Test
    void isAbsentIfTheResponseHasAnotherSizeThanTheMetadata() {
        assertAbsent(exchange -> {
            exchange.getResponseHeaders()
                    .set("x-amz-meta-sha256", rendition.image().sha256());
            exchange.getResponseHeaders().set("x-amz-meta-size", "999");
            StandInS3.respond(exchange, 200, rendition.bytes());
        });
    }

    private HttpHandler chunked(long size) {
        return exchange -> {
            exchange.getResponseHeaders()
                    .set("x-amz-meta-sha256", rendition.image().sha256());
            if (size >= 0) {
                exchange.getResponseHeaders().set("x-amz-meta-size", Long.toString(size));
            }
            exchange.sendResponseHeaders(200, 0); // chunked
            exchange.getResponseBody().write(rendition.bytes());
        };
    }

    private void assertOpens(HttpHandler handler) throws IOException {
        try (StandInS3 s3 = new StandInS3(handler);
                RenditionContent content = open(s3).orElseThrow()) {
            assertThat(content.size()).isEqualTo(1000);
            assertThat(content.sha256()).isEqualTo(rendition.image().sha256());
            assertThat(content.bytes().stream().readAllBytes()).isEqualTo(rendition.bytes());
        }
    }

    private void assertAbsent(HttpHandler handler) {
        try (StandInS3 s3 = new StandInS3(handler)) {
            assertThat(open(s3)).isEmpty();
        }
    }

    private Optional<RenditionContent> open(StandInS3 s3) {
        return new S3ImageStore(s3.bucket())
                .openRendition(
                        Library.of("ann"),
                        rendition.image().id(),
                        new RenditionName("320x320-q80", RenditionFormat.WEBP));
    }
}
