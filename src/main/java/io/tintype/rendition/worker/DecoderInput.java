package io.tintype.rendition.worker;

import io.tintype.image.ImageFormat;
import io.tintype.image.TiffPages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Changes the spooled copy of an image before libvips reads it: where libvips would not show what browsers show, and
 * where it would read what no rendition needs.
 */
final class DecoderInput {

    private static final int MAJOR_BRAND = 8;
    private static final int COMPATIBLE_BRAND = 16;
    private static final ByteBuffer END_OF_IMAGE = ByteBuffer.wrap(new byte[] {(byte) 0xFF, (byte) 0xD9});

    private DecoderInput() {}

    static void prepare(ImageFormat format, Path file) throws IOException {
        switch (format) {
            case AVIF -> writeBrand("avif", file);
            case HEIC -> writeBrand("heic", file);
            case PNG -> PngChunks.keepNeeded(file);
            case TIFF -> TiffPages.keepFirst(file);
            case JPEG, GIF, WEBP, BMP -> {} // libvips reads them as they are
        }
    }

    /** Ends a JPEG that may lack nothing but its end. */
    static void appendEndOfImage(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
            channel.write(END_OF_IMAGE.duplicate());
        }
    }

    /**
     * Names the codec as the major brand of a HEIF file, where libvips looks for it, and as the first compatible one,
     * where libheif does. They do not know {@code avis}, {@code miaf} or {@code MA1B}; the sequence that {@code avis}
     * announces has a still image beside it.
     */
    private static void writeBrand(String brand, Path file) throws IOException {
        byte[] name = brand.getBytes(StandardCharsets.US_ASCII);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer length = ByteBuffer.allocate(4);
            channel.read(length, 0);
            channel.write(ByteBuffer.wrap(name), MAJOR_BRAND);
            if (length.getInt(0) >= COMPATIBLE_BRAND + name.length) {
                channel.write(ByteBuffer.wrap(name), COMPATIBLE_BRAND);
            }
        }
    }
}
