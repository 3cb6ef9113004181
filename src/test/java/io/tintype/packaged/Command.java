package io.tintype.packaged;

import io.tintype.testing.Json;
import io.tintype.testing.PackagedApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a command of the packaged application, in an empty folder and with only the given settings. */
public final class Command {

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(90);

    private Command() {}

    /**
     * How it ended.
     *
     * @param out standard output
     * @param err standard error
     */
    public record Result(int code, String out, String err) {}

    /** The subject of the token that was printed. */
    public static String subject(Result result) {
        byte[] claims = Base64.getUrlDecoder().decode(result.out().split("\\.")[1]);
        return Json.of(claims).path("sub").asText();
    }

    public static Result run(Map<String, String> environment, String... arguments) {
        return run(environment, List.of(), arguments);
    }

    /** Runs a command with Java system properties, each as {@code -Dname=value}. */
    public static Result run(Map<String, String> environment, List<String> properties, String... arguments) {
        return start(environment, command(properties, arguments));
    }

    /** Runs a command on a terminal, which combines its standard output and its standard error. */
    public static Result runOnTerminal(Map<String, String> environment, String... arguments) {
        return start(
                environment, List.of("script", "-qec", String.join(" ", command(List.of(), arguments)), "/dev/null"));
    }

    private static List<String> command(List<String> properties, String... arguments) {
        try {
            List<String> command = new ArrayList<>(PackagedApplication.command(properties));
            command.addAll(List.of(arguments));
            return command;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Result start(Map<String, String> environment, List<String> command) {
        try {
            return runIn(
                    Files.createTempDirectory(Files.createDirectories(Path.of("target", "packaged")), "command-"),
                    environment,
                    command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Result runIn(Path folder, Map<String, String> environment, List<String> command) throws IOException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Path home = Files.createDirectory(folder.resolve("home"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().put("HOME", home.toAbsolutePath().toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("does not end: " + command + Files.readString(err));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
