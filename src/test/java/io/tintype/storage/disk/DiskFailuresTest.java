package io.tintype.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.storage.StorageException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DiskFailuresTest {

    static Stream<IOException> lasting() {
        return Stream.of(
                new AccessDeniedException("/data"),
                new FileSystemException("/data", null, "Read-only file system"),
                new FileSystemException("/data", null, "Disk quota exceeded"),
                new FileSystemException("/data/x", null, "Not a directory"),
                new FileSystemException("/data", "/data/x", "No space left on device"),
                new IOException("No space left on device"));
    }

    static Stream<IOException> passing() {
        return Stream.of(
                new IOException("Input/output error"),
                new IOException(),
                new EOFException(),
                new NoSuchFileException("/data"),
                new ClosedByInterruptException(),
                new FileSystemException("/data", null, "Too many open files"));
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void rejectsLastingFailures(IOException cause) {
        StorageException failure = DiskFailures.of("store", cause);

        assertThat(failure).isInstanceOf(StorageException.Refused.class).hasCause(cause);
    }

    @ParameterizedTest
    @MethodSource("passing")
    void isUnavailableForTheRest(IOException cause) {
        StorageException failure = DiskFailures.of("store", cause);

        assertThat(failure).isInstanceOf(StorageException.Unavailable.class).hasCause(cause);
    }
}
