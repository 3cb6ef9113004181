package io.tintype.http.audit;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Appends lines to a file. Opens it for each line, so that a file that was renamed or removed is created again. */
final class AuditFile {

    /** Subjects are personal data, so only the group of the file may read it. */
    private static final FileAttribute<?> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    private final Path path;
    private boolean isTorn;

    AuditFile(Path path) {
        this.path = path;
    }

    /**
     * Creates the file if it does not exist.
     *
     * @throws IOException if it cannot be opened
     */
    void check() throws IOException {
        open().close();
    }

    /**
     * Appends a line. After a failure, the next line starts with a line end, so that it is not joined to what was
     * written.
     */
    synchronized void append(byte[] line) throws IOException {
        try (FileChannel file = open()) {
            if (isTorn) {
                write(file, new byte[] {'\n'});
            }
            isTorn = true;
            write(file, line);
            isTorn = false;
        }
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(path, Set.of(CREATE, APPEND), MODE);
    }

    private static void write(FileChannel file, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            file.write(left);
        }
    }
}
