package io.tintype.ffi.vips;

import io.tintype.ffi.CMemory;
import io.tintype.ffi.NativeLibrary;
import io.tintype.ffi.NativeLibrary.ForeignFunction;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.stream.LongStream;

/**
 * Encodes images in sRGB with 8 bits, without metadata.
 *
 * <p>The methods throw {@link IllegalStateException} if libvips cannot write the image.
 */
public final class VipsSavers {

    /** Values of libvips's C enumerations, which do not change between versions. */
    private static final int COMPRESSION_AV1 = 4;

    private static final int BITS = 8;
    private static final int DEFLATE_LEVEL = 6;
    private static final double WHITE = 255;
    private static final int PROBE_SIDE = 16;
    private static final int PROBE_QUALITY = 50;
    private static final long END = 0;

    private final Vips vips;
    private final ForeignFunction saveWebp;
    private final ForeignFunction saveJpeg;
    private final ForeignFunction savePng;
    private final ForeignFunction saveHeif;
    private final ForeignFunction newArray;
    private final ForeignFunction freeArray;
    private final ForeignFunction free;

    VipsSavers(NativeLibrary library, Vips vips) {
        this.vips = vips;
        saveWebp = library.function("vips_webpsave_buffer", "ippp|pipip");
        saveJpeg = library.function("vips_jpegsave_buffer", "ippp|pipippp");
        savePng = library.function("vips_pngsave_buffer", "ippp|pipip");
        saveHeif = library.function("vips_heifsave_buffer", "ippp|pipipipipip");
        newArray = library.function("vips_array_double_new", "ppi");
        freeArray = library.function("vips_area_unref", "vp");
        free = library.function("g_free", "vp");
    }

    /** Memory that libvips allocated. {@link #close} frees it. */
    public record Buffer(long address, int length, ForeignFunction free) implements AutoCloseable {

        /** Returns the bytes without copying them. They must not be used after {@link #close}. */
        public ByteBuffer bytes() {
            return CMemory.view(address, length);
        }

        @Override
        public void close() {
            free.call(address);
        }
    }

    /** Encodes as WebP. */
    public Buffer webp(Arena arena, long image, int quality) {
        return saved(arena, saveWebp, image, CMemory.text(arena, "Q"), quality, CMemory.text(arena, "strip"), 1);
    }

    /** Encodes as JPEG, with white as the background of transparent pixels. */
    public Buffer jpeg(Arena arena, long image, int quality) {
        long white = newArray.call(CMemory.doubles(arena, WHITE, WHITE, WHITE), 3);
        try {
            return saved(
                    arena,
                    saveJpeg,
                    image,
                    CMemory.text(arena, "Q"),
                    quality,
                    CMemory.text(arena, "strip"),
                    1,
                    CMemory.text(arena, "background"),
                    white);
        } finally {
            freeArray.call(white);
        }
    }

    /** Encodes as PNG. */
    public Buffer png(Arena arena, long image) {
        return saved(
                arena,
                savePng,
                image,
                CMemory.text(arena, "compression"),
                DEFLATE_LEVEL,
                CMemory.text(arena, "strip"),
                1);
    }

    /**
     * Encodes as AVIF.
     *
     * @param effort 0 to 9; a larger one takes longer and makes fewer bytes
     */
    public Buffer avif(Arena arena, long image, int quality, int effort) {
        return saved(
                arena,
                saveHeif,
                image,
                CMemory.text(arena, "Q"),
                quality,
                CMemory.text(arena, "compression"),
                COMPRESSION_AV1,
                CMemory.text(arena, "bitdepth"),
                BITS,
                CMemory.text(arena, "effort"),
                effort,
                CMemory.text(arena, "strip"),
                1);
    }

    /** Returns whether this libvips has an encoder for AVIF, which it shows only when it encodes an image. */
    public boolean hasAvif() {
        try (Arena arena = Arena.ofConfined();
                VipsPixels.Bitmap bitmap = vips.pixels().paint(arena, PROBE_SIDE, PROBE_SIDE, 3, _ -> {})) {
            avif(arena, bitmap.image(), PROBE_QUALITY, 0).close();
            return true;
        } catch (IllegalStateException _) {
            return false;
        }
    }

    /** Encodes an image with the options of a saver: names and values in turn. */
    private Buffer saved(Arena arena, ForeignFunction saver, long image, long... options) {
        CMemory.Pointer buffer = new CMemory.Pointer(arena);
        CMemory.Pointer length = new CMemory.Pointer(arena);
        long[] arguments = LongStream.concat(
                        LongStream.of(image, buffer.address(), length.address()),
                        LongStream.concat(LongStream.of(options), LongStream.of(END)))
                .toArray();
        if ((int) saver.call(arguments) != 0) {
            throw new IllegalStateException("libvips cannot write a rendition: " + vips.takeErrors());
        }
        return new Buffer(buffer.value(), Math.toIntExact(length.value()), free);
    }
}
