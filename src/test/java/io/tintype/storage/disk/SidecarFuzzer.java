package io.tintype.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.storage.ImageMetadata;
import java.io.IOException;
import java.util.Optional;

/** A sidecar of any bytes is valid or ignored; a valid one is written with the same bytes again. */
public final class SidecarFuzzer {

    private SidecarFuzzer() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Optional<ImageMetadata> image = Sidecar.read(input);

        if (image.isPresent()) {
            ImageMetadata again = Sidecar.read(Sidecar.write(image.get())).orElseThrow();
            assertThat(again.name()).isEqualTo(image.get().name());
            assertThat(again.id()).isEqualTo(image.get().id());
            assertThat(again.size()).isEqualTo(image.get().size());
        }
    }
}
