package io.tintype.rendition;

import io.tintype.ffi.NativeLibrary;
import io.tintype.rendition.worker.Worker;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Builds the command that starts a worker: this native executable, or this JVM without the framework. */
final class WorkerCommand {

    /** Bytes of memory per pixel, for decoders that keep the whole image in memory. */
    private static final long BYTES_PER_PIXEL = 8;

    /** Bytes of memory that a worker needs for itself and its libraries, before its first job. */
    private static final long BASE = 300L * 1024 * 1024;

    private static final long BASE_OF_JVM = 700L * 1024 * 1024;

    /** Bytes of memory for an AVIF of 4096 by 4096 pixels, which encoders keep as a whole. */
    private static final long ENCODER = 640L * 1024 * 1024;

    private WorkerCommand() {}

    /**
     * Returns the command.
     *
     * @param library file name of libvips
     * @param pixels the number of pixels of the largest image
     */
    static List<String> of(String library, long pixels) {
        List<String> command = new ArrayList<>();
        if (NativeLibrary.IN_NATIVE_IMAGE) {
            command.add(ProcessHandle.current().info().command().orElseThrow());
            command.addAll(List.of("-Xmx64m", "worker"));
        } else {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
            command.addAll(List.of("-XX:-UsePerfData", "-XX:+DisableAttachMechanism", "-XX:-UseContainerSupport"));
            command.addAll(List.of("-XX:+DisplayVMOutputToStderr", "-XX:+SuppressFatalErrorMessage"));
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath(), Worker.class.getName()));
        }
        long base = NativeLibrary.IN_NATIVE_IMAGE ? BASE : BASE_OF_JVM;
        command.addAll(List.of(library, Long.toString(base + Math.max(BYTES_PER_PIXEL * pixels, ENCODER))));
        return command;
    }

    /** Returns the jar of this class, which contains everything that a worker needs. */
    private static String classPath() {
        try {
            return Path.of(Worker.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
