package io.tintype.image;

import java.io.IOException;

/** Reads the largest frame size of an AV1 stream from its sequence headers (AV1 specification, section 5.5.1). */
final class Av1Sequence {
    private static final int SEQUENCE_HEADER = 1;
    private static final int FRAME_HEADER = 3;
    private static final int FRAME = 6;

    /** Maximum number of open bitstream units. A still image has two or three. */
    private static final int MAX_UNITS = 64;

    /** Maximum number of frames, all of which a decoder decodes. A progressive image has up to four. */
    private static final int MAX_FRAMES = 8;

    /** Maximum number of bytes of a sequence header that are read. With 32 operating points it has fewer than 400. */
    private static final int MAX_HEADER = 512;

    private Av1Sequence() {}

    /**
     * Returns the largest number of pixels that a sequence header declares, or 0 if the data contain no sequence
     * header.
     *
     * @throws DamagedHeader if the data have more frames or units than a still image
     */
    static long pixels(ItemData data) throws IOException {
        long most = 0;
        int frames = 0;
        int units = 0;
        try {
            while (frames <= MAX_FRAMES && units++ < MAX_UNITS) {
                int header = data.uint8();
                int type = header >> 3 & 0xF;
                frames += type == FRAME || type == FRAME_HEADER ? 1 : 0;
                data.skip(header >> 2 & 1); // extension byte
                boolean hasSize = (header & 2) != 0;
                long length = hasSize ? leb128(data) : MAX_HEADER;
                int looked = 0;
                if (type == SEQUENCE_HEADER) {
                    looked = (int) Math.min(length, MAX_HEADER);
                    most = Math.max(most, pixels(new Bits(bytes(data, looked, hasSize))));
                }
                if (!hasSize) {
                    return most; // a unit without a size extends to the end of the data
                }
                data.skip(length - looked);
            }
        } catch (DamagedHeader _) {
            return most; // decoders cannot read the rest either
        }
        throw new DamagedHeader("too many frames");
    }

    private static byte[] bytes(ItemData data, int count, boolean all) throws IOException {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            try {
                bytes[i] = (byte) data.uint8();
            } catch (DamagedHeader e) {
                if (all) {
                    throw e;
                }
                return bytes;
            }
        }
        return bytes;
    }

    /** Reads an unsigned LEB128 number (AV1 specification, section 4.10.5). */
    private static long leb128(ItemData data) throws IOException {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            int next = data.uint8();
            value |= (long) (next & 0x7F) << 7 * i;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        throw new DamagedHeader("a length of more than eight bytes");
    }

    private static long pixels(Bits bits) throws IOException {
        bits.skip(3 + 1);
        if (bits.flag()) {
            bits.skip(5); // reduced_still_picture_header: only the level follows
        } else {
            skipOperatingPoints(bits);
        }
        int widthBits = (int) bits.read(4) + 1;
        int heightBits = (int) bits.read(4) + 1;
        return new Dimensions(bits.read(widthBits) + 1, bits.read(heightBits) + 1).pixels();
    }

    private static void skipOperatingPoints(Bits bits) throws IOException {
        int delayBits = -1;
        if (bits.flag()) { // timing_info
            bits.skip(64);
            if (bits.flag()) {
                bits.expGolomb();
            }
            if (bits.flag()) { // decoder_model_info
                delayBits = (int) bits.read(5) + 1;
                bits.skip(32 + 5 + 5);
            }
        }
        boolean hasDisplayDelay = bits.flag();
        int points = (int) bits.read(5) + 1;
        for (int i = 0; i < points; i++) {
            bits.skip(12);
            if (bits.read(5) > 7) {
                bits.skip(1); // tier
            }
            if (delayBits > 0 && bits.flag()) {
                bits.skip(2 * delayBits + 1);
            }
            if (hasDisplayDelay && bits.flag()) {
                bits.skip(4);
            }
        }
    }
}
