package io.tintype.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;

/** Whether renditions can be made on this machine. */
public final class Libvips {

    private static final boolean INSTALLED = canBeLoaded();

    private Libvips() {}

    public static boolean isInstalled() {
        return INSTALLED;
    }

    /** Leaves a test out, and says so, where there is nothing to make renditions. */
    public static void assumeInstalled() {
        assumeTrue(INSTALLED, "libvips is not installed: no renditions are made, and none are tested");
    }

    @SuppressWarnings("restricted") // loads a library
    private static boolean canBeLoaded() {
        try (Arena arena = Arena.ofConfined()) {
            return SymbolLookup.libraryLookup("libvips.so.42", arena)
                    .find("vips_operation_block_set")
                    .isPresent();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
