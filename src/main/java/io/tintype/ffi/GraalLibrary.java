package io.tintype.ffi;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.NoSuchElementException;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.nativeimage.c.function.CFunctionPointer;
import org.graalvm.nativeimage.c.function.InvokeCFunctionPointer;
import org.graalvm.word.PointerBase;
import org.graalvm.word.WordFactory;

/**
 * Calls a library through GraalVM's C interface, in the native executable. Every function is called with {@value
 * #MAX_ARGUMENTS} arguments, each as wide as a register. On Linux, a function that expects fewer arguments, or an int,
 * ignores the rest, whether or not it is variadic.
 */
final class GraalLibrary implements NativeLibrary {

    private static final int RTLD_LAZY = 1;
    private static final int MAX_ARGUMENTS = 16;

    private final long handle;

    GraalLibrary(String file) {
        try (Arena arena = Arena.ofConfined()) {
            handle = dlopen(WordFactory.pointer(CMemory.text(arena, file)), RTLD_LAZY)
                    .rawValue();
        }
        if (handle == 0) {
            throw new IllegalArgumentException(file);
        }
    }

    @Override
    public long address(String name) {
        try (Arena arena = Arena.ofConfined()) {
            PointerBase library = WordFactory.pointer(handle);
            long address = dlsym(library, WordFactory.pointer(CMemory.text(arena, name)))
                    .rawValue();
            if (address == 0) {
                throw new NoSuchElementException(name);
            }
            return address;
        }
    }

    @Override
    public ForeignFunction function(String name, String shape) {
        long address = address(name);
        return arguments -> call(address, Arrays.copyOf(arguments, MAX_ARGUMENTS));
    }

    private static long call(long address, long[] a) {
        Function function = WordFactory.pointer(address);
        return function.call(
                a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11], a[12], a[13], a[14], a[15]);
    }

    private interface Function extends CFunctionPointer {
        @InvokeCFunctionPointer
        long call(
                long a,
                long b,
                long c,
                long d,
                long e,
                long f,
                long g,
                long h,
                long i,
                long j,
                long k,
                long l,
                long m,
                long n,
                long o,
                long p);
    }

    @CFunction("dlopen")
    private static native PointerBase dlopen(PointerBase file, int flags);

    @CFunction("dlsym")
    private static native PointerBase dlsym(PointerBase library, PointerBase name);
}
