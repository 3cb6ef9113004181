package io.tintype.ffi.linux;

import io.tintype.ffi.CMemory;
import io.tintype.ffi.NativeLibrary;
import io.tintype.ffi.NativeLibrary.ForeignFunction;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.List;

/** The functions of the C library that a process needs to restrict itself and to execute its program again. */
public final class Libc {

    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int O_PATH = 0x200000;
    private static final int O_CLOEXEC = 0x80000;

    private final ForeignFunction prctl;
    private final ForeignFunction setrlimit;
    private final ForeignFunction open;
    private final ForeignFunction close;
    private final ForeignFunction execve;
    private final ForeignFunction setenv;
    private final ForeignFunction syscall;

    /** Loads glibc, which this process already uses. */
    public Libc() {
        NativeLibrary library = NativeLibrary.load("libc.so.6");
        prctl = library.function("prctl", "ii|pppp");
        setrlimit = library.function("setrlimit", "iip");
        open = library.function("open", "ipi");
        close = library.function("close", "ii");
        execve = library.function("execve", "ippp");
        setenv = library.function("setenv", "ippi");
        syscall = library.function("syscall", "pp|ppppp");
    }

    /**
     * The resources that can be limited, with the kernel's numbers, which are the same on all supported architectures.
     */
    public enum Resource {
        CPU_SECONDS(0),
        FILE_BYTES(1),
        DATA_BYTES(2),
        CORE_BYTES(4),
        OPEN_FILES(7);

        private final int number;

        Resource(int number) {
            this.number = number;
        }
    }

    /** Sets the soft and the hard limit of this process, and returns whether that succeeded. */
    public boolean limit(Resource resource, long most) {
        try (Arena arena = Arena.ofConfined()) {
            ByteBuffer limits =
                    CMemory.allocate(arena, 2 * Long.BYTES).putLong(most).putLong(most);
            return (int) setrlimit.call(resource.number, CMemory.address(limits)) == 0;
        }
    }

    /** Ensures that no program that this process executes has more privileges than this process. */
    public boolean renounceNewPrivileges() {
        return (int) prctl.call(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    }

    /** Sets an environment variable of this process, for C code that reads it. */
    public void setVariable(String name, String value) {
        try (Arena arena = Arena.ofConfined()) {
            setenv.call(CMemory.text(arena, name), CMemory.text(arena, value), 1);
        }
    }

    /**
     * Replaces the program of this process with another one. All threads end. Returns only if that fails.
     *
     * @param arguments the arguments, of which the first is the program's name
     * @param environment all environment variables, each as {@code NAME=value}
     */
    public void execute(String file, List<String> arguments, List<String> environment) {
        try (Arena arena = Arena.ofConfined()) {
            execve.call(CMemory.text(arena, file), CMemory.texts(arena, arguments), CMemory.texts(arena, environment));
        }
    }

    /**
     * Returns a descriptor that identifies a file or folder but cannot be used to read it, or a negative number on
     * failure.
     */
    int openPath(String path) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) open.call(CMemory.text(arena, path), O_PATH | O_CLOEXEC);
        }
    }

    void close(int descriptor) {
        close.call(descriptor);
    }

    /** Makes a system call by its number, with at most five arguments. Returns -1 if the call fails. */
    long systemCall(long number, long... arguments) {
        long[] all = new long[6];
        all[0] = number;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return syscall.call(all);
    }
}
