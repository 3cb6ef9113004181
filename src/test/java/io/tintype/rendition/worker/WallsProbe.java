package io.tintype.rendition.worker;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program inside a worker's walls that tries one action, and prints its outcome. */
@SuppressWarnings("restricted") // calls the kernel
public final class WallsProbe {

    static final String WORKED = "worked";
    private static final int EPERM = 1;
    private static final byte SECRET = 0x5A;

    private WallsProbe() {}

    public static void main(String... arguments) throws Exception {
        Walls walls = Walls.raise(List.of(arguments), "libvips.so.42", Long.parseLong(arguments[2]));
        try (PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out))) {
            out.println(walls);
            out.println(outcome(arguments[0], arguments[1]));
        }
    }

    private static String outcome(String action, String argument) {
        try {
            return attempt(action, argument);
        } catch (Throwable e) { // an error is an outcome too
            return e.getClass().getSimpleName();
        }
    }

    private static String attempt(String action, String argument) throws Throwable {
        switch (action) {
            case "nothing" -> {}
            case "read" -> Files.readAllBytes(Path.of(argument));
            case "list" -> Files.list(Path.of(argument)).close();
            case "write" -> Files.writeString(Path.of(argument), "text");
            case "link" -> Files.createSymbolicLink(Path.of(argument), Path.of("/etc/passwd"));
            case "connect" -> new Socket("127.0.0.1", Integer.parseInt(argument)).close();
            case "execute" -> new ProcessBuilder(argument).start();
            case "kill" -> kill(Long.parseLong(argument));
            case "allocate" -> Arena.global().allocate(Long.parseLong(argument)).fill((byte) 1);
            case "environment" -> {
                return System.getenv().toString();
            }
            case "reuse" -> {
                return reuse(Integer.parseInt(argument));
            }
            case "call" -> {
                return call(Long.parseLong(argument));
            }
            default -> throw new IllegalArgumentException(action);
        }
        return WORKED;
    }

    private static void kill(long process) {
        if (!ProcessHandle.of(process).orElseThrow().destroyForcibly()) {
            throw new SecurityException();
        }
    }

    /** Writes to memory, frees it, allocates as much again and counts the bytes that are still there. */
    private static String reuse(int size) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle malloc = linker.downcallHandle(
                linker.defaultLookup().find("malloc").orElseThrow(), FunctionDescriptor.of(ADDRESS, JAVA_LONG));
        MethodHandle free = linker.downcallHandle(
                linker.defaultLookup().find("free").orElseThrow(), FunctionDescriptor.ofVoid(ADDRESS));
        int found = 0;
        for (int i = 0; i < 20; i++) {
            MemorySegment memory = ((MemorySegment) malloc.invokeExact((long) size)).reinterpret(size);
            for (int at = 0; at < size; at++) {
                found += memory.get(JAVA_BYTE, at) == SECRET ? 1 : 0;
            }
            memory.fill(SECRET);
            free.invokeExact(memory);
        }
        return found + " of " + size + " bytes";
    }

    /** Makes a system call without arguments. A call that is not denied fails with another error. */
    private static String call(long number) throws Throwable {
        StructLayout state = Linker.Option.captureStateLayout();
        MethodHandle syscall = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().find("syscall").orElseThrow(),
                        FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                        Linker.Option.captureCallState("errno"));
        MemorySegment captured = Arena.global().allocate(state);
        long result = (long) syscall.invoke(captured, number, -1L, 0L, 0L, 0L);
        int errno = (int) state.varHandle(PathElement.groupElement("errno")).get(captured, 0L);
        return result == -1 && errno == EPERM ? "denied" : result + " " + errno;
    }
}
