package io.tintype.image;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A rejected operation. Contains values; {@code http} makes the text. */
public abstract sealed class ImageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private ImageException() {
        super(null, null, false, false); // becomes a response, so it needs no stack trace
    }

    /** The library has no such image. */
    public static final class NotFound extends ImageException {
        private static final long serialVersionUID = 1L;
        private final UUID id;

        public NotFound(UUID id) {
            this.id = id;
        }

        public UUID id() {
            return id;
        }
    }

    /** The library has an image with this id and other bytes. */
    public static final class Exists extends ImageException {
        private static final long serialVersionUID = 1L;
        private final UUID id;

        public Exists(UUID id) {
            this.id = id;
        }

        public UUID id() {
            return id;
        }
    }

    /** The library would hold more than its quota allows. */
    public static final class QuotaExceeded extends ImageException {
        private static final long serialVersionUID = 1L;
        private final String unit;
        private final long actual;
        private final long limit;

        /**
         * Creates a failure.
         *
         * @param unit {@code bytes} or {@code images}
         * @param actual what the library holds
         */
        public QuotaExceeded(String unit, long actual, long limit) {
            this.unit = unit;
            this.actual = actual;
            this.limit = limit;
        }

        public String unit() {
            return unit;
        }

        public long actual() {
            return actual;
        }

        public long limit() {
            return limit;
        }
    }

    /** The upload has no bytes. */
    public static final class Empty extends ImageException {
        private static final long serialVersionUID = 1L;
    }

    /** The image has more bytes than the limit. */
    public static final class TooLarge extends ImageException {
        private static final long serialVersionUID = 1L;
        private final long actual;
        private final long limit;

        public TooLarge(long actual, long limit) {
            this.actual = actual;
            this.limit = limit;
        }

        /** Returns the number of bytes of the image. */
        public long actual() {
            return actual;
        }

        /** Returns the maximum number of bytes. */
        public long limit() {
            return limit;
        }
    }

    /** The image declares more pixels than the limit. */
    public static final class TooManyPixels extends ImageException {
        private static final long serialVersionUID = 1L;
        private final long actual;
        private final long limit;

        public TooManyPixels(long actual, long limit) {
            this.actual = actual;
            this.limit = limit;
        }

        /** Returns the number of pixels that the image declares. */
        public long actual() {
            return actual;
        }

        /** Returns the maximum number of pixels. */
        public long limit() {
            return limit;
        }
    }

    /** The format is not accepted. */
    public static final class UnsupportedFormat extends ImageException {
        private static final long serialVersionUID = 1L;
        private final String detectedType;

        /** Creates an exception for an unknown format. */
        public UnsupportedFormat() {
            this(null);
        }

        /** Creates an exception for a known media type, or for an unknown one if it is null. */
        public UnsupportedFormat(String detectedType) {
            this.detectedType = detectedType;
        }

        /** Returns the media type of the bytes, if it is known. */
        public Optional<String> detectedType() {
            return Optional.ofNullable(detectedType);
        }
    }

    /** The caller may upload images of other media types only. */
    public static final class TypeNotAllowed extends ImageException {
        private static final long serialVersionUID = 1L;
        private final String detectedType;
        private final transient List<String> allowed;

        TypeNotAllowed(String detectedType, Collection<String> allowed) {
            this.detectedType = detectedType;
            this.allowed = List.copyOf(allowed);
        }

        /** Returns the media type of the bytes. */
        public String detectedType() {
            return detectedType;
        }

        /** Returns the media types that the caller may upload. */
        public List<String> allowed() {
            return allowed;
        }
    }

    /** The caller may upload one image only, which has another id. */
    public static final class IdNotAllowed extends ImageException {
        private static final long serialVersionUID = 1L;
        private final UUID allowed;

        public IdNotAllowed(UUID allowed) {
            this.allowed = allowed;
        }

        /** Returns the id of the image that the caller may upload. */
        public UUID allowed() {
            return allowed;
        }
    }

    /** The header of the image is damaged or truncated. */
    public static final class Unreadable extends ImageException {
        private static final long serialVersionUID = 1L;
        private final ImageFormat format;

        public Unreadable(ImageFormat format) {
            this.format = format;
        }

        /** Returns the format of the first bytes. */
        public ImageFormat format() {
            return format;
        }
    }
}
