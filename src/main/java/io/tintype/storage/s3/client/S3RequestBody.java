package io.tintype.storage.s3.client;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * What a request carries.
 *
 * @param file with the bytes, or null where there are none
 * @param size bytes
 * @param sha256 of them, 64 lowercase hexadecimal digits
 */
public record S3RequestBody(Path file, long size, String sha256) {

    static final S3RequestBody EMPTY =
            new S3RequestBody(null, 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    /** Opens the file for reading; null without one. */
    FileChannel open() throws IOException {
        return file == null ? null : FileChannel.open(file);
    }
}
