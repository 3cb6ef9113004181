package io.tintype.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Removes what no rendition needs from a WebP. */
public final class WebpFrames {

    private static final int RIFF_HEADER = 8;
    private static final byte[] UNKNOWN = "none".getBytes(StandardCharsets.US_ASCII);

    private WebpFrames() {}

    /**
     * Truncates a WebP after its image or first frame, and disables EXIF before it. libvips would read all frames, and
     * libwebp finds each of them by a search from the first, so the time grows with the square of their number. libvips
     * would also rotate the image by EXIF, which browsers ignore in a WebP.
     */
    public static void keepFirst(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = endOfFirst(new HeaderReader(channel), channel);
            if (end < channel.size()) {
                channel.truncate(end);
                ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
                channel.write(length.putInt(0, (int) (end - RIFF_HEADER)), 4);
            }
        } catch (DamagedHeader _) {
            // the decoder reports it
        }
    }

    private static long endOfFirst(HeaderReader reader, FileChannel channel) throws IOException {
        reader.order(ByteOrder.LITTLE_ENDIAN).seek(12);
        while (true) {
            long start = reader.position();
            String chunk = reader.fourCharacters();
            long length = reader.uint32();
            if (chunk.equals("EXIF")) {
                channel.write(ByteBuffer.wrap(UNKNOWN), start);
            }
            boolean isImage = chunk.equals("VP8 ") || chunk.equals("VP8L") || chunk.equals("ANMF");
            long end = reader.position() + length + (length & 1);
            if (isImage) {
                return end;
            }
            reader.seek(end);
        }
    }
}
