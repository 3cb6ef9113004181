package io.tintype.ffi;

/** The functions of a C library that is loaded for good. */
public interface NativeLibrary {

    /**
     * Whether this is the native executable, and no JVM. The property is set while the executable is built, when this
     * class is initialized, so that Java's own way to C, with its compiler of byte code, is left out of it.
     */
    boolean IN_NATIVE_IMAGE = System.getProperty("org.graalvm.nativeimage.imagecode") != null;

    /**
     * A function.
     *
     * @param shape its result and then its parameters, each {@code p} for a pointer, {@code i} for an int or, as a
     *     result only, {@code v} for none; {@code |} stands before parameters of a variadic function that C does not
     *     declare
     * @throws java.util.NoSuchElementException if the library does not have it
     */
    ForeignFunction function(String name, String shape);

    /** The address of a function, for C. */
    long address(String name);

    /** A C function. A wrong argument ends the process. */
    @FunctionalInterface
    interface ForeignFunction {

        /**
         * Calls it with pointers and ints, as many as its shape has.
         *
         * @return a pointer, or an int to cast to
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
