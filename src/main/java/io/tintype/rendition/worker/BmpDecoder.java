package io.tintype.rendition.worker;

import io.tintype.ffi.vips.VipsPixels;
import io.tintype.ffi.vips.VipsPixels.Bitmap;
import io.tintype.rendition.worker.BmpHeader.Compression;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Decodes a BMP as browsers do. */
final class BmpDecoder {

    private static final int RGB = 3;
    private static final int RGBA = 4;

    private final BmpInput in;
    private final BmpHeader header;
    private final int samples;
    private final ByteBuffer pixels;

    private BmpDecoder(BmpInput in, BmpHeader header, int samples, ByteBuffer pixels) {
        this.in = in;
        this.header = header;
        this.samples = samples;
        this.pixels = pixels;
    }

    /**
     * Decodes the file.
     *
     * @param most the maximum number of pixels
     * @throws UndecodableException if it has more pixels, is damaged, or is of a kind that browsers do not show
     */
    static Bitmap decode(VipsPixels images, Arena arena, Path file, long most) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            BmpInput in = new BmpInput(stream);
            BmpHeader header = BmpHeader.read(in);
            if ((long) header.width() * header.height() > most) {
                throw new UndecodableException("more pixels than announced");
            }
            int samples = header.masks()[RGB] == 0 ? RGB : RGBA;
            return images.paint(
                    arena,
                    header.width(),
                    header.height(),
                    samples,
                    pixels -> new BmpDecoder(in, header, samples, pixels).decode());
        } catch (EOFException _) {
            throw new UndecodableException("a truncated BMP");
        }
    }

    private void decode() throws IOException {
        if (header.compression() == Compression.RUNS) {
            new BmpRuns(in, header, this::set).read();
            return;
        }
        for (int row = 0; row < header.height(); row++) {
            long start = in.position();
            if (header.bits() <= 8) {
                readIndices(row);
            } else if (header.bits() == 24) {
                readColours(row);
            } else {
                readMasked(row);
            }
            long length = ((long) header.width() * header.bits() + 31) / 32 * 4;
            long left = start + length - in.position();
            if (left > 0 && row < header.height() - 1) {
                in.skip(left);
            }
        }
    }

    private void readIndices(int row) throws IOException {
        int bits = header.bits();
        int mask = (1 << bits) - 1;
        int value = 0;
        for (int x = 0, left = 0; x < header.width(); x++, left -= bits) {
            if (left == 0) {
                value = in.uint8();
                left = 8;
            }
            set(x, row, header.palette()[value >> left - bits & mask]);
        }
    }

    private void readColours(int row) throws IOException {
        for (int x = 0; x < header.width(); x++) {
            set(x, row, in.uint8() | in.uint8() << 8 | in.uint8() << 16);
        }
    }

    private void readMasked(int row) throws IOException {
        int[] masks = header.masks();
        for (int x = 0; x < header.width(); x++) {
            int value = header.bits() == 16 ? in.uint16() : in.int32();
            int colour = 0;
            for (int band = 0; band < RGB; band++) {
                colour = colour << 8 | channel(value, masks[band]);
            }
            set(x, row, colour);
            if (samples == RGBA) {
                pixels.put(index(x, row) + RGB, (byte) channel(value, masks[RGB]));
            }
        }
    }

    /** Returns the value of the bits of a mask, scaled to 0 to 255. */
    private static int channel(int value, int mask) {
        if (mask == 0) {
            return 0;
        }
        int shift = Integer.numberOfTrailingZeros(mask);
        long most = Integer.toUnsignedLong(mask) >>> shift;
        long part = Integer.toUnsignedLong(value & mask) >>> shift;
        return (int) ((part * 255 + most / 2) / most);
    }

    private void set(int x, int row, int colour) {
        int at = index(x, row);
        pixels.put(at, (byte) (colour >> 16)).put(at + 1, (byte) (colour >> 8)).put(at + 2, (byte) colour);
    }

    private int index(int x, int row) {
        int y = header.topDown() ? row : header.height() - 1 - row;
        return (y * header.width() + x) * samples;
    }
}
