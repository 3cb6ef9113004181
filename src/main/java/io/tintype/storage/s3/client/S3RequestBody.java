package io.tintype.storage.s3.client;

import io.tintype.storage.Checksum;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The body of a request.
 *
 * @param file that contains the bytes, or null if they are in memory
 * @param content the bytes if there is no file
 * @param size in bytes
 * @param sha256 of the bytes, as 64 lowercase hexadecimal digits
 */
public record S3RequestBody(Path file, byte[] content, long size, String sha256) {

    static final S3RequestBody EMPTY = of(new byte[0]);

    public S3RequestBody(Path file, long size, String sha256) {
        this(file, new byte[0], size, sha256);
    }

    /** Returns a body that is in memory. */
    public static S3RequestBody of(byte[] content) {
        return new S3RequestBody(
                null,
                content,
                content.length,
                Checksum.text(Checksum.newSha256().digest(content)));
    }

    /** Opens the file for reading; returns null if there is no file. */
    FileChannel open() throws IOException {
        return file == null ? null : FileChannel.open(file);
    }
}
