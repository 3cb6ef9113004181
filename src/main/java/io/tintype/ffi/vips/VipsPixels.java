package io.tintype.ffi.vips;

import io.tintype.ffi.CMemory;
import io.tintype.ffi.NativeLibrary;
import io.tintype.ffi.NativeLibrary.ForeignFunction;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

/** Images whose pixels are in memory: sRGB with 8 bits, and nothing else. */
public final class VipsPixels {

    private static final int FORMAT_UCHAR = 0;
    private static final int INTERPRETATION_SRGB = 22;
    private static final long END = 0;

    private final ForeignFunction width;
    private final ForeignFunction height;
    private final ForeignFunction bands;
    private final ForeignFunction compute;
    private final ForeignFunction fromMemory;
    private final ForeignFunction copy;
    private final ForeignFunction allocate;
    private final ForeignFunction free;
    private final ForeignFunction release;

    VipsPixels(NativeLibrary library) {
        width = library.function("vips_image_get_width", "ip");
        height = library.function("vips_image_get_height", "ip");
        bands = library.function("vips_image_get_bands", "ip");
        compute = library.function("vips_image_write_to_memory", "ppp");
        fromMemory = library.function("vips_image_new_from_memory", "pppiiii");
        copy = library.function("vips_copy", "ipp|pip");
        allocate = library.function("g_try_malloc0", "pp");
        free = library.function("g_free", "vp");
        release = library.function("g_object_unref", "vp");
    }

    /**
     * An image and the memory that contains its pixels. {@link #close} releases both.
     *
     * @param image 0 if libvips cannot use the pixels
     */
    public record Bitmap(long image, long memory, VipsPixels owner) implements AutoCloseable {

        /** Returns the first bytes of the pixels. They must not be used after {@link #close}. */
        public ByteBuffer bytes(int count) {
            return CMemory.view(memory, count);
        }

        @Override
        public void close() {
            if (image != 0) {
                owner.release.call(image);
            }
            owner.free.call(memory);
        }
    }

    /**
     * Computes the pixels of an image in sRGB with 8 bits, and returns an image with nothing but them, or null if that
     * fails. Savers differ in which metadata they omit if they are told to omit all.
     */
    public Bitmap compute(Arena arena, long image) {
        CMemory.Pointer size = new CMemory.Pointer(arena);
        long memory = compute.call(image, size.address());
        if (memory == 0) {
            return null;
        }
        return bitmap(arena, memory, size.value(), (int) width.call(image), (int) height.call(image), (int)
                bands.call(image));
    }

    /** Writes the pixels of an image, row by row, band by band. */
    @FunctionalInterface
    public interface Painter<E extends Exception> {
        void paint(ByteBuffer pixels) throws E;
    }

    /**
     * Returns an image whose pixels the painter writes. They are 0 before.
     *
     * @throws OutOfMemoryError if there is no memory for them
     */
    public <E extends Exception> Bitmap paint(Arena arena, int columns, int rows, int samples, Painter<E> painter)
            throws E {
        long size = (long) columns * rows * samples;
        long memory = size > Integer.MAX_VALUE ? 0 : allocate.call(size);
        if (memory == 0) {
            throw new OutOfMemoryError("an image of " + size + " bytes");
        }
        boolean painted = false;
        try {
            painter.paint(CMemory.view(memory, (int) size));
            painted = true;
        } finally {
            if (!painted) {
                free.call(memory);
            }
        }
        return bitmap(arena, memory, size, columns, rows, samples);
    }

    private Bitmap bitmap(Arena arena, long memory, long size, int columns, int rows, int samples) {
        long bare = fromMemory.call(memory, size, columns, rows, samples, FORMAT_UCHAR);
        if (bare == 0) {
            return new Bitmap(0, memory, this);
        }
        try {
            long image = Vips.made(
                    arena,
                    out -> copy.call(bare, out, CMemory.text(arena, "interpretation"), INTERPRETATION_SRGB, END));
            return new Bitmap(image, memory, this);
        } finally {
            release.call(bare);
        }
    }
}
