package io.tintype.rendition.worker;

import io.tintype.ffi.vips.Vips;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells whether libvips can apply the colour profile of an image. Remembers usable profiles, because a trial takes as
 * long as the preparation of a transformation, and most images have one of few profiles.
 */
final class Profiles {

    private static final int MAX_REMEMBERED = 8;
    private static final int MAX_BYTES = 64 * 1024;

    private final Vips vips;
    private final Map<ByteBuffer, Boolean> usable = new LinkedHashMap<>(MAX_REMEMBERED, 1, true);

    Profiles(Vips vips) {
        this.vips = vips;
    }

    /**
     * Returns whether the image has a usable profile. Like browsers, ignores a damaged profile and one for another
     * colour space.
     */
    boolean isUsable(Arena arena, long image) {
        if (!vips.operations().profileFits(arena, image)) {
            return false;
        }
        ByteBuffer profile = ByteBuffer.wrap(vips.operations().profile(arena, image, MAX_BYTES));
        if (usable.get(profile) != null) {
            return true;
        }
        long transformed = vips.operations().transform(arena, image);
        if (transformed == 0) {
            return false;
        }
        vips.release(transformed);
        if (profile.hasRemaining()) {
            remember(profile);
        }
        return true;
    }

    private void remember(ByteBuffer profile) {
        if (usable.size() == MAX_REMEMBERED) {
            usable.remove(usable.keySet().iterator().next());
        }
        usable.put(profile, true);
    }
}
