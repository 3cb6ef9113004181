package io.tintype.foreign;

/** The functions of a C library that is loaded for good. */
public interface ForeignLibrary {

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
    static ForeignLibrary load(String file) {
        return isInExecutable() ? new ExecutablesLibrary(file) : new JavasLibrary(file);
    }

    /** Whether this is the native executable, and no JVM. */
    static boolean isInExecutable() {
        return "runtime".equals(System.getProperty("org.graalvm.nativeimage.imagecode"));
    }
}
