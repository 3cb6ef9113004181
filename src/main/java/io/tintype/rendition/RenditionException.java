package io.tintype.rendition;

import io.tintype.storage.RenditionFormat;
import java.util.List;

/** A rendition that cannot be returned. Contains facts; {@code http} turns them into text. */
public abstract sealed class RenditionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private RenditionException() {
        super(null, null, false, false); // becomes a response, so it needs no stack trace
    }

    /** The operator configured no preset with this name. */
    public static final class UnknownPreset extends RenditionException {
        private static final long serialVersionUID = 1L;
        private final String name;
        private final transient List<String> known;

        UnknownPreset(String name, List<String> known) {
            this.name = name;
            this.known = known;
        }

        public String name() {
            return name;
        }

        /** Returns the names of the configured presets. */
        public List<String> known() {
            return known;
        }
    }

    /** libvips is not installed, or the installed version cannot be used. */
    public static final class Unavailable extends RenditionException {
        private static final long serialVersionUID = 1L;
    }

    /** The installed libvips cannot write the format. */
    public static final class UnsupportedFormat extends RenditionException {
        private static final long serialVersionUID = 1L;
        private final RenditionFormat format;

        public UnsupportedFormat(RenditionFormat format) {
            this.format = format;
        }

        public RenditionFormat format() {
            return format;
        }
    }

    /** The image's pixels are damaged or truncated, or its worker crashed. */
    public static final class Undecodable extends RenditionException {
        private static final long serialVersionUID = 1L;
        private final String mediaType;

        Undecodable(String mediaType) {
            this.mediaType = mediaType;
        }

        public String mediaType() {
            return mediaType;
        }
    }

    /** The image has more pixels than the limit for renditions. */
    public static final class TooManyPixels extends RenditionException {
        private static final long serialVersionUID = 1L;
        private final long actual;
        private final long limit;

        TooManyPixels(long actual, long limit) {
            this.actual = actual;
            this.limit = limit;
        }

        /** Returns the number of pixels of the image. */
        public long actual() {
            return actual;
        }

        /** Returns the maximum number of pixels. */
        public long limit() {
            return limit;
        }
    }

    /** Too many renditions are being made, or this one takes too long. */
    public static final class Busy extends RenditionException {
        private static final long serialVersionUID = 1L;
        private final boolean tooSlow;

        public Busy() {
            this(false);
        }

        Busy(boolean tooSlow) {
            this.tooSlow = tooSlow;
        }

        /** Returns whether a worker was killed because it took too long, as it would again. */
        boolean isTooSlow() {
            return tooSlow;
        }
    }
}
