package io.tintype.rendition.worker;

import io.tintype.ffi.vips.Vips;
import io.tintype.ffi.vips.VipsOperations;
import io.tintype.ffi.vips.VipsPixels.Bitmap;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells whether libvips must apply the colour profile of an image. Remembers the last profiles, because a trial takes
 * as long as the preparation of a transformation, and most images have one of few profiles. Most of these are sRGB,
 * whose transformation changes nothing and takes longer than to scale a photograph.
 */
final class Profiles {

    private static final int MAX_REMEMBERED = 8;
    private static final int MAX_BYTES = 64 * 1024;

    /** The side of an image with 16 values of red, green and blue each. */
    private static final int SIDE = 64;

    private static final int SAMPLES = SIDE * SIDE * 3;
    private static final int STEP = 17;

    private final Vips vips;
    private final Map<ByteBuffer, Kind> known = new LinkedHashMap<>(MAX_REMEMBERED, 1, true);

    private enum Kind {
        /** The profile changes no 8-bit value by more than 1. */
        SRGB,
        OTHER
    }

    Profiles(Vips vips) {
        this.vips = vips;
    }

    /**
     * Returns whether the image has a profile that must be applied. Like browsers, ignores a damaged profile and one
     * for another colour space.
     */
    boolean isUsable(Arena arena, long image) {
        if (!vips.operations().profileFits(arena, image)) {
            return false;
        }
        ByteBuffer profile = ByteBuffer.wrap(vips.operations().profile(arena, image, MAX_BYTES));
        Kind kind = known.get(profile);
        if (kind == null) {
            long transformed = vips.operations().transform(arena, image);
            if (transformed == 0) {
                return false;
            }
            vips.release(transformed);
            kind = kind(arena, image, profile.array());
            if (profile.hasRemaining()) {
                remember(profile, kind);
            }
        }
        return kind == Kind.OTHER || !vips.operations().isSrgb(image);
    }

    private void remember(ByteBuffer profile, Kind kind) {
        if (known.size() == MAX_REMEMBERED) {
            known.remove(known.keySet().iterator().next());
        }
        known.put(profile, kind);
    }

    private Kind kind(Arena arena, long image, byte[] profile) {
        VipsOperations operations = vips.operations();
        if (profile.length == 0 || !operations.isSrgb(image)) {
            return Kind.OTHER;
        }
        try (Bitmap colours = vips.pixels().paint(arena, SIDE, SIDE, 3, Profiles::paint)) {
            operations.setProfile(arena, colours.image(), profile);
            long transformed = operations.transform(arena, colours.image());
            if (transformed == 0) {
                return Kind.OTHER;
            }
            try (Bitmap result = vips.pixels().compute(arena, transformed)) {
                return result != null && isClose(colours.bytes(SAMPLES), result.bytes(SAMPLES))
                        ? Kind.SRGB
                        : Kind.OTHER;
            } finally {
                vips.release(transformed);
            }
        }
    }

    private static void paint(ByteBuffer pixels) {
        for (int i = 0; pixels.hasRemaining(); i++) {
            pixels.put((byte) ((i & 0xF) * STEP))
                    .put((byte) ((i >> 4 & 0xF) * STEP))
                    .put((byte) ((i >> 8) * STEP));
        }
    }

    private static boolean isClose(ByteBuffer before, ByteBuffer after) {
        for (int i = 0; i < SAMPLES; i++) {
            if (Math.abs((before.get(i) & 0xFF) - (after.get(i) & 0xFF)) > 1) {
                return false;
            }
        }
        return true;
    }
}
