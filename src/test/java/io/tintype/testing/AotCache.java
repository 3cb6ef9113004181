package io.tintype.testing;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The cache of loaded and linked classes that packaged jars start from, as the jar of the container image does. It halves
 * the processor time of a start.
 */
final class AotCache {

    /** The option of a training run, which creates a cache instead of using one. */
    static final String OUTPUT = "-XX:AOTCacheOutput=";

    private static final Duration CREATED_WITHIN = Duration.ofSeconds(120);

    private static Path cache;

    private AotCache() {}

    /**
     * Returns the cache for a jar. The first call after a build creates it, while other processes of the tests wait.
     *
     * @param folder where caches are stored
     */
    static synchronized Path of(Path jar, Path folder) throws IOException {
        if (cache == null) {
            Path file = Files.createDirectories(folder).resolve(name(jar));
            try (FileChannel channel = FileChannel.open(folder.resolve("aot.lock"), CREATE, WRITE);
                    FileLock _ = channel.lock()) {
                if (!Files.exists(file)) {
                    train(file);
                }
            }
            cache = file;
        }
        return cache;
    }

    /** A cache is valid for one version of Java, and for jars with the same modification times. */
    private static String name(Path jar) throws IOException {
        return "java-" + Runtime.version() + "-"
                + Files.getLastModifiedTime(jar).to(TimeUnit.MILLISECONDS) + ".aot";
    }

    private static void train(Path file) throws IOException {
        Path fresh = file.resolveSibling("fresh.aot");
        Map<String, String> environment = Map.of("JWT_SECRET", Tokens.SECRET, "TINTYPE_STORAGE", "disk");
        try (PackagedApplication application = PackagedApplication.start(environment, List.of(OUTPUT + fresh))) {
            application.terminate();
            application.waitFor(CREATED_WITHIN);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
