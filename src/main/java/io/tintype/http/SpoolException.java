package io.tintype.http;

import java.io.IOException;
import java.util.List;

/** A form cannot be spooled to the disk, which is not the caller's fault. */
final class SpoolException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final List<String> FULL = List.of("No space left on device", "Disk quota exceeded");

    SpoolException(IOException cause) {
        super(cause);
    }

    /** Whether the disk has no room left. Java has no type for it, only the system's words. */
    boolean isFull() {
        String words = String.valueOf(getCause().getMessage());
        return FULL.stream().anyMatch(words::endsWith);
    }
}
