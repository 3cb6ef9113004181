package io.tintype.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** Any bytes are accepted or rejected by a declared exception, and few of them are read. */
public final class ImageProbeFuzzer {

    private static final ImageProbe PROBE = new ImageProbe();

    private ImageProbeFuzzer() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        CountingChannel file = new CountingChannel(input);
        try {
            ImageInfo info = PROBE.probe(file);

            assertThat(Math.min(info.width(), info.height())).isPositive();
        } catch (ImageException.Empty | ImageException.UnsupportedFormat | ImageException.Unreadable declared) {
            assertThat(declared).isNotNull();
        }
        assertThat(file.largestRead()).isLessThanOrEqualTo(8 * 1024);
        assertThat(file.bytesRead()).isLessThanOrEqualTo(HeaderReader.READ_LIMIT);
    }
}
