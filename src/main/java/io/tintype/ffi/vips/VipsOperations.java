package io.tintype.ffi.vips;

import io.tintype.ffi.CMemory;
import io.tintype.ffi.NativeLibrary;
import io.tintype.ffi.NativeLibrary.ForeignFunction;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Inspects an open image and derives other images from it, as lazily as {@link Vips} and under the same rules. */
public final class VipsOperations {

    /** Values of libvips's C enumerations, which do not change between versions. */
    private static final int INTERPRETATION_MULTIBAND = 0;

    private static final int INTERPRETATION_B_W = 1;
    private static final int INTERPRETATION_CMYK = 15;
    private static final int INTERPRETATION_RGB = 17;
    private static final int INTERPRETATION_SRGB = 22;
    private static final int INTERPRETATION_RGB16 = 25;
    private static final int INTERPRETATION_GREY16 = 26;

    private static final int INTERPRETATION_SCRGB = 28;
    private static final int INTERESTING_ATTENTION = 3;

    private static final int FORMAT_UCHAR = 0;
    private static final int FORMAT_SHORT = 3;
    private static final int FORMAT_FLOAT = 6;

    private static final String PROFILE = "icc-profile-data";
    private static final int PROFILE_HEADER = 128;
    private static final int PROFILE_COLOURS = 16;

    private static final long END = 0;

    private final ForeignFunction bands;
    private final ForeignFunction interpretation;
    private final ForeignFunction hasAlpha;
    private final ForeignFunction blob;
    private final ForeignFunction setBlob;
    private final ForeignFunction transform;
    private final ForeignFunction extractBand;
    private final ForeignFunction extractArea;
    private final ForeignFunction addAlpha;
    private final ForeignFunction embed;
    private final ForeignFunction smartcrop;
    private final ForeignFunction min;
    private final ForeignFunction unpremultiply;
    private final ForeignFunction format;
    private final ForeignFunction cast;
    private final ForeignFunction join;
    private final ForeignFunction copy;
    private final ForeignFunction release;

    VipsOperations(NativeLibrary library) {
        bands = library.function("vips_image_get_bands", "ip");
        interpretation = library.function("vips_image_guess_interpretation", "ip");
        hasAlpha = library.function("vips_image_hasalpha", "ip");
        blob = library.function("vips_image_get_blob", "ipppp");
        setBlob = library.function("vips_image_set_blob_copy", "vpppp");
        transform = library.function("vips_icc_transform", "ippp|pipip");
        extractBand = library.function("vips_extract_band", "ippi|pip");
        extractArea = library.function("vips_extract_area", "ippiiii|p");
        addAlpha = library.function("vips_addalpha", "ipp|p");
        embed = library.function("vips_embed", "ippiiii|p");
        smartcrop = library.function("vips_smartcrop", "ippii|pip");
        min = library.function("vips_min", "ipp|p");
        unpremultiply = library.function("vips_unpremultiply", "ipp|p");
        format = library.function("vips_image_get_format", "ip");
        cast = library.function("vips_cast", "ippi|p");
        join = library.function("vips_bandjoin2", "ippp|p");
        copy = library.function("vips_copy", "ipp|pip");
        release = library.function("g_object_unref", "vp");
    }

    public int bands(long image) {
        return (int) bands.call(image);
    }

    public boolean hasAlpha(long image) {
        return (int) hasAlpha.call(image) != 0;
    }

    /** Returns whether libvips knows which samples of this type are black and white: those of 8 or 16 bits, and floats. */
    public boolean hasUsualSamples(long image) {
        int samples = (int) format.call(image);
        return samples <= FORMAT_SHORT || samples == FORMAT_FLOAT;
    }

    /** Returns whether the image has one band of floats. libvips regards 255 of them as white, but files contain 1. */
    public boolean isFloatGrey(long image) {
        return bands(image) == 1 && (int) format.call(image) == FORMAT_FLOAT && colourBands(image) == 1;
    }

    /** Returns an image for which {@link #isFloatGrey} is true as red, green and blue, which are proportional to light. */
    public long floatGreyToRgb(Arena arena, long image) {
        long two = Vips.made(arena, out -> join.call(image, image, out, END));
        long three = two == 0 ? 0 : Vips.made(arena, out -> join.call(two, image, out, END));
        long rgb = three == 0
                ? 0
                : Vips.made(
                        arena,
                        out -> copy.call(three, out, CMemory.text(arena, "interpretation"), INTERPRETATION_SCRGB, END));
        for (long part : new long[] {two, three}) {
            if (part != 0) {
                release.call(part);
            }
        }
        return rgb;
    }

    /** Returns the number of the image's colour bands. The bands after them contain transparency or other data. */
    public int colourBands(long image) {
        int bands = bands(image);
        int kind = (int) interpretation.call(image);
        return switch (kind) {
            case INTERPRETATION_B_W, INTERPRETATION_GREY16 -> 1;
            case INTERPRETATION_CMYK -> 4;
            case INTERPRETATION_MULTIBAND -> bands < 3 ? 1 : 3;
            default -> Math.min(bands, 3);
        };
    }

    /**
     * Returns whether the image has a colour profile, and the profile is for the colour space of the image (ICC.1,
     * 7.2.6).
     */
    public boolean profileFits(Arena arena, long image) {
        String colours = switch ((int) interpretation.call(image)) {
            case INTERPRETATION_B_W, INTERPRETATION_GREY16 -> "GRAY";
            case INTERPRETATION_SRGB, INTERPRETATION_RGB, INTERPRETATION_RGB16 -> "RGB ";
            case INTERPRETATION_CMYK -> "CMYK";
            default -> "none";
        };
        return profileColours(arena, image).equals(colours);
    }

    /**
     * Returns whether the image is grey and has a profile for RGB. Browsers apply such a profile with the grey value as
     * red, green and blue.
     */
    public boolean isGreyWithRgbProfile(Arena arena, long image) {
        return colourBands(image) == 1 && profileColours(arena, image).equals("RGB ");
    }

    /** Returns the four letters that identify the profile's colour space, or an empty text if there is no profile. */
    private String profileColours(Arena arena, long image) {
        CMemory.Pointer data = new CMemory.Pointer(arena);
        if (profile(arena, image, data) < PROFILE_HEADER) {
            return "";
        }
        byte[] header = CMemory.bytes(data.value(), PROFILE_HEADER);
        return new String(header, PROFILE_COLOURS, 4, StandardCharsets.ISO_8859_1);
    }

    /** Returns the image's profile, or an empty array if it has none or a longer one. */
    public byte[] profile(Arena arena, long image, int maxLength) {
        CMemory.Pointer data = new CMemory.Pointer(arena);
        long length = profile(arena, image, data);
        return length > 0 && length <= maxLength ? CMemory.bytes(data.value(), (int) length) : new byte[0];
    }

    /** Attaches a profile to an image that nothing else uses. */
    public void setProfile(Arena arena, long image, byte[] profile) {
        ByteBuffer memory = CMemory.allocate(arena, profile.length).put(profile);
        setBlob.call(image, CMemory.text(arena, PROFILE), CMemory.address(memory), profile.length);
    }

    /** Returns whether the image has 8-bit red, green and blue, which are sRGB unless a profile defines them. */
    public boolean isSrgb(long image) {
        return (int) interpretation.call(image) == INTERPRETATION_SRGB && (int) format.call(image) == FORMAT_UCHAR;
    }

    private long profile(Arena arena, long image, CMemory.Pointer data) {
        CMemory.Pointer size = new CMemory.Pointer(arena);
        int failed = (int) blob.call(image, CMemory.text(arena, PROFILE), data.address(), size.address());
        return failed == 0 ? size.value() : 0;
    }

    /**
     * Returns the image, converted to sRGB by its own profile, or 0 if the profile cannot be used. Computes no pixels
     * yet.
     */
    public long transform(Arena arena, long image) {
        return Vips.made(
                arena,
                out -> transform.call(
                        image,
                        out,
                        CMemory.text(arena, "srgb"),
                        CMemory.text(arena, "embedded"),
                        1,
                        CMemory.text(arena, "intent"),
                        Vips.INTENT_PERCEPTUAL,
                        END));
    }

    /** Returns the first bands of the image. */
    public long extractBands(Arena arena, long image, int count) {
        return extractBands(arena, image, 0, count);
    }

    private long extractBands(Arena arena, long image, int first, int count) {
        return Vips.made(arena, out -> extractBand.call(image, out, first, CMemory.text(arena, "n"), count, END));
    }

    /** Returns the smallest value of the last band, which is the transparency of an image that has it. */
    public double minOfLastBand(Arena arena, long image) {
        long band = extractBands(arena, image, bands(image) - 1, 1);
        if (band == 0) {
            return 0;
        }
        ByteBuffer value = CMemory.allocate(arena, Double.BYTES);
        try {
            return (int) min.call(band, CMemory.address(value), END) == 0 ? value.getDouble(0) : 0;
        } finally {
            release.call(band);
        }
    }

    /** Returns the image with colours that are not multiplied by its transparency. */
    public long unpremultiply(Arena arena, long image) {
        long divided = Vips.made(arena, out -> unpremultiply.call(image, out, END));
        if (divided == 0) {
            return 0;
        }
        try {
            return Vips.made(arena, out -> cast.call(divided, out, format.call(image), END));
        } finally {
            release.call(divided);
        }
    }

    /** Returns the part of this size that probably draws attention. */
    public long attention(Arena arena, long image, Vips.Size size) {
        return Vips.made(
                arena,
                out -> smartcrop.call(
                        image,
                        out,
                        size.width(),
                        size.height(),
                        CMemory.text(arena, "interesting"),
                        INTERESTING_ATTENTION,
                        END));
    }

    public long extractArea(Arena arena, long image, int left, int top, int areaWidth, int areaHeight) {
        return Vips.made(arena, out -> extractArea.call(image, out, left, top, areaWidth, areaHeight, END));
    }

    public long addAlpha(Arena arena, long image) {
        return Vips.made(arena, out -> addAlpha.call(image, out, END));
    }

    /**
     * Returns a larger image that contains the image. The pixels around it are 0, which is transparent if the image has
     * transparency.
     */
    public long embed(Arena arena, long image, int left, int top, int outerWidth, int outerHeight) {
        return Vips.made(arena, out -> embed.call(image, out, left, top, outerWidth, outerHeight, END));
    }
}
