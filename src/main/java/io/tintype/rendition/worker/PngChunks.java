package io.tintype.rendition.worker;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Reduces a PNG to the chunks that determine its pixels (PNG, section 11), and replaces gAMA and cHRM with a colour
 * profile. Otherwise libpng would inflate each compressed text to up to 8 MB, and keep a thousand of them.
 */
final class PngChunks {

    private static final Set<String> NEEDED =
            Set.of("IHDR", "PLTE", "IDAT", "IEND", "tRNS", "iCCP", "sRGB", "cICP", "eXIf");

    /** Chunks from which the colour profile is computed, and their lengths. */
    private static final Map<String, Integer> COLOURS = Map.of("IHDR", 13, "gAMA", 4, "cHRM", 32);

    /** Chunks that take precedence over gAMA and cHRM. */
    private static final Set<String> PROFILES = Set.of("iCCP", "sRGB", "cICP");

    private static final String PALETTE = "PLTE";
    private static final String PIXELS = "IDAT";
    private static final String END = "IEND";
    private static final int SIGNATURE = 8;
    private static final int CHECKSUM = 4;
    private static final int COLOUR_TYPE = 9;
    private static final int HAS_COLOUR = 2;
    private static final int CHUNK = 64 * 1024;

    private final DataInputStream input;
    private final DataOutputStream output;
    private final Set<String> seen = new HashSet<>();
    private final Map<String, ByteBuffer> colours = new HashMap<>();
    private final byte[] buffer = new byte[CHUNK];

    private PngChunks(DataInputStream input, DataOutputStream output) {
        this.input = input;
        this.output = output;
    }

    /**
     * Rewrites a PNG with the needed chunks only: all IDAT chunks, and the first chunk of each other type. A truncated
     * file remains truncated.
     */
    static void keepNeeded(Path file) throws IOException {
        Path needed = file.resolveSibling("needed");
        try (DataInputStream input = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), CHUNK));
                DataOutputStream output =
                        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(needed), CHUNK))) {
            output.write(input.readNBytes(SIGNATURE));
            new PngChunks(input, output).copyChunks();
        } catch (IOException e) {
            Files.deleteIfExists(needed);
            throw e;
        }
        Files.move(needed, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private void copyChunks() throws IOException {
        byte[] name = new byte[4];
        try {
            for (String type = ""; !type.equals(END); ) {
                int length = input.readInt();
                input.readFully(name);
                type = new String(name, StandardCharsets.ISO_8859_1);
                if ((type.equals(PALETTE) || type.equals(PIXELS))
                        && !seen.contains(PALETTE)
                        && !seen.contains(PIXELS)) {
                    writeProfile();
                }
                boolean isFirst = seen.add(type);
                if (isFirst && COLOURS.containsKey(type) && COLOURS.get(type) == length) {
                    colours.put(type, ByteBuffer.wrap(input.readNBytes(length)));
                    input.skipNBytes(CHECKSUM);
                    if (NEEDED.contains(type)) {
                        write(type, colours.get(type).array());
                    }
                } else if (NEEDED.contains(type) && (isFirst || type.equals(PIXELS))) {
                    output.writeInt(length);
                    output.write(name);
                    copy(Integer.toUnsignedLong(length) + CHECKSUM);
                } else {
                    input.skipNBytes(Integer.toUnsignedLong(length) + CHECKSUM);
                }
            }
        } catch (EOFException _) {
            // libpng reports what is missing
        }
    }

    private void writeProfile() throws IOException {
        ByteBuffer header = colours.get("IHDR");
        ByteBuffer gamma = colours.get("gAMA");
        if (header == null || gamma == null || PROFILES.stream().anyMatch(seen::contains)) {
            return;
        }
        boolean isGrey = (header.get(COLOUR_TYPE) & HAS_COLOUR) == 0;
        Optional<int[]> chromaticities =
                Optional.ofNullable(colours.get("cHRM")).map(PngChunks::numbers);
        Optional<byte[]> profile = PngProfile.of(isGrey, gamma.getInt(0), chromaticities);
        if (profile.isPresent()) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            content.writeBytes(new byte[] {'g', 0, 0}); // the profile's name, its terminator and the compression method
            try (Deflater unpacked =
                            new Deflater(Deflater.NO_COMPRESSION); // libpng rejects a chunk of fewer than 81 bytes
                    DeflaterOutputStream packed = new DeflaterOutputStream(content, unpacked)) {
                packed.write(profile.get());
            }
            write("iCCP", content.toByteArray());
        }
    }

    private static int[] numbers(ByteBuffer content) {
        int[] numbers = new int[content.capacity() / 4];
        content.asIntBuffer().get(numbers);
        return numbers;
    }

    private void write(String type, byte[] content) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(content);
        output.writeInt(content.length);
        output.write(name);
        output.write(content);
        output.writeInt((int) checksum.getValue());
    }

    private void copy(long count) throws IOException {
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
