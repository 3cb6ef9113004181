package io.tintype.storage;

import java.util.UUID;

/** Signals that a store failed. Messages are for the log and never reach a caller. */
public abstract sealed class StorageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private StorageException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The store cannot be reached, takes too long or throttles: the same call may succeed later. */
    public static final class Unavailable extends StorageException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * The store rejects the requests of the service because of wrong credentials, a missing bucket or a missing
     * permission. The operator must act.
     */
    public static final class Refused extends StorageException {
        private static final long serialVersionUID = 1L;

        public Refused(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The bytes of an image differ from those that were stored: the store, its disk or the connection altered them. */
    public static final class Altered extends StorageException {
        private static final long serialVersionUID = 1L;
        private final UUID imageId;

        public Altered(UUID imageId) {
            super("image " + imageId, null);
            this.imageId = imageId;
        }

        public UUID imageId() {
            return imageId;
        }
    }

    /** The library already has an image with this id. */
    public static final class AlreadyStored extends StorageException {
        private static final long serialVersionUID = 1L;

        public AlreadyStored(String message) {
            super(message, null);
        }
    }
}
