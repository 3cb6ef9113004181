package io.tintype.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.testing.FuzzedText;

/** Each subject has a key that is safe in a store and differs from those of other subjects and the shared library. */
public final class LibraryFuzzer {

    private LibraryFuzzer() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String[] owners = FuzzedText.lines(input, 2);
        String one = keyOf(owners[0]);
        String other = owners[1] == null ? null : keyOf(owners[1]);

        assertThat(one).isNotEqualTo(Library.SHARED.key());
        if (one != null && other != null) {
            assertThat(one.equals(other)).isEqualTo(owners[0].equals(owners[1]));
        }
    }

    /** Null if the owner has no name, or one that is not Unicode text. */
    private static String keyOf(String owner) {
        try {
            return Library.of(owner).key();
        } catch (IllegalArgumentException declared) {
            return null;
        }
    }
}
