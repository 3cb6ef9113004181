package io.tintype.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Runs the jar or the native executable, whichever was built last, as a process on free ports of 127.0.0.1. Its
 * environment contains only variables that an operator would set.
 */
public final class PackagedApplication implements AutoCloseable {

    /** The arguments of the Kubernetes manifests and of docker/compose.yaml. */
    public static final List<String> AS_DEPLOYED = List.of("-Xmx96m", "-XX:+ExitOnOutOfMemoryError");

    private static final Path BUILD = Path.of("target").toAbsolutePath();
    private static final Path FOLDERS = BUILD.resolve("packaged");
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(90);
    private static final Duration FAILS_WITHIN = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
    private static final int POLL_TIMEOUT_MILLIS = 5000;
    private static final int TRIES = 3;

    private final Path folder;
    private final int port;
    private final int managementPort;
    private final Process process;

    private PackagedApplication(
            Function<Path, List<String>> before, Map<String, String> environment, List<String> properties)
            throws IOException {
        folder = Files.createTempDirectory(Files.createDirectories(FOLDERS), "application-");
        port = freePort();
        managementPort = freePortExcept(port);
        List<String> command = new ArrayList<>(before.apply(folder));
        command.addAll(command(properties));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output().toFile()); // a pipe would block without a reader
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().put("HOME", folder.toString()); // not the ~/.aws of the developer
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.environment().put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
        builder.environment().put("QUARKUS_HTTP_BODY_UPLOADS_DIRECTORY", spool().toString());
        builder.environment().putAll(environment);
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /**
     * How a process ended.
     *
     * @param code the exit code
     * @param output all that it printed
     * @param after the time from its start to its end
     */
    public record Exit(int code, String output, Duration after) {}

    /** Starts an application, and waits until it is live. The caller closes it. */
    public static PackagedApplication start(Map<String, String> environment) {
        return start(folder -> List.of(), environment);
    }

    /**
     * Starts an application by a command that first prepares the working directory and then executes its further
     * arguments.
     */
    public static PackagedApplication start(Function<Path, List<String>> before, Map<String, String> environment) {
        return start(before, environment, List.of());
    }

    /**
     * Starts an application with arguments of the JVM or the executable, such as {@code -Dname=value} and {@link #AS_DEPLOYED}.
     */
    public static PackagedApplication start(Map<String, String> environment, List<String> properties) {
        return start(folder -> List.of(), environment, properties);
    }

    private static PackagedApplication start(
            Function<Path, List<String>> before, Map<String, String> environment, List<String> properties) {
        for (int tries = 1; ; tries++) {
            PackagedApplication application = launch(before, environment, properties);
            if (application.becomesLive()) {
                return application;
            }
            application.close();
            boolean tryAgain = application.log().contains("in use") && tries < TRIES; // another process uses the port
            if (!tryAgain) {
                throw new IllegalStateException("the application does not start: " + application.log());
            }
        }
    }

    /**
     * Starts an application that is expected to fail, and returns how it ended.
     *
     * @throws IllegalStateException if it has not ended within a minute
     */
    public static Exit exitOf(Map<String, String> environment) {
        return exitOf(folder -> List.of(), environment);
    }

    /** Does the same by a command that executes its further arguments. */
    public static Exit exitOf(Function<Path, List<String>> before, Map<String, String> environment) {
        long start = System.nanoTime();
        try (PackagedApplication application = launch(before, environment, List.of())) {
            int code = application.waitFor(FAILS_WITHIN);
            return new Exit(code, application.log(), Duration.ofNanos(System.nanoTime() - start));
        }
    }

    public URI baseUri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Returns the address of health and metrics. */
    public URI managementUri() {
        return URI.create("http://127.0.0.1:" + managementPort);
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Returns the output so far. */
    public String log() {
        try {
            return new String(Files.readAllBytes(output()), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the working directory, which is new and used only by this application. */
    public Path folder() {
        return folder;
    }

    /** Returns the folder of spooled uploads. */
    public Path spool() {
        return folder.resolve("spool");
    }

    /** Returns the number of open files and connections. Requires Linux, as {@link #peakBytes} does. */
    public long openFiles() {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + pid() + "/fd"))) {
            return all.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the peak of resident memory. */
    public long peakBytes() {
        return peakBytes(pid());
    }

    /** Returns the sum of the peaks of the current workers. */
    public long peakBytesOfWorkers() {
        return process.toHandle()
                .children()
                .mapToLong(worker -> peakBytes(worker.pid()))
                .sum();
    }

    private static long peakBytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    * 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends SIGTERM, as a container platform does. */
    public void terminate() {
        process.destroy();
    }

    /**
     * Waits for the process to end, and returns its exit code.
     *
     * @throws IllegalStateException if it does not end within that time
     */
    public int waitFor(Duration most) {
        try {
            if (!process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the application did not end within " + most + ": " + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Kills the process. Its output stays in the build folder. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    /** Returns a port that is free now. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns another port: on one port, Vert.x would divide the connections between the two servers of a process. */
    private static int freePortExcept(int other) {
        int free = freePort();
        return free == other ? freePortExcept(other) : free;
    }

    private static PackagedApplication launch(
            Function<Path, List<String>> before, Map<String, String> environment, List<String> properties) {
        try {
            return new PackagedApplication(before, environment, properties);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether it is the native executable, and not the jar. */
    public static boolean isNative() throws IOException {
        return artifact().getProperty("type").equals("native");
    }

    private static Properties artifact() throws IOException {
        Properties artifact = new Properties();
        try (Reader reader = Files.newBufferedReader(BUILD.resolve("quarkus-artifact.properties"))) {
            artifact.load(reader);
        }
        return artifact;
    }

    /** Returns the command that starts it, without arguments. */
    public static List<String> command() throws IOException {
        return command(List.of());
    }

    /** Returns the command with Java system properties, each as {@code -Dname=value}. */
    public static List<String> command(List<String> properties) throws IOException {
        Properties artifact = artifact();
        String path = BUILD.resolve(artifact.getProperty("path")).toString();
        List<String> command = new ArrayList<>();
        if (isNative()) {
            command.add(path);
            command.addAll(properties);
            return command;
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        if (properties.stream().noneMatch(property -> property.startsWith(AotCache.OUTPUT))) {
            command.add("-XX:AOTCache=" + AotCache.of(Path.of(path), FOLDERS));
        }
        command.addAll(properties); // the last value of a name wins
        command.addAll(List.of("-jar", path));
        return command;
    }

    private boolean becomesLive() {
        try {
            await().atMost(STARTS_WITHIN).pollInterval(POLL_INTERVAL).until(() -> !process.isAlive() || isLive());
        } catch (ConditionTimeoutException _) {
            return false;
        }
        return process.isAlive();
    }

    private boolean isLive() {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    managementUri().resolve("/q/health/live").toURL().openConnection();
            connection.setConnectTimeout(POLL_TIMEOUT_MILLIS);
            connection.setReadTimeout(POLL_TIMEOUT_MILLIS);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException _) {
            return false;
        }
    }

    private Path output() {
        return folder.resolve("output.log");
    }
}
