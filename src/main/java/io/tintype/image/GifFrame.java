package io.tintype.image;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The rectangle of a GIF frame and the size of the logical screen, in pixels. */
public record GifFrame(int screenWidth, int screenHeight, int left, int top, int width, int height) {

    /** Returns whether the frame covers the whole screen. */
    public boolean coversScreen() {
        return left == 0 && top == 0 && width == screenWidth && height == screenHeight;
    }

    /**
     * Returns the first frame of a GIF, or empty if the file has none. Reads no more of the file than {@link
     * ImageProbe} does.
     */
    public static Optional<GifFrame> first(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            return Optional.of(GifHeader.firstFrame(new HeaderReader(channel)));
        } catch (DamagedHeader _) {
            return Optional.empty();
        }
    }
}
