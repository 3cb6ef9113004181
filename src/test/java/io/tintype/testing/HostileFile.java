package io.tintype.testing;

import java.util.function.Supplier;

/**
 * A file, and the expected response to its upload.
 *
 * @param name a file name, whose extension may be wrong
 * @param content creates the bytes, a new array each time; some have 20 MB
 * @param expected the response
 */
public record HostileFile(String name, Supplier<byte[]> content, Expected expected) {

    public byte[] bytes() {
        return content.get();
    }

    @Override
    public String toString() {
        return name;
    }

    /**
     * The response to an upload.
     *
     * @param status of the response
     * @param problem the problem's type after {@code urn:tintype:problem:}; null with 201
     * @param mediaType of the stored image; null unless the status is 201
     * @param detectedType the problem's member of that name; null if it has none
     * @param pixels the problem's member {@code actual} with too-many-pixels; 0 with others
     */
    public record Expected(int status, String problem, String mediaType, String detectedType, long pixels) {

        static Expected accepted(String mediaType) {
            return new Expected(201, null, mediaType, null, 0);
        }

        static Expected empty() {
            return new Expected(400, "invalid-upload", null, null, 0);
        }

        /** The format is unknown. */
        static Expected unsupported() {
            return unsupported(null);
        }

        static Expected unsupported(String detectedType) {
            return new Expected(415, "unsupported-image", null, detectedType, 0);
        }

        static Expected unreadable(String detectedType) {
            return new Expected(422, "unreadable-image", null, detectedType, 0);
        }

        static Expected tooManyPixels(long pixels) {
            return new Expected(422, "too-many-pixels", null, null, pixels);
        }
    }
}
