package io.tintype.image;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The rectangle that a frame of a GIF covers, and its screen, in pixels. */
public record GifFrame(int screenWidth, int screenHeight, int left, int top, int width, int height) {

    /** Tells whether the frame leaves nothing of the screen empty. */
    public boolean coversScreen() {
        return left == 0 && top == 0 && width == screenWidth && height == screenHeight;
    }

    /** Returns the first frame of a GIF, or empty if the file has none. Reads as little as {@link ImageProbe} does. */
    public static Optional<GifFrame> first(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            return Optional.of(GifHeader.firstFrame(new HeaderReader(channel)));
        } catch (DamagedHeader _) {
            return Optional.empty();
        }
    }
}
