package io.tintype.rendition.worker;

import io.tintype.image.ImageFormat;
import io.tintype.image.TiffPages;
import io.tintype.image.WebpFrames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Changes the spooled copy of an image before libvips reads it, if libvips would otherwise render it differently from
 * browsers, or read data that no rendition needs.
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
            case WEBP -> WebpFrames.keepFirst(file);
            case JPEG, GIF, BMP -> {} // libvips reads them as they are
        }
    }

    /** Appends the end-of-image marker to a JPEG that may lack only this marker. */
    static void appendEndOfImage(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
            channel.write(END_OF_IMAGE.duplicate());
        }
    }

    /**
     * Writes the brand of the codec as the major brand of a HEIF file, which libvips reads, and as the first compatible
     * brand, which libheif reads. They do not support the brands {@code avis}, {@code miaf} and {@code MA1B}. A file of
     * the brand {@code avis} contains a still image in addition to its sequence.
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
