package io.tintype.rendition;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Set;

/**
 * Reduces a PNG to the chunks that its picture is made of (PNG, section 11). libpng inflates each compressed text to up to
 * 8 MB and keeps a thousand of them.
 */
final class PngChunks {

    private static final Set<String> NEEDED =
            Set.of("IHDR", "PLTE", "IDAT", "IEND", "tRNS", "iCCP", "sRGB", "gAMA", "cHRM", "cICP", "eXIf");
    private static final String PIXELS = "IDAT";
    private static final String END = "IEND";
    private static final int SIGNATURE = 8;
    private static final int CHECKSUM = 4;
    private static final int CHUNK = 64 * 1024;

    private PngChunks() {}

    /** Rewrites a PNG with the chunks that are needed, each kind but pixels once. What is cut off stays so. */
    static void keepNeeded(Path file) throws IOException {
        Path needed = Files.createTempFile(file.getParent(), "rendition-", ".png");
        try (DataInputStream input = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), CHUNK));
                DataOutputStream output =
                        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(needed), CHUNK))) {
            output.write(input.readNBytes(SIGNATURE));
            copyChunks(input, output);
        } catch (IOException e) {
            Files.deleteIfExists(needed);
            throw e;
        }
        Files.move(needed, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void copyChunks(DataInputStream input, DataOutputStream output) throws IOException {
        Set<String> seen = new HashSet<>();
        byte[] name = new byte[4];
        byte[] buffer = new byte[CHUNK];
        try {
            for (String type = ""; !type.equals(END); ) {
                int length = input.readInt();
                input.readFully(name);
                type = new String(name, StandardCharsets.ISO_8859_1);
                long rest = Integer.toUnsignedLong(length) + CHECKSUM;
                if (NEEDED.contains(type) && (type.equals(PIXELS) || seen.add(type))) {
                    output.writeInt(length);
                    output.write(name);
                    copy(input, output, rest, buffer);
                } else {
                    input.skipNBytes(rest);
                }
            }
        } catch (EOFException _) {
            // libpng says what is missing
        }
    }

    private static void copy(DataInputStream input, DataOutputStream output, long count, byte[] buffer)
            throws IOException {
        for (long left = count; left > 0; ) {
            int read = input.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                throw new EOFException();
            }
            output.write(buffer, 0, read);
            left -= read;
        }
    }
}
