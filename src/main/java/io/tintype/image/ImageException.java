package io.tintype.image;

import java.util.Optional;
import java.util.UUID;

/** Why the service does not do what a caller asks. Carries facts; the words are made where it is answered. */
public abstract sealed class ImageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private ImageException() {
        super(null, null, false, false); // answered, not debugged: no stack
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

        /** Bytes of the image. */
        public long actual() {
            return actual;
        }

        /** Bytes that an image may have. */
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

        /** Pixels that the image declares. */
        public long actual() {
            return actual;
        }

        /** Pixels that an image may declare. */
        public long limit() {
            return limit;
        }
    }

    /** The bytes are in no format that is accepted. */
    public static final class UnsupportedFormat extends ImageException {
        private static final long serialVersionUID = 1L;
        private final String detectedType;

        /** For bytes that are nothing known. */
        public UnsupportedFormat() {
            this(null);
        }

        /** For bytes of another known media type. */
        public UnsupportedFormat(String detectedType) {
            this.detectedType = detectedType;
        }

        /** The media type that the bytes have instead, where it is known. */
        public Optional<String> detectedType() {
            return Optional.ofNullable(detectedType);
        }
    }

    /** The image's header is damaged or cut off. */
    public static final class Unreadable extends ImageException {
        private static final long serialVersionUID = 1L;
        private final ImageFormat format;

        public Unreadable(ImageFormat format) {
            this.format = format;
        }

        /** The format that the first bytes say. */
        public ImageFormat format() {
            return format;
        }
    }
}
