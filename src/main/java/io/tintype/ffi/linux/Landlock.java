package io.tintype.ffi.linux;

import io.tintype.ffi.CMemory;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

/**
 * Restricts which files this process may access. Landlock restricts the calling thread, the threads that it starts and
 * the programs that it executes. Therefore a process executes its own program again to restrict all of its threads.
 */
public final class Landlock implements AutoCloseable {

    private static final int CREATE_RULESET = 444; // the same numbers on every architecture
    private static final int ADD_RULE = 445;
    private static final int RESTRICT_SELF = 446;
    private static final int VERSION = 1;
    private static final int PATH_BENEATH = 1;

    private static final long EXECUTE = 1;
    private static final long WRITE_FILE = 1 << 1;
    private static final long READ_FILE = 1 << 2;
    private static final long READ_DIR = 1 << 3;
    private static final long REMOVE_FILE = 1 << 5;
    private static final long MAKE_REG = 1 << 8;
    private static final long ALL_OF_FIRST_VERSION = (1 << 13) - 1;
    private static final long REFER = 1 << 13;
    private static final long TRUNCATE = 1 << 14;
    private static final long IOCTL_DEV = 1 << 15;
    private static final long ALL_OF_TCP = 3;
    private static final long ALL_SCOPES = 3;

    private final Libc libc;
    private final int version;
    private final int ruleset;

    /** Creates a set of rules, which denies everything at first. */
    public Landlock(Libc libc) {
        this.libc = libc;
        version = Math.max(0, (int) libc.systemCall(CREATE_RULESET, 0, 0, VERSION));
        ruleset = version == 0 ? -1 : create();
    }

    /** Allows reading a file or the contents of a folder, and executing programs among them. */
    public void allowReading(String path, boolean folder) {
        allow(path, READ_FILE | EXECUTE | (folder ? READ_DIR : 0));
    }

    /** Allows reading, writing, creating and removing files in a folder. */
    public void allowFiles(String folder) {
        allow(folder, READ_FILE | READ_DIR | WRITE_FILE | MAKE_REG | REMOVE_FILE | (version >= 3 ? TRUNCATE : 0));
    }

    /**
     * Restricts the calling thread. {@link Libc#renounceNewPrivileges} must be called before.
     *
     * @return the version of Landlock that restricts it, or 0 if the kernel does not support it
     */
    public int restrict() {
        return ruleset >= 0 && libc.systemCall(RESTRICT_SELF, ruleset, 0) == 0 ? version : 0;
    }

    @Override
    public void close() {
        if (ruleset >= 0) {
            libc.close(ruleset);
        }
    }

    private int create() {
        long files = ALL_OF_FIRST_VERSION
                | (version >= 2 ? REFER : 0)
                | (version >= 3 ? TRUNCATE : 0)
                | (version >= 5 ? IOCTL_DEV : 0);
        int known = version >= 6 ? 3 : version >= 4 ? 2 : 1;
        try (Arena arena = Arena.ofConfined()) {
            ByteBuffer handled = CMemory.allocate(arena, 3 * Long.BYTES)
                    .putLong(files)
                    .putLong(ALL_OF_TCP)
                    .putLong(ALL_SCOPES);
            return (int) libc.systemCall(CREATE_RULESET, CMemory.address(handled), (long) known * Long.BYTES, 0);
        }
    }

    /** Adds a rule for a path. Ignores a path that does not exist. */
    private void allow(String path, long access) {
        int descriptor = ruleset < 0 ? -1 : libc.openPath(path);
        if (descriptor < 0) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            ByteBuffer rule =
                    CMemory.allocate(arena, 2 * Long.BYTES).putLong(access).putInt(descriptor);
            libc.systemCall(ADD_RULE, ruleset, PATH_BENEATH, CMemory.address(rule), 0);
        } finally {
            libc.close(descriptor);
        }
    }
}
