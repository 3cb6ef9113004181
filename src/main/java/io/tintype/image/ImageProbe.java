package io.tintype.image;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Determines the format of an image from its first bytes and the dimensions from its header. Pixels are not decoded and
 * metadata are not read, so an image with an intact header is accepted even if the rest is damaged.
 *
 * <p>Work and memory are bounded for all input: at most {@link HeaderReader#READ_LIMIT} bytes are read, in a window of
 * a few kilobytes; a JPEG that may have many scans is read once more, as a whole.
 */
public final class ImageProbe {

    /**
     * Reads the header of an image. Thread-safe.
     *
     * @throws ImageException.Empty if the file has no bytes
     * @throws ImageException.UnsupportedFormat if the format is not accepted
     * @throws ImageException.Unreadable if the header is damaged or truncated, declares a side of 0 or of more than
     *     {@link Integer#MAX_VALUE}, or has a structure that encoders do not produce and decoders do not finish: images
     *     nested in images, hundreds of scans, thousands of items
     * @throws IOException if the file cannot be read
     */
    public ImageInfo probe(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            return probe(channel);
        }
    }

    ImageInfo probe(SeekableByteChannel channel) throws IOException {
        HeaderReader reader = new HeaderReader(channel);
        if (reader.length() == 0) {
            throw new ImageException.Empty();
        }
        ImageFormat format = Signatures.recognise(reader);
        try {
            Dimensions dimensions = dimensions(format, reader);
            if (reader.isExhausted()) {
                throw new DamagedHeader("a header beyond the limit");
            }
            if (format == ImageFormat.JPEG) {
                JpegScans.check(channel, reader.position() - JpegHeader.READ);
            }
            return info(format, dimensions);
        } catch (DamagedHeader e) {
            throw new ImageException.Unreadable(format);
        }
    }

    private static Dimensions dimensions(ImageFormat format, HeaderReader reader) throws IOException {
        return switch (format) {
            case JPEG -> JpegHeader.read(reader);
            case PNG -> FixedHeaders.png(reader);
            case GIF -> GifHeader.read(reader);
            case WEBP -> FixedHeaders.webp(reader);
            case AVIF, HEIC -> HeifHeader.read(reader);
            case BMP -> FixedHeaders.bmp(reader);
            case TIFF -> TiffHeader.read(reader);
        };
    }

    private static ImageInfo info(ImageFormat format, Dimensions claimed) throws DamagedHeader {
        if (!isSide(claimed.width()) || !isSide(claimed.height())) {
            throw new DamagedHeader("impossible dimensions");
        }
        return new ImageInfo(
                format, (int) claimed.width(), (int) claimed.height(), Math.max(claimed.pixels(), claimed.weight()));
    }

    private static boolean isSide(long pixels) {
        return pixels >= 1 && pixels <= Integer.MAX_VALUE;
    }
}
