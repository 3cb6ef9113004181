package io.tintype.storage.s3.client;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The body of a request.
 *
 * @param file that contains the bytes, or null if there are none
 * @param size in bytes
 * @param sha256 of the bytes, as 64 lowercase hexadecimal digits
 */
public record S3RequestBody(Path file, long size, String sha256) {

    static final S3RequestBody EMPTY =
            new S3RequestBody(null, 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    /** Opens the file for reading; returns null if there is no file. */
    FileChannel open() throws IOException {
        return file == null ? null : FileChannel.open(file);
    }
}
