package io.tintype.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Reads the picture size of an HEVC stream from its sequence parameter sets (ITU-T H.265, section 7.3.2.2). */
final class HevcSequence {
    private static final int SEQUENCE_PARAMETER_SET = 33;
    private static final int SLICES = 32;

    /** Maximum number of NAL units of a configuration. A file has four or five. */
    private static final int MAX_PARAMETER_SETS = 64;

    /** Maximum number of NAL units of an item. A picture has at most 600 slices (ITU-T H.265, table A.8). */
    private static final int MAX_UNITS = 1_024;

    /** Maximum number of pictures, all of which a decoder decodes. An item has one. */
    private static final int MAX_PICTURES = 4;

    /** Maximum number of bytes of a parameter set that are read. The size is among the first 40. */
    private static final int MAX_SET = 128;

    private HevcSequence() {}

    /**
     * Returns the largest number of pixels of a picture that an "hvcC" box declares (ISO/IEC 14496-15, section
     * 8.3.3.1), or 0 if it declares none.
     */
    static long ofConfiguration(HeaderReader reader, HeifMeta.Box box) throws IOException {
        long most = 0;
        int units = 0;
        try {
            int arrays = reader.seek(box.start() + 22).uint8();
            for (int array = 0; array < arrays; array++) {
                int type = reader.uint8() & 0x3F;
                int count = reader.uint16();
                for (int i = 0; i < count; i++) {
                    if (reader.position() >= box.end()) {
                        return most;
                    }
                    if (++units > MAX_PARAMETER_SETS) {
                        throw new ImageException.Unreadable(ImageFormat.HEIC);
                    }
                    int length = reader.uint16();
                    long start = reader.position();
                    if (type == SEQUENCE_PARAMETER_SET) {
                        ItemData unit = new ItemData(reader, java.util.List.of(new HeifMeta.Extent(start, length)));
                        most = Math.max(most, pixels(unit, length));
                    }
                    reader.seek(start + length);
                }
            }
        } catch (DamagedHeader _) {
            return most; // decoders cannot read the rest either
        }
        return most;
    }

    /**
     * Returns the largest number of pixels that parameter sets in the data declare, or 0 if there are none.
     *
     * @throws DamagedHeader if the data have more pictures or units than a still image
     */
    static long ofData(ItemData data) throws IOException {
        long most = 0;
        int pictures = 0;
        int units = 0;
        try {
            while (pictures <= MAX_PICTURES && units++ < MAX_UNITS) {
                long length = data.uint32();
                if (length < 2) {
                    return most;
                }
                int type = data.uint8() >> 1 & 0x3F;
                data.skip(1);
                int looked = 0;
                if (type == SEQUENCE_PARAMETER_SET) {
                    looked = (int) Math.min(length - 2, MAX_SET);
                    most = Math.max(most, pixels(payload(data, looked)));
                } else if (type < SLICES && length > 2) {
                    looked = 1;
                    boolean isFirst = (data.uint8() & 0x80) != 0; // first_slice_segment_in_pic_flag
                    pictures += isFirst ? 1 : 0;
                }
                data.skip(length - 2 - looked);
            }
        } catch (DamagedHeader _) {
            return most; // decoders cannot read the rest either
        }
        throw new DamagedHeader("too many pictures");
    }

    private static long pixels(ItemData unit, int length) throws IOException {
        unit.skip(2); // the header of the NAL unit
        return pixels(payload(unit, Math.min(length - 2, MAX_SET)));
    }

    /** Reads the payload without the emulation prevention bytes (section 7.3.1.1). */
    private static byte[] payload(ItemData data, int count) throws IOException {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        int zeros = 0;
        for (int i = 0; i < count; i++) {
            int value = data.uint8();
            if (zeros >= 2 && value == 3) {
                zeros = 0;
                continue;
            }
            zeros = value == 0 ? zeros + 1 : 0;
            payload.write(value);
        }
        return payload.toByteArray();
    }

    private static long pixels(byte[] set) throws IOException {
        Bits bits = new Bits(set);
        bits.skip(4);
        int subLayers = (int) bits.read(3);
        bits.skip(1);
        skipProfile(bits, subLayers);
        bits.expGolomb(); // sps_seq_parameter_set_id
        if (bits.expGolomb() == 3) {
            bits.skip(1); // separate_colour_plane_flag
        }
        return new Dimensions(bits.expGolomb(), bits.expGolomb()).pixels();
    }

    /** Skips {@code profile_tier_level} (section 7.3.3). */
    private static void skipProfile(Bits bits, int subLayers) throws IOException {
        bits.skip(88 + 8);
        boolean[] hasProfile = new boolean[8];
        boolean[] hasLevel = new boolean[8];
        for (int i = 0; i < subLayers; i++) {
            hasProfile[i] = bits.flag();
            hasLevel[i] = bits.flag();
        }
        if (subLayers > 0) {
            bits.skip(2 * (8 - subLayers));
        }
        for (int i = 0; i < subLayers; i++) {
            bits.skip((hasProfile[i] ? 88 : 0) + (hasLevel[i] ? 8 : 0));
        }
    }
}
