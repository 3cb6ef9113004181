package io.tintype.upload;

import java.util.UUID;

/** A rejected operation on a resumable upload. Contains values; {@code http} makes the text. */
public abstract sealed class UploadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private UploadException() {
        super(null, null, false, false); // becomes a response, so it needs no stack trace
    }

    /** The library has no such upload in progress. */
    public static final class NotFound extends UploadException {
        private static final long serialVersionUID = 1L;
        private final UUID id;

        public NotFound(UUID id) {
            this.id = id;
        }

        /** Returns the id of the upload. */
        public UUID id() {
            return id;
        }
    }

    /** The upload has expired. */
    public static final class Expired extends UploadException {
        private static final long serialVersionUID = 1L;
    }

    /** The upload is complete, and its image is stored. */
    public static final class Completed extends UploadException {
        private static final long serialVersionUID = 1L;
    }

    /** The piece does not start where the stored bytes end. */
    public static final class OffsetMismatch extends UploadException {
        private static final long serialVersionUID = 1L;
        private final long expected;
        private final long provided;

        public OffsetMismatch(long expected, long provided) {
            this.expected = expected;
            this.provided = provided;
        }

        /** Returns the number of bytes that are stored. */
        public long expected() {
            return expected;
        }

        /** Returns the position in the request. */
        public long provided() {
            return provided;
        }
    }

    /** The request contradicts the length that was declared. */
    public static final class LengthMismatch extends UploadException {
        private static final long serialVersionUID = 1L;
        private final long declared;

        public LengthMismatch(long declared) {
            this.declared = declared;
        }

        /** Returns the declared length of the image in bytes. */
        public long declared() {
            return declared;
        }
    }

    /** The store does not accept images from clients. */
    public static final class DirectUnavailable extends UploadException {
        private static final long serialVersionUID = 1L;
    }

    /** The client has not sent the image to the store yet. */
    public static final class NotSent extends UploadException {
        private static final long serialVersionUID = 1L;
    }

    /** The client has sent other bytes to the store than it declared. */
    public static final class OtherBytes extends UploadException {
        private static final long serialVersionUID = 1L;
    }

    /** The upload has the maximum number of pieces. */
    public static final class TooManyPieces extends UploadException {
        private static final long serialVersionUID = 1L;
        private final int limit;

        public TooManyPieces(int limit) {
            this.limit = limit;
        }

        /** Returns the maximum number of pieces. */
        public int limit() {
            return limit;
        }
    }
}
