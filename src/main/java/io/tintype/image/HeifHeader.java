package io.tintype.image;

import io.tintype.image.HeifMeta.Box;
import io.tintype.image.HeifMeta.Reference;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the size of the primary item of a HEIF file (ISO/IEC 23008-12), which contains AVIF or HEIC. A file contains
 * several images (tiles, thumbnails, an alpha plane), each with its "ispe"; "pitm" names the primary one. The number of
 * pixels that a decoder keeps in memory is read from the coded data, because an "ispe" may declare a smaller one.
 */
final class HeifHeader {
    private static final Set<String> AVIF_BRANDS = Set.of("avif", "avis", "MA1B", "MA1A");
    private static final Set<String> HEIC_BRANDS =
            Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs");

    /**
     * Types of items that are derived from others: a grid, an overlay, a rotated or cropped image, an image with a gain
     * map.
     */
    private static final Set<String> DERIVED = Set.of("grid", "iovl", "iden", "tmap");

    private static final int FULL_BOX_HEADER = 4;

    /** Maximum number of brands that are read. Real files have up to a dozen. */
    private static final int MAX_BRANDS = 64;

    /**
     * Maximum depth of derivation. The deepest structure that encoders write is an image derived from a grid of coded
     * images.
     */
    private static final int MAX_DEPTH = 2;

    /** Maximum number of rotations, reflections and crops of an item, each of which copies its pixels. */
    private static final int MAX_TRANSFORMATIONS = 8;

    private static final List<String> TRANSFORMATIONS = List.of("irot", "imir", "clap");

    private final HeaderReader reader;
    private final HeifMeta meta;
    private final Map<Long, List<Long>> parts = new HashMap<>();
    private final Map<Long, Long> pixels = new HashMap<>();

    private HeifHeader(HeaderReader reader) throws IOException {
        this.reader = reader;
        meta = new HeifMeta(reader);
        for (Reference reference : meta.references()) {
            if (reference.type().equals("dimg")) {
                parts.computeIfAbsent(reference.from(), _ -> new ArrayList<>()).addAll(reference.to());
            }
        }
    }

    /**
     * Returns the codec that the file type box names, or empty if it names neither AVIF nor HEIC. Checks the major
     * brand first, and then the compatible brands. The box may be truncated after the major brand.
     */
    static Optional<ImageFormat> codec(HeaderReader reader) throws IOException {
        reader.order(ByteOrder.BIG_ENDIAN).seek(0);
        long end = Math.min(reader.uint32(), reader.length());
        String brand = reader.seek(8).fourCharacters();
        reader.seek(Math.min(16, reader.length())); // after the minor version
        for (int i = 0; i < MAX_BRANDS; i++) {
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
        Dimensions size =
                spatialExtents(meta.primary()).orElseThrow(() -> new DamagedHeader("the primary item has no size"));
        long decoded = pixels(meta.primary(), 0);
        for (Reference reference : meta.references()) {
            boolean accompanies =
                    reference.type().equals("thmb") || reference.type().equals("auxl");
            if (accompanies) {
                decoded = Math.max(decoded, pixels(reference.from(), 0));
            }
        }
        return new Dimensions(size.width(), size.height(), decoded);
    }

    /** Returns the number of pixels that are decoded for an item and its parts. Computes it once for each item. */
    private long pixels(long item, int depth) throws IOException {
        Long known = pixels.get(item);
        boolean isDerived = DERIVED.contains(meta.type(item));
        if (isDerived && depth >= MAX_DEPTH) {
            throw new DamagedHeader("images within images within images");
        }
        if (known != null) {
            return known;
        }
        if (transformations(item) > MAX_TRANSFORMATIONS) {
            throw new DamagedHeader("too many transformations");
        }
        long declared = spatialExtents(item).map(Dimensions::pixels).orElse(0L);
        long decoded = isDerived ? partsOf(item, depth) : coded(item);
        long result = Math.max(declared, decoded);
        pixels.put(item, result);
        return result;
    }

    private long partsOf(long item, int depth) throws IOException {
        long sum = 0;
        for (long part : parts.getOrDefault(item, List.of())) {
            sum = Math.min(sum + pixels(part, depth + 1), Long.MAX_VALUE / 2);
        }
        return switch (meta.type(item)) {
            case "grid" -> Math.max(sum, gridOutput(item));
            case "iovl" -> Math.max(sum, overlayOutput(item));
            default -> sum;
        };
    }

    /**
     * Returns the number of output pixels that the data of a grid declare (section 6.6.2.3.2).
     *
     * @throws DamagedHeader if its tiles are transformed, or do not cover the output: decoders would return whatever
     *     was in their memory
     */
    private long gridOutput(long item) throws IOException {
        if (meta.extents(item).isEmpty()) {
            return 0;
        }
        ItemData data = new ItemData(reader, meta.extents(item));
        int rows;
        int columns;
        Dimensions output;
        try {
            boolean wide = (data.uint8(1) & 1) == 1;
            rows = data.uint8() + 1;
            columns = data.uint8() + 1;
            output = output(data, wide);
        } catch (DamagedHeader _) {
            return 0; // truncated: no decoder can decode it
        }
        for (long tile : parts.getOrDefault(item, List.of())) {
            Optional<Dimensions> size = spatialExtents(tile);
            boolean covers = size.isEmpty()
                    || size.get().width() * columns >= output.width()
                            && size.get().height() * rows >= output.height();
            if (!covers || transformations(tile) > 0) {
                throw new DamagedHeader("tiles that do not cover their grid");
            }
        }
        return output.pixels();
    }

    /** Returns the number of output pixels that the data of an overlay declare (section 6.6.2.2.2). */
    private long overlayOutput(long item) throws IOException {
        ItemData data = new ItemData(reader, meta.extents(item));
        try {
            boolean wide = (data.uint8(1) & 1) == 1;
            data.skip(8); // the color of the background
            return output(data, wide).pixels();
        } catch (DamagedHeader _) {
            return 0;
        }
    }

    private static Dimensions output(ItemData data, boolean wide) throws IOException {
        return wide ? new Dimensions(data.uint32(), data.uint32()) : new Dimensions(data.uint16(), data.uint16());
    }

    private int transformations(long item) {
        return TRANSFORMATIONS.stream()
                .mapToInt(type -> meta.properties(item, type).size())
                .sum();
    }

    private long coded(long item) throws IOException {
        long most = 0;
        switch (meta.type(item)) {
            case "hvc1", "hev1" -> {
                for (Box configuration : meta.properties(item, "hvcC")) {
                    most = Math.max(most, HevcSequence.ofConfiguration(reader, configuration));
                }
                most = Math.max(most, HevcSequence.ofData(new ItemData(reader, meta.extents(item))));
            }
            case "av01" -> {
                for (Box configuration : meta.properties(item, "av1C")) {
                    List<HeifMeta.Extent> rest = List.of(new HeifMeta.Extent(
                            configuration.start() + 4, configuration.end() - configuration.start() - 4));
                    most = Math.max(most, Av1Sequence.pixels(new ItemData(reader, rest)));
                }
                most = Math.max(most, Av1Sequence.pixels(new ItemData(reader, meta.extents(item))));
            }
            default -> {} // other codecs are not decoded
        }
        return most;
    }

    private Optional<Dimensions> spatialExtents(long item) throws IOException {
        List<Box> extents = meta.properties(item, "ispe");
        if (extents.isEmpty()) {
            return Optional.empty();
        }
        reader.seek(extents.getFirst().start()).skip(FULL_BOX_HEADER);
        return Optional.of(new Dimensions(reader.uint32(), reader.uint32()));
    }
}
