package io.tintype.testing;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;

/** Detects whether this machine can make renditions, and decodes them. */
@SuppressWarnings("restricted") // loads a library, and calls it
public final class Libvips {

    private static final boolean INSTALLED = canBeLoaded();

    private Libvips() {}

    /**
     * The pixels of a decoded image.
     *
     * @param bands 1 to 4 bytes a pixel: grey or RGB, and transparency
     */
    public record Pixels(int width, int height, int bands, byte[] bytes) {

        /** Returns one value of a pixel. In a grey image all three colours have the same value. */
        public int value(int x, int y, int band) {
            int present = bands < 3 ? 0 : band;
            return bytes[(y * width + x) * bands + present] & 0xFF;
        }

        /** Returns 255 where the pixel is opaque. */
        public int alpha(int x, int y) {
            return bands % 2 == 1 ? 255 : bytes[(y * width + x) * bands + bands - 1] & 0xFF;
        }
    }

    public static boolean isInstalled() {
        return INSTALLED;
    }

    /** Skips a test, visibly, if libvips is not installed. */
    public static void assumeInstalled() {
        assumeTrue(INSTALLED, "libvips is not installed: no renditions are made, and none are tested");
    }

    /** Decodes a rendition. Java has no reader for WebP. */
    public static Pixels decode(byte[] file) {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup library = SymbolLookup.libraryLookup("libvips.so.42", Arena.global());
            call(library, "vips_init", JAVA_INT, arena.allocateFrom("tests"));
            MemorySegment bytes = arena.allocate(file.length);
            bytes.copyFrom(MemorySegment.ofArray(file));
            MemorySegment image = (MemorySegment) call(
                    library,
                    "vips_image_new_from_buffer",
                    ADDRESS,
                    bytes,
                    (long) file.length,
                    arena.allocateFrom(""),
                    MemorySegment.NULL);
            MemorySegment size = arena.allocate(JAVA_LONG);
            MemorySegment pixels = (MemorySegment) call(library, "vips_image_write_to_memory", ADDRESS, image, size);
            Pixels decoded = new Pixels(
                    (int) call(library, "vips_image_get_width", JAVA_INT, image),
                    (int) call(library, "vips_image_get_height", JAVA_INT, image),
                    (int) call(library, "vips_image_get_bands", JAVA_INT, image),
                    pixels.reinterpret(size.get(JAVA_LONG, 0)).toArray(JAVA_BYTE));
            call(library, "g_free", null, pixels);
            call(library, "g_object_unref", null, image);
            return decoded;
        }
    }

    private static Object call(SymbolLookup library, String name, MemoryLayout result, Object... arguments) {
        MemoryLayout[] parameters = new MemoryLayout[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            parameters[i] = arguments[i] instanceof Long ? JAVA_LONG : ADDRESS;
        }
        FunctionDescriptor shape =
                result == null ? FunctionDescriptor.ofVoid(parameters) : FunctionDescriptor.of(result, parameters);
        try {
            return Linker.nativeLinker()
                    .downcallHandle(library.find(name).orElseThrow(), shape)
                    .invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

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
