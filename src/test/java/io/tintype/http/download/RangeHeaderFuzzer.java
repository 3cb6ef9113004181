package io.tintype.http.download;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.http.problem.RangeNotSatisfiableException;
import io.tintype.storage.ByteRange;
import io.tintype.testing.FuzzedText;
import java.util.Optional;

/** Any Range header selects bytes of the image, is ignored, or is not satisfiable. */
public final class RangeHeaderFuzzer {

    private static final long[] SIZES = {1, 2, 1000, Integer.MAX_VALUE, Long.MAX_VALUE};

    private RangeHeaderFuzzer() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String header = FuzzedText.of(input);
        for (long size : SIZES) {
            try {
                Optional<ByteRange> range = RangeHeader.resolve(header, size);

                range.ifPresent(bytes -> {
                    assertThat(bytes.first()).isBetween(0L, bytes.last());
                    assertThat(bytes.last()).isLessThan(size);
                    assertThat(bytes.length()).isBetween(1L, size);
                });
            } catch (RangeNotSatisfiableException declared) {
                assertThat(declared.size()).isEqualTo(size);
            }
        }
    }
}
