package io.tintype.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * One of the images under {@code src/test/resources/images}.
 *
 * @param name the file's name
 * @param mediaType the type that the service must detect
 * @param width pixels as encoded
 * @param height pixels as encoded
 */
public record RealImage(String name, String mediaType, int width, int height) {

    /** Returns all bytes of the file, in a new array each time. */
    public byte[] bytes() {
        try (InputStream stream = RealImage.class.getResourceAsStream("/images/" + name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
