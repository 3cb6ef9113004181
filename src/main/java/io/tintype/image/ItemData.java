package io.tintype.image;

import java.io.IOException;
import java.util.List;

/** Reads the bytes of an item from its extents in the file. */
final class ItemData {
    private final HeaderReader reader;
    private final List<HeifMeta.Extent> extents;
    private int extent;
    private long consumed;

    ItemData(HeaderReader reader, List<HeifMeta.Extent> extents) {
        this.reader = reader;
        this.extents = extents;
    }

    /** Returns the next byte, or throws {@link DamagedHeader} after the last one. */
    int uint8() throws IOException {
        while (extent < extents.size() && consumed >= length(extents.get(extent))) {
            extent++;
            consumed = 0;
        }
        if (extent >= extents.size()) {
            throw new DamagedHeader("cut off");
        }
        long position = extents.get(extent).start() + consumed++;
        return (reader.position() == position ? reader : reader.seek(position)).uint8();
    }

    /** Skips {@code after} bytes and returns the next one. */
    int uint8(int after) throws IOException {
        skip(after);
        return uint8();
    }

    int uint16() throws IOException {
        return uint8() << 8 | uint8();
    }

    long uint32() throws IOException {
        return (long) uint16() << 16 | uint16();
    }

    void skip(long count) throws IOException {
        long left = count;
        while (left > 0 && extent < extents.size()) {
            long step = Math.min(left, length(extents.get(extent)) - consumed);
            consumed += step;
            left -= step;
            if (left > 0) {
                extent++;
                consumed = 0;
            }
        }
        if (left > 0) {
            throw new DamagedHeader("cut off");
        }
    }

    private long length(HeifMeta.Extent part) {
        return part.lengthIn(reader.length());
    }
}
