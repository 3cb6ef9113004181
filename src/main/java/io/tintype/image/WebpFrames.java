package io.tintype.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Removes frames from a WebP. */
public final class WebpFrames {

    private static final int RIFF_HEADER = 8;

    private WebpFrames() {}

    /**
     * Truncates an animated WebP after its first frame. libvips would read all frames, and libwebp finds each of them by
     * a search from the first, so the time grows with the square of their number.
     */
    public static void keepFirst(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = endOfFirst(new HeaderReader(channel));
            if (end < channel.size()) {
                channel.truncate(end);
                ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
                channel.write(length.putInt(0, (int) (end - RIFF_HEADER)), 4);
            }
        } catch (DamagedHeader _) {
            // the decoder reports it
        }
    }

    /** Returns the end of the first frame, or of a file that is not animated. */
    private static long endOfFirst(HeaderReader reader) throws IOException {
        reader.order(ByteOrder.LITTLE_ENDIAN).seek(12);
        while (true) {
            String chunk = reader.fourCharacters();
            long length = reader.uint32();
            if (chunk.equals("VP8 ") || chunk.equals("VP8L")) {
                return reader.length();
            }
            reader.skip(length + (length & 1));
            if (chunk.equals("ANMF")) {
                return reader.position();
            }
        }
    }
}
