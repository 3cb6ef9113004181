package io.tintype.rendition.worker;

import io.tintype.ffi.NativeLibrary;
import io.tintype.ffi.linux.Landlock;
import io.tintype.ffi.linux.Libc;
import io.tintype.ffi.linux.Libc.Resource;
import io.tintype.ffi.linux.Seccomp;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The restrictions of a worker. They are applied in two stages. The first stage limits resources, restricts access to
 * files with Landlock, and executes the same program with one additional argument, so that all threads of the second
 * stage are restricted. The second stage denies system calls.
 *
 * @param landlock the version of Landlock that restricts the worker; 0 if the kernel does not support it
 * @param seccomp whether system calls are denied
 * @param limits whether resources are limited
 */
public record Walls(int landlock, boolean seccomp, boolean limits) {

    /** No restrictions, on systems other than Linux with glibc. */
    static final Walls NONE = new Walls(0, false, false);

    private static final Path SELF = Path.of("/proc/self");
    private static final String INSIDE = "inside=";
    private static final int EXEC_FAILED = 71;
    private static final int OPEN_FILES = 256;

    /** Maximum CPU time of all jobs of a worker together. The service stops a single job much earlier. */
    private static final int CPU_SECONDS = 3600;

    /**
     * Makes glibc clear memory that it allocates and overwrite memory that is freed, so that a decoder that returns
     * pixels that it did not write does not return an earlier image's.
     */
    private static final String CLEAR_MEMORY = "GLIBC_TUNABLES=glibc.malloc.perturb=255:glibc.malloc.tcache_count=0";

    private static final List<String> SYSTEM =
            List.of("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/sys/devices/system/cpu");
    private static final List<String> SYSTEM_FILES =
            List.of("/etc/ld.so.cache", "/dev/null", "/dev/random", "/dev/urandom");

    /** Returns whether all restrictions are applied. */
    public boolean complete() {
        return landlock > 0 && seccomp && limits;
    }

    /**
     * Applies the restrictions. Does not return in the first stage.
     *
     * @param arguments the program's arguments, of which the last one identifies the stage
     * @param library file name of libvips; if it has a path, the worker may read its folder
     * @param bytes the maximum size of the memory and of a file
     */
    static Walls raise(List<String> arguments, String library, long bytes) throws IOException {
        if (!System.getProperty("os.name").equals("Linux")) {
            return NONE;
        }
        Libc libc;
        try {
            libc = new Libc();
        } catch (IllegalArgumentException _) {
            return NONE; // not glibc
        }
        String last = arguments.getLast();
        if (!last.startsWith(INSIDE)) {
            enter(libc, library, bytes);
        }
        libc.setVariable("TMPDIR", "."); // libvips's temporary files
        String[] first = last.substring(INSIDE.length()).split(",");
        boolean seccomp = Seccomp.deny(libc, (int) ProcessHandle.current().pid());
        return new Walls(Integer.parseInt(first[0]), seccomp, Boolean.parseBoolean(first[1]));
    }

    @Override
    public String toString() {
        List<String> present = new ArrayList<>();
        if (landlock > 0) {
            present.add("Landlock " + landlock);
        }
        if (seccomp) {
            present.add("seccomp");
        }
        if (limits) {
            present.add("resource limits");
        }
        return present.isEmpty() ? "none" : String.join(", ", present);
    }

    private static void enter(Libc libc, String library, long bytes) throws IOException {
        List<String> command =
                new ArrayList<>(Stream.of(Files.readString(SELF.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                                .split("\0"))
                        .toList());
        String program = Files.readSymbolicLink(SELF.resolve("exe")).toString();
        preferForOutOfMemory();
        libc.renounceNewPrivileges();
        boolean limited = limit(libc, bytes);
        int landlock;
        try (Landlock rules = new Landlock(libc)) {
            readable(library).forEach(path -> rules.allowReading(path.toString(), Files.isDirectory(path)));
            rules.allowFiles(".");
            landlock = rules.restrict();
        }
        command.add(INSIDE + landlock + "," + limited);
        libc.execute(program, command, List.of(CLEAR_MEMORY));
        Runtime.getRuntime().halt(EXEC_FAILED);
    }

    /** Makes the kernel kill a worker rather than the service if memory runs out. */
    private static void preferForOutOfMemory() {
        try {
            Files.writeString(SELF.resolve("oom_score_adj"), "1000");
        } catch (IOException _) {
            // a precaution, and not one of the restrictions
        }
    }

    private static boolean limit(Libc libc, long bytes) {
        return libc.limit(Resource.CORE_BYTES, 0)
                && libc.limit(Resource.DATA_BYTES, bytes)
                && libc.limit(Resource.FILE_BYTES, bytes)
                && libc.limit(Resource.CPU_SECONDS, CPU_SECONDS)
                && libc.limit(Resource.OPEN_FILES, OPEN_FILES);
    }

    /** Returns the program, the system's libraries and the other files that the second stage loads. */
    private static Set<Path> readable(String library) throws IOException {
        Set<Path> paths = new LinkedHashSet<>();
        SYSTEM.forEach(path -> paths.add(Path.of(path)));
        SYSTEM_FILES.forEach(path -> paths.add(Path.of(path)));
        paths.add(SELF.toRealPath());
        try (Stream<String> maps = Files.lines(SELF.resolve("maps"), StandardCharsets.ISO_8859_1)) {
            maps.map(line -> line.indexOf('/') < 0 ? "" : line.substring(line.indexOf('/')))
                    .filter(path -> !path.isEmpty())
                    .forEach(path -> paths.add(Path.of(path)));
        }
        Path file = Path.of(library).toAbsolutePath();
        if (library.contains(File.separator) && Files.exists(file)) {
            paths.add(file.getParent());
            paths.add(file.toRealPath().getParent());
        }
        if (!NativeLibrary.IN_NATIVE_IMAGE) {
            paths.add(Path.of(System.getProperty("java.home")));
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .forEach(path -> paths.add(Path.of(path)));
        }
        return paths;
    }
}
