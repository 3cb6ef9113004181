package io.tintype.packaged.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Reads the buffers of TCP connections in bytes: columns of /proc/net/tcp, see proc_pid_net(5). */
final class SocketQueues {

    private static final int LOCAL_ADDRESS = 1;
    private static final int REMOTE_ADDRESS = 2;
    private static final int QUEUES = 4; // sent and not acknowledged, received and not read

    private SocketQueues() {}

    /** Returns, for each connection to this port, the bytes that its client has not acknowledged. */
    static List<Long> unsent(int serverPort) {
        return queues(LOCAL_ADDRESS, serverPort, 0);
    }

    /** Returns, for each connection to this port, the bytes that its client has received and not read. */
    static List<Long> unread(int serverPort) {
        return queues(REMOTE_ADDRESS, serverPort, 1);
    }

    private static List<Long> queues(int address, int port, int queue) {
        String ending = ":%04X".formatted(port);
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6")
                .flatMap(table -> rows(table).stream())
                .filter(row -> row[address].endsWith(ending))
                .map(row -> Long.parseLong(row[QUEUES].split(":")[queue], 16))
                .toList();
    }

    private static List<String[]> rows(String table) {
        try (Stream<String> lines = Files.lines(Path.of(table))) {
            return lines.skip(1).map(line -> line.strip().split("\\s+")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
