package io.tintype.http.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintype.http.problem.RangeNotSatisfiableException;
import io.tintype.storage.ByteRange;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeHeaderTest {

    private static final long SIZE = 1000;

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 0",
        "bytes=0-999, 0, 999",
        "bytes=0-1000, 0, 999",
        "bytes=999-, 999, 999",
        "bytes=0-, 0, 999",
        "bytes=10-19, 10, 19",
        "bytes=-1, 999, 999",
        "bytes=-1000, 0, 999",
        "bytes=-1001, 0, 999",
        "bytes=0000000000000005-05, 5, 5",
        "bytes=5-999999999999999999, 5, 999",
        "bytes=-999999999999999999, 0, 999",
        "BYTES=1-2, 1, 2",
        "'bytes= \t1-2 \t', 1, 2"
    })
    void returnsTheAvailableBytes(String header, long first, long last) {
        assertThat(RangeHeader.resolve(header, SIZE)).hasValue(new ByteRange(first, last));
    }

    static Stream<String> ignored() {
        return Stream.of(
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=a-b",
                "bytes=5-4",
                "bytes=1",
                "bytes=+1-2",
                "bytes=1--2",
                "bytes=1.0-2",
                "bytes=0x1-2",
                "bytes=1 -2",
                "bytes=1- 2",
                "bytes =1-2",
                " bytes=1-2",
                "bytes=0-0,",
                "bytes=,0-0",
                "bytes=0-0,2-3",
                "bytes=0-0, -1",
                "bytes=0-" + "9".repeat(19),
                "bytes=" + "9".repeat(19) + "-",
                "bytes=-" + "9".repeat(400),
                "bytes=" + "0-0,".repeat(1000) + "0-0",
                "bytes=١-٢",
                "bytes=0-0\n",
                "seconds=1-2",
                "items=0-5",
                "none",
                "0-5");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("ignored")
    void ignoresAllButASingleRangeOfBytes(String header) {
        assertThat(RangeHeader.resolve(header, SIZE)).isEmpty();
    }

    @ParameterizedTest
    @NullAndEmptySource
    void ignoresAMissingHeader(String header) {
        assertThat(RangeHeader.resolve(header, SIZE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=1000-", "bytes=1000-1000", "bytes=999999999999999999-", "bytes=-0", "bytes=-000"})
    void rejectsARangeWithoutAvailableBytes(String header) {
        assertThatThrownBy(() -> RangeHeader.resolve(header, SIZE))
                .isInstanceOfSatisfying(
                        RangeNotSatisfiableException.class,
                        failure -> assertThat(failure.size()).isEqualTo(SIZE));
    }

    @Test
    void returnsTheOnlyByteOfTheSmallestImage() {
        assertThat(RangeHeader.resolve("bytes=0-", 1)).hasValue(new ByteRange(0, 0));
        assertThat(RangeHeader.resolve("bytes=-7", 1)).hasValue(new ByteRange(0, 0));
    }
}
