package io.tintype.http.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tintype.storage.RenditionFormat;
import jakarta.ws.rs.NotAcceptableException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The formats of renditions by {@code Accept}, with the headers that browsers and tools send. */
class ContentNegotiationTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Chrome 131 | image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8 | AVIF WEBP",
                "Firefox 128 | image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5 | AVIF WEBP",
                "Firefox 92 | image/webp,*/* | WEBP",
                "Safari 17 | image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,video/*;q=0.8,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5 | AVIF WEBP",
                "Safari 13 | image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5 | JPEG PNG",
                "curl | */* | WEBP",
                "nothing | '' | WEBP",
                "wildcard | image/* | WEBP",
                "one format | image/avif | AVIF",
                "one format | image/webp | WEBP",
                "one format | image/jpeg | JPEG",
                "one format | image/png | PNG",
                "lower weight | image/avif;q=0.5,image/webp | WEBP",
                "lower weight | image/avif;q=0.5,image/jpeg | JPEG",
                "lower weight | image/webp;q=0.5, image/jpeg | JPEG",
                "higher weight | image/png, image/jpeg;q=0.5 | JPEG PNG",
                "unacceptable | image/webp;q=0, */* | JPEG PNG",
                "unacceptable | image/jpeg;q=0, image/webp;q=0, */* | PNG",
                "unacceptable | image/avif;q=0, image/* | WEBP",
                "more precise | image/jpeg, */* | JPEG",
                "more precise | image/avif, image/jpeg, */* | AVIF JPEG",
                "problem details | application/problem+json | WEBP"
            })
    void ordersTheFormats(String client, String accept, String formats) {
        assertThat(ContentNegotiation.renditionFormats(AcceptHeader.parse(List.of(accept))))
                .isEqualTo(Stream.of(formats.split(" "))
                        .map(RenditionFormat::valueOf)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "image/gif", "image/*;q=0", "application/json"})
    void rejectsRequestsThatAcceptNoFormat(String accept) {
        assertThatExceptionOfType(NotAcceptableException.class)
                .isThrownBy(() -> ContentNegotiation.renditionFormats(AcceptHeader.parse(List.of(accept))));
    }
}
