package io.tintype.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The items in the "meta" box of a HEIF file (ISO/IEC 14496-12, section 8.11): their types, properties, references and
 * positions. Their numbers are limited. A photograph from a phone has about 200 items and 200 references.
 */
final class HeifMeta {
    private static final int FULL_BOX_HEADER = 4;
    private static final int MAX_ITEMS = 8_192;
    private static final int MAX_PROPERTIES = 8_192;
    private static final int MAX_REFERENCES = 65_536;
    private static final int MAX_EXTENTS = 64;

    /**
     * Maximum number of bytes of all items together, in addition to twice the length of the file. Encoders store
     * identical tiles once, and no other data belong to several items.
     */
    private static final long MAX_SHARED = 1024 * 1024;

    /** Boxes that may occur only once, because decoders differ in which of two they read. */
    private static final Set<String> ONLY_ONCE = Set.of("pitm", "iinf", "iloc", "iref", "iprp", "ipco", "idat");

    /** The type of a box and the position of its payload, which ends within the enclosing box. */
    record Box(String type, long start, long end) {}

    /** A part of an item's data. */
    record Extent(long start, long length) {

        /**
         * Returns the number of its bytes that are in a file of a length. A declared length of 0 means the rest of the
         * file (ISO/IEC 14496-12, section 8.11.3).
         */
        long lengthIn(long file) {
            long rest = Math.max(0, file - start);
            return start < 0 ? 0 : length == 0 ? rest : Math.min(Math.max(0, length), rest);
        }
    }

    /** A reference from an item to the items that it consists of or belongs to. */
    record Reference(String type, long from, List<Long> to) {}

    private final HeaderReader reader;
    private final Map<Long, String> types = new HashMap<>();
    private final Map<Long, List<Integer>> associations = new HashMap<>();
    private final Map<Long, List<Extent>> extents = new HashMap<>();
    private final List<Reference> references = new ArrayList<>();
    private final List<Box> properties = new ArrayList<>();
    private long primary = -1;
    private int referenced;

    HeifMeta(HeaderReader reader) throws IOException {
        this.reader = reader;
        Map<String, Box> boxes = new HashMap<>();
        Box meta = find("meta", 0, reader.length());
        for (Box box : boxes(meta.start + FULL_BOX_HEADER, meta.end)) {
            if (boxes.putIfAbsent(box.type, box) != null && ONLY_ONCE.contains(box.type)) {
                throw new DamagedHeader("two boxes of a kind");
            }
        }
        readProperties(required(boxes, "iprp"));
        if (boxes.containsKey("iinf")) {
            readTypes(boxes.get("iinf"));
        }
        readPrimary(boxes);
        if (boxes.containsKey("iref")) {
            readReferences(boxes.get("iref"));
        }
        if (boxes.containsKey("iloc")) {
            readLocations(boxes.get("iloc"), boxes.get("idat"));
        }
    }

    long primary() {
        return primary;
    }

    /** Returns the four letters of an item's type, or an empty string if the file declares none. */
    String type(long item) {
        return types.getOrDefault(item, "");
    }

    /** Returns the item's properties of a type, in their order. */
    List<Box> properties(long item, String type) {
        return associations.getOrDefault(item, List.of()).stream()
                .filter(number -> number >= 1 && number <= properties.size())
                .map(number -> properties.get(number - 1))
                .filter(property -> property.type.equals(type))
                .toList();
    }

    List<Reference> references() {
        return references;
    }

    List<Extent> extents(long item) {
        return extents.getOrDefault(item, List.of());
    }

    private static Box required(Map<String, Box> boxes, String type) throws DamagedHeader {
        Box box = boxes.get(type);
        if (box == null) {
            throw new DamagedHeader("no " + type);
        }
        return box;
    }

    /**
     * Reads the number of the primary item. An image sequence may contain a single still image without declaring it as
     * primary.
     */
    private void readPrimary(Map<String, Box> boxes) throws IOException {
        if (!boxes.containsKey("pitm") && types.size() == 1) {
            primary = types.keySet().iterator().next();
            return;
        }
        int version = version(required(boxes, "pitm"));
        primary = version == 0 ? reader.uint16() : reader.uint32();
    }

    private void readTypes(Box box) throws IOException {
        int version = version(box);
        reader.skip(version == 0 ? 2 : 4);
        for (Box entry : boxes(reader.position(), box.end)) {
            int entryVersion = version(entry);
            if (!entry.type.equals("infe") || entryVersion < 2) {
                continue;
            }
            long item = entryVersion == 2 ? reader.uint16() : reader.uint32();
            String type = reader.skip(2).fourCharacters();
            if (types.putIfAbsent(item, type) != null) {
                throw new DamagedHeader("two items with one number");
            }
            ensure(types.size() <= MAX_ITEMS, "too many items");
        }
    }

    private void readProperties(Box box) throws IOException {
        boolean hasContainer = false;
        for (Box part : boxes(box.start, box.end)) {
            if (part.type.equals("ipco")) {
                ensure(!hasContainer, "two boxes of a kind");
                hasContainer = true;
                properties.addAll(boxes(part.start, part.end));
            } else if (part.type.equals("ipma")) {
                readAssociations(part);
            }
        }
    }

    private void readAssociations(Box box) throws IOException {
        int version = version(box);
        boolean wideNumbers = (reader.seek(box.start + 3).uint8() & 1) == 1;
        long entries = reader.uint32();
        for (long entry = 0; entry < entries && reader.position() < box.end; entry++) {
            long item = version == 0 ? reader.uint16() : reader.uint32();
            int count = reader.uint8();
            List<Integer> numbers = associations.computeIfAbsent(item, _ -> new ArrayList<>());
            for (int i = 0; i < count; i++) {
                numbers.add(wideNumbers ? reader.uint16() & 0x7FFF : reader.uint8() & 0x7F); // without "essential" bit
            }
            ensure(associations.size() <= MAX_ITEMS && numbers.size() <= 0xFF, "too many properties of items");
        }
    }

    private void readReferences(Box box) throws IOException {
        boolean wide = version(box) > 0;
        for (Box part : boxes(box.start + FULL_BOX_HEADER, box.end)) {
            reader.seek(part.start);
            long from = wide ? reader.uint32() : reader.uint16();
            int count = reader.uint16();
            referenced += count;
            ensure(referenced <= MAX_REFERENCES, "too many references");
            List<Long> to = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                to.add(wide ? reader.uint32() : reader.uint16());
            }
            references.add(new Reference(part.type, from, to));
        }
    }

    private void readLocations(Box box, Box idat) throws IOException {
        int version = version(box);
        int sizes = reader.uint16();
        int offsetSize = sizes >> 12;
        int lengthSize = sizes >> 8 & 0xF;
        int baseSize = sizes >> 4 & 0xF;
        int indexSize = version > 0 ? sizes & 0xF : 0;
        long items = version < 2 ? reader.uint16() : reader.uint32();
        ensure(items <= MAX_ITEMS, "too many items");
        long bytes = 0;
        for (long i = 0; i < items; i++) {
            long item = version < 2 ? reader.uint16() : reader.uint32();
            int method = version > 0 ? reader.uint16() & 0xF : 0;
            long base = reader.skip(2).number(baseSize);
            int count = reader.uint16();
            ensure(count <= MAX_EXTENTS, "too many parts of an item");
            long start = method == 1 && idat != null ? idat.start : 0;
            List<Extent> parts = new ArrayList<>();
            for (int part = 0; part < count; part++) {
                reader.skip(indexSize);
                long offset = base + reader.number(offsetSize);
                Extent extent = new Extent(start + offset, reader.number(lengthSize));
                parts.add(extent);
                bytes += extent.lengthIn(reader.length());
            }
            ensure(bytes <= 2 * reader.length() + MAX_SHARED, "data that belong to many items");
            if (method <= 1) {
                extents.put(item, parts);
            }
        }
    }

    private int version(Box box) throws IOException {
        int version = reader.seek(box.start).uint8();
        reader.skip(3);
        return version;
    }

    private static void ensure(boolean holds, String otherwise) throws DamagedHeader {
        if (!holds) {
            throw new DamagedHeader(otherwise);
        }
    }

    /** Returns the first box of a type between two positions, without nested boxes. */
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

    private List<Box> boxes(long from, long end) throws IOException {
        List<Box> boxes = new ArrayList<>();
        long position = from;
        while (position < end) {
            Box box = box(position, end);
            boxes.add(box);
            ensure(boxes.size() <= MAX_PROPERTIES, "too many boxes");
            position = box.end;
        }
        return boxes;
    }

    /**
     * Reads the header of a box (ISO/IEC 14496-12, section 4.2). A box that declares a length beyond the enclosing box
     * ends with the enclosing box, because the start of the box may be sufficient, for example if only the pixels are
     * truncated.
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
