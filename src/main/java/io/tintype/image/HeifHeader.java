package io.tintype.image;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;

/**
 * The size of the primary item of a HEIF file (ISO/IEC 23008-12): AVIF and HEIC are two codecs in it. A file holds
 * several images (tiles, thumbnails, an alpha plane), each with its "ispe"; "pitm" names the one that counts and
 * "ipma" says which of the properties are its own.
 *
 * <p>metadata-extractor answers the first "ispe" of the file, which in a telephone's photograph is a tile's; it
 * reserves as much memory as a box claims to be long, and calls itself for every box within a box until the stack is
 * full.
 */
final class HeifHeader {
    private static final Set<String> AVIF_BRANDS = Set.of("avif", "avis", "MA1B", "MA1A");
    private static final Set<String> HEIC_BRANDS =
            Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs");
    private static final int FULL_BOX_HEADER = 4;

    /** Brands that are looked at; real files have up to a dozen. */
    private static final int MOST_BRANDS = 64;

    private final HeaderReader reader;

    private HeifHeader(HeaderReader reader) {
        this.reader = reader;
    }

    /** A box's type and where its payload is, which ends within the box around it. */
    private record Box(String type, long start, long end) {}

    /**
     * The codec that the file type box names, the major brand before the compatible ones; empty where it names
     * neither, also when the box is cut off behind the major brand.
     */
    static Optional<ImageFormat> codec(HeaderReader reader) throws IOException {
        reader.order(ByteOrder.BIG_ENDIAN).seek(0);
        long end = Math.min(reader.uint32(), reader.length());
        String brand = reader.seek(8).fourCharacters();
        reader.seek(Math.min(16, reader.length())); // behind the minor version
        for (int i = 0; i < MOST_BRANDS; i++) {
            if (AVIF_BRANDS.contains(brand)) {
                return Optional.of(ImageFormat.AVIF);
            }
            if (HEIC_BRANDS.contains(brand)) {
                return Optional.of(ImageFormat.HEIC);
            }
            if (reader.position() + 4 > end) {
                break;
            }
            brand = reader.fourCharacters();
        }
        return Optional.empty();
    }

    static Dimensions read(HeaderReader reader) throws IOException {
        return new HeifHeader(reader.order(ByteOrder.BIG_ENDIAN)).primaryItem();
    }

    private Dimensions primaryItem() throws IOException {
        Box meta = find("meta", 0, reader.length());
        long inMeta = meta.start + FULL_BOX_HEADER;
        long item = primaryItemId(find("pitm", inMeta, meta.end));
        Box properties = find("iprp", inMeta, meta.end);
        BitSet ofItem = propertiesOf(item, properties);
        return spatialExtents(ofItem, find("ipco", properties.start, properties.end));
    }

    private long primaryItemId(Box box) throws IOException {
        int version = reader.seek(box.start).uint8();
        reader.skip(3);
        return version == 0 ? reader.uint16() : reader.uint32();
    }

    /** The numbers, from 1, of the item's properties; there may be several "ipma" boxes. */
    private BitSet propertiesOf(long item, Box properties) throws IOException {
        BitSet found = new BitSet();
        long position = properties.start;
        while (found.isEmpty() && position < properties.end) {
            Box box = box(position, properties.end);
            if (box.type.equals("ipma")) {
                readAssociations(box, item, found);
            }
            position = box.end;
        }
        return found;
    }

    private void readAssociations(Box box, long item, BitSet found) throws IOException {
        int version = reader.seek(box.start).uint8();
        boolean wideNumbers = (reader.skip(2).uint8() & 1) == 1;
        long entries = reader.uint32();
        for (long entry = 0; entry < entries && reader.position() < box.end; entry++) {
            long id = version == 0 ? reader.uint16() : reader.uint32();
            int count = reader.uint8();
            if (id != item) {
                reader.skip(wideNumbers ? 2L * count : count);
                continue;
            }
            for (int i = 0; i < count; i++) {
                found.set(wideNumbers ? reader.uint16() & 0x7FFF : reader.uint8() & 0x7F); // without "essential"
            }
            return;
        }
    }

    private Dimensions spatialExtents(BitSet ofItem, Box container) throws IOException {
        long position = container.start;
        for (int number = 1; number < ofItem.length(); number++) {
            Box property = box(position, container.end);
            if (ofItem.get(number) && property.type.equals("ispe")) {
                reader.seek(property.start).skip(FULL_BOX_HEADER);
                return new Dimensions(reader.uint32(), reader.uint32());
            }
            position = property.end;
        }
        throw new DamagedHeader("the primary item has no size");
    }

    /** The first box of a type between two positions; those within others are not looked at. */
    private Box find(String type, long from, long end) throws IOException {
        long position = from;
        while (position < end) {
            Box box = box(position, end);
            if (box.type.equals(type)) {
                return box;
            }
            position = box.end;
        }
        throw new DamagedHeader("no " + type);
    }

    /**
     * A box's header (ISO/IEC 14496-12, section 4.2). One that claims to be longer than what it stands in ends with
     * that: its beginning may be all that is needed, as when the pixels are cut off.
     */
    private Box box(long position, long limit) throws IOException {
        long length = reader.seek(position).uint32();
        String type = reader.fourCharacters();
        if (length == 1) {
            length = reader.int64();
        }
        long header = reader.position() - position;
        if (length == 0 || length > limit - position) {
            length = limit - position;
        }
        if (length < header) {
            throw new DamagedHeader("a box that is shorter than its header");
        }
        return new Box(type, position + header, position + length);
    }
}
