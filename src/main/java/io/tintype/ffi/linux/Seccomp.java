package io.tintype.ffi.linux;

import io.tintype.ffi.CMemory;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Permanently denies system calls to all threads of this process. */
public final class Seccomp {

    private static final int SET_MODE_FILTER = 1;
    private static final int FLAG_TSYNC = 1;

    private static final int KILL_PROCESS = 0x8000_0000;
    private static final int ALLOW = 0x7FFF_0000;
    private static final int ERRNO = 0x0005_0000;
    private static final int EPERM = 1;
    private static final int ENOSYS = 38;

    /** Instructions of the classic Berkeley Packet Filter. */
    private static final int LOAD = 0x20;

    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_GREATER = 0x25;
    private static final int JUMP_NOT_LESS = 0x35;
    private static final int JUMP_SET = 0x45;
    private static final int RETURN = 0x06;

    /**
     * Offsets in {@code struct seccomp_data}; arguments are 64 bits wide, and the supported architectures are
     * little-endian.
     */
    private static final int NUMBER = 0;

    private static final int ARCHITECTURE = 4;
    private static final int FIRST_ARGUMENT = 16;
    private static final int INSTRUCTION = 8;
    private static final int CLONE_THREAD = 0x10000;

    private final SystemCalls calls;
    private final int self;
    private ByteBuffer program;

    private Seccomp(SystemCalls calls, int self) {
        this.calls = calls;
        this.self = self;
    }

    /**
     * Denies system calls that access other processes or the network, execute programs, or administer the system.
     *
     * @param self the id of this process, to which it may still send signals
     * @return whether the calls are denied; false on kernels without seccomp and on unsupported processors
     */
    public static boolean deny(Libc libc, int self) {
        Optional<SystemCalls> calls = SystemCalls.ofThisMachine();
        return calls.isPresent() && new Seccomp(calls.get(), self).install(libc);
    }

    private boolean install(Libc libc) {
        try (Arena arena = Arena.ofConfined()) {
            program = CMemory.allocate(arena, INSTRUCTION * 512);
            write();
            ByteBuffer header = CMemory.allocate(arena, 2 * Long.BYTES);
            header.putShort(0, (short) (program.position() / INSTRUCTION));
            header.putLong(Long.BYTES, CMemory.address(program));
            return libc.systemCall(calls.seccomp(), SET_MODE_FILTER, FLAG_TSYNC, CMemory.address(header)) == 0;
        }
    }

    private void write() {
        add(LOAD, 0, 0, ARCHITECTURE);
        add(JUMP_EQUAL, 1, 0, calls.architecture());
        add(RETURN, 0, 0, KILL_PROCESS);
        add(LOAD, 0, 0, NUMBER);
        // Newer calls than those of this list, and the calls of the x32 ABI, fail as if the kernel did not have them.
        add(JUMP_GREATER, 0, 1, SystemCalls.NEWEST);
        add(RETURN, 0, 0, ERRNO | ENOSYS);
        // So does clone3: the C library falls back to clone, whose flags a filter can read.
        add(JUMP_EQUAL, 0, 1, SystemCalls.CLONE3);
        add(RETURN, 0, 0, ERRNO | ENOSYS);
        for (int[] range : calls.denied()) {
            add(JUMP_NOT_LESS, 0, 2, range[0]);
            add(JUMP_GREATER, 1, 0, range[1]);
            add(RETURN, 0, 0, ERRNO | EPERM);
        }
        ifCalled(calls.cloning(), JUMP_SET, CLONE_THREAD); // threads, but no processes
        ifCalled(calls.tgkill(), JUMP_EQUAL, self);
        ifCalled(calls.prlimit(), JUMP_EQUAL, 0);
        add(RETURN, 0, 0, ALLOW);
    }

    /** Allows a call only if a condition holds for its first argument. */
    private void ifCalled(int number, int condition, int value) {
        add(JUMP_EQUAL, 0, 4, number);
        add(LOAD, 0, 0, FIRST_ARGUMENT);
        add(condition, 1, 0, value);
        add(RETURN, 0, 0, ERRNO | EPERM);
        add(RETURN, 0, 0, ALLOW);
    }

    private void add(int code, int ifTrue, int ifFalse, int value) {
        program.putShort((short) code).put((byte) ifTrue).put((byte) ifFalse).putInt(value);
    }
}
