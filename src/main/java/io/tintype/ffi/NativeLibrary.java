package io.tintype.ffi;

/** A C library, which stays loaded until the process ends. */
public interface NativeLibrary {

    /**
     * Whether this process is the native executable and not a JVM. This class is initialized while the executable is
     * built, when the property is set, so that the executable does not include Java's foreign function interface and
     * its bytecode compiler.
     */
    boolean IN_NATIVE_IMAGE = System.getProperty("org.graalvm.nativeimage.imagecode") != null;

    /**
     * Returns a function.
     *
     * @param shape the types of its result and then of its parameters: {@code p} for a pointer, {@code i} for an int
     *     or, as a result only, {@code v} for void; {@code |} precedes the variadic parameters
     * @throws java.util.NoSuchElementException if the library does not contain it
     */
    ForeignFunction function(String name, String shape);

    /** Returns the address of a function, to be passed to C. */
    long address(String name);

    /** A C function. An invalid argument can crash the process. */
    @FunctionalInterface
    interface ForeignFunction {

        /**
         * Calls the function with the pointers and ints that its shape declares.
         *
         * @return a pointer, or an int as a long, which the caller casts
         */
        long call(long... arguments);
    }

    /**
     * Loads a library.
     *
     * @param file its name, with or without a path
     * @throws IllegalArgumentException if it cannot be loaded
     */
    static NativeLibrary load(String file) {
        return IN_NATIVE_IMAGE ? new GraalLibrary(file) : new FfmLibrary(file);
    }
}
