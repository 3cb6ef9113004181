package io.tintype.rendition.worker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Removes metadata from a WebP, because libvips 8.14 writes EXIF of its own even if it is told to write none. */
final class WebpChunks {

    private static final int RIFF_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int EXTENDED_HEADER = 18;
    private static final int ALPHA_FLAG = 0x10;

    private WebpChunks() {}

    /**
     * Moves the chunks with pixels together within the buffer, and limits it to them (RFC 9649, section 2.7). Keeps the
     * extended header only if there is transparency beside lossy pixels.
     */
    static ByteBuffer keepPixels(ByteBuffer webp) {
        ByteBuffer file = webp.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int end = RIFF_HEADER;
        for (int at = RIFF_HEADER; at + CHUNK_HEADER <= file.limit(); ) {
            int length = CHUNK_HEADER + file.getInt(at + 4);
            length += length & 1;
            boolean isKept = switch (type(file, at)) {
                case "VP8X" -> (file.get(at + CHUNK_HEADER) & ALPHA_FLAG) != 0;
                case "ALPH", "VP8 ", "VP8L" -> true;
                default -> false;
            };
            if (isKept) {
                int count = Math.min(length, file.limit() - at);
                file.put(end, file, at, count);
                end += count;
            }
            at += length;
        }
        if (type(file, RIFF_HEADER).equals("VP8X")) {
            file.put(RIFF_HEADER + CHUNK_HEADER, (byte) ALPHA_FLAG);
            if (type(file, RIFF_HEADER + EXTENDED_HEADER).equals("VP8L")) { // has its own alpha
                int pixels = RIFF_HEADER + EXTENDED_HEADER;
                file.put(RIFF_HEADER, file, pixels, end - pixels);
                end -= EXTENDED_HEADER;
            }
        }
        file.putInt(4, end - CHUNK_HEADER);
        return file.limit(end);
    }

    private static String type(ByteBuffer file, int at) {
        byte[] type = new byte[4];
        file.get(at, type);
        return new String(type, StandardCharsets.US_ASCII);
    }
}
