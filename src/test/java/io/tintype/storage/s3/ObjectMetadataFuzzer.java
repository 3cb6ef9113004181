package io.tintype.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.testing.FuzzedText;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Any metadata are valid or ignored; valid ones are written the same way again. */
public final class ObjectMetadataFuzzer {

    private static final UUID ID = new UUID(1, 2);
    private static final String[] NAMES = {"name", "media-type", "size", "width", "height", "sha256", "created-at"};

    private ObjectMetadataFuzzer() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String[] values = FuzzedText.lines(input, NAMES.length);
        Map<String, String> metadata = new TreeMap<>();
        for (int i = 0; i < NAMES.length; i++) {
            if (values[i] != null) {
                metadata.put(NAMES[i], values[i]);
            }
        }

        ObjectMetadata.read(ID, metadata)
                .ifPresent(image -> assertThat(ObjectMetadata.read(ID, ObjectMetadata.metadata(image, ID)))
                        .contains(image));
        assertThat(ObjectMetadata.wasWrittenBy(ID, metadata)).isFalse();
    }
}
