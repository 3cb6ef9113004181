package io.tintype.image;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Determines the format of an image from its first bytes and the dimensions from its header. Pixels are not decoded and
 * metadata are not read, so an image with an intact header is accepted even if the rest is damaged.
 *
 * <p>Work and memory are bounded for all input: at most {@link HeaderReader#READ_LIMIT} bytes are read, in a window of a
 * few kilobytes; a JPEG that may have many scans is read once more, as a whole.
 */
public final class ImageProbe {

    /**
     * Reads an image's header. Stateless, so safe to call from any thread.
     *
     * @throws ImageException.Empty when the file has no bytes
     * @throws ImageException.UnsupportedFormat when the bytes are in no accepted format
     * @throws ImageException.Unreadable when the header is damaged or cut off, claims no pixels or more in one
     *     direction than fit an int, or has a structure that no camera and no encoder makes and that decoders do not
     *     end with: images nested in images, hundreds of scans, thousands of items
     * @throws IOException when the file cannot be read
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
            if (format == ImageFormat.JPEG) {
                JpegScans.check(channel, reader.position() - JpegHeader.READ);
            }
            return facts(format, dimensions);
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

    private static ImageInfo facts(ImageFormat format, Dimensions claimed) throws DamagedHeader {
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
