package io.tintype.image;

import java.nio.file.Path;

/**
 * A file whose bytes may become an image.
 *
 * @param path the file, which the caller removes
 * @param submittedName as the client sent it; may be empty
 * @param sha256 of the file's bytes, in lowercase hexadecimal
 */
public record SpooledFile(Path path, String submittedName, String sha256) {}
