package io.tintype.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Searches the memory of another process of the same user, on Linux. */
public final class ProcessMemory {

    private static final int CHUNK = 1024 * 1024;

    private ProcessMemory() {}

    /** Returns whether a text is in memory that the process may write, one byte a character. */
    public static boolean contains(long process, String text) throws IOException {
        byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
        try (RandomAccessFile memory = new RandomAccessFile("/proc/" + process + "/mem", "r")) {
            for (String line : Files.readAllLines(Path.of("/proc/" + process + "/maps"))) {
                String[] fields = line.split("[ -]");
                if (fields[2].startsWith("rw") && contains(memory, hex(fields[0]), hex(fields[1]), wanted)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean contains(RandomAccessFile memory, long start, long end, byte[] wanted) {
        byte[] chunk = new byte[CHUNK];
        for (long at = start; at < end; at += CHUNK - wanted.length) {
            try {
                memory.seek(at);
                int count = memory.read(chunk, 0, (int) Math.min(CHUNK, end - at));
                if (contains(chunk, count, wanted)) {
                    return true;
                }
            } catch (IOException _) {
                return false; // memory of a device, or no longer mapped
            }
        }
        return false;
    }

    private static boolean contains(byte[] chunk, int count, byte[] wanted) {
        for (int i = 0; i <= count - wanted.length; i++) {
            if (chunk[i] == wanted[0] && Arrays.equals(chunk, i, i + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    private static long hex(String address) {
        return Long.parseUnsignedLong(address, 16);
    }
}
