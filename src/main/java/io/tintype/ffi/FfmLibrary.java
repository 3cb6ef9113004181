package io.tintype.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Collections;

/** Calls a library through Java's Foreign Function and Memory API, on the JVM. */
@SuppressWarnings("restricted") // foreign functions require restricted methods
final class FfmLibrary implements NativeLibrary {

    private static final Linker LINKER = Linker.nativeLinker();

    private final SymbolLookup symbols;

    FfmLibrary(String file) {
        symbols = SymbolLookup.libraryLookup(file, Arena.global());
    }

    @Override
    public long address(String name) {
        return symbols.find(name).orElseThrow().address();
    }

    @Override
    public ForeignFunction function(String name, String shape) {
        int fixed = shape.indexOf('|') - 1;
        String types = shape.replace("|", "");
        MemoryLayout[] parameters =
                types.chars().skip(1).mapToObj(FfmLibrary::layout).toArray(MemoryLayout[]::new);
        FunctionDescriptor descriptor = types.charAt(0) == 'v'
                ? FunctionDescriptor.ofVoid(parameters)
                : FunctionDescriptor.of(layout(types.charAt(0)), parameters);
        Linker.Option[] options =
                fixed < 0 ? new Linker.Option[0] : new Linker.Option[] {Linker.Option.firstVariadicArg(fixed)};
        MethodHandle function = LINKER.downcallHandle(symbols.find(name).orElseThrow(), descriptor, options);
        return calling(function, parameters.length);
    }

    /** Returns the layout of a type. A pointer is a long, because only 64-bit machines are supported. */
    private static MemoryLayout layout(int type) {
        return type == 'i' ? JAVA_INT : JAVA_LONG;
    }

    private static ForeignFunction calling(MethodHandle function, int parameters) {
        MethodType longs = MethodType.methodType(long.class, Collections.nCopies(parameters, long.class));
        MethodHandle spreading =
                MethodHandles.explicitCastArguments(function, longs).asSpreader(long[].class, parameters);
        return arguments -> {
            try {
                return (long) spreading.invokeExact(arguments);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e); // a C function throws nothing
            }
        };
    }
}
