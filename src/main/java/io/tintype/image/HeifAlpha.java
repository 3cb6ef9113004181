package io.tintype.image;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells how the transparency of an AVIF or HEIC applies to its colours. */
public final class HeifAlpha {

    private HeifAlpha() {}

    /** Returns whether the colours are already multiplied by the transparency (ISO/IEC 23000-22, 7.3.5.2). */
    public static boolean isPremultiplied(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            HeifMeta meta = new HeifMeta(new HeaderReader(channel).order(ByteOrder.BIG_ENDIAN));
            return meta.references().stream()
                    .anyMatch(reference -> reference.type().equals("prem") && reference.from() == meta.primary());
        } catch (DamagedHeader _) {
            return false; // the decoder reports it
        }
    }
}
