package io.tintype.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.tintype.ffi.openssl.OpensslDigests;
import io.tintype.rendition.worker.Worker;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The entry point. Arguments are parsed before the application starts, so that help, usage errors and tokens require no
 * settings and no startup. Commands on the store are parsed once more inside the application.
 */
@QuarkusMain
public final class Main {

    /** The argument that starts a worker. It is not a command of {@link Tintype}, because only the service uses it. */
    private static final String WORKER = "worker";

    /** A native executable calls the exit handler at a signal, with the signal's number added to this. */
    private static final int SIGNAL = 128;

    private static final String REPLACEMENT = "\ufffd";

    Main() {} // for Quarkus

    public static void main(String... args) {
        if (args.length > 0 && args[0].equals(WORKER)) {
            Worker.main(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        // Set before anything is formatted, because programs parse the numbers and dates of the output.
        Locale.setDefault(Locale.ROOT);
        OpensslDigests.install();
        CommandLine commands = Tintype.commandLine();
        commands.setExecutionStrategy(parsed -> start(checked(parsed), args));
        int code = commands.execute(args);
        if (code != CommandLine.ExitCode.OK) {
            System.exit(code);
        }
    }

    /**
     * Rejects arguments with replacement characters. An ASCII locale replaces all non-ASCII characters, and so would
     * change a subject.
     */
    private static ParseResult checked(ParseResult parsed) {
        if (parsed.originalArgs().stream().anyMatch(argument -> argument.contains(REPLACEMENT))) {
            throw new ParameterException(
                    parsed.commandSpec().commandLine(),
                    "An argument has characters that this locale does not support. Set for example LC_ALL=C.UTF-8.");
        }
        return parsed;
    }

    private static int start(ParseResult parsed, String... args) {
        boolean needsStore = Tintype.command(parsed) instanceof StoreCommand && !Tintype.asksForHelp(parsed);
        return needsStore ? startWithStore(args) : new CommandLine.RunLast().execute(parsed);
    }

    /** Starts the application without HTTP servers, and limits the log to warnings. */
    private static int startWithStore(String... args) {
        System.setProperty("quarkus.http.host-enabled", "false");
        System.setProperty("quarkus.management.host-enabled", "false");
        System.setProperty("quarkus.log.console.stderr", "true");
        System.setProperty("quarkus.log.category.\"io.quarkus\".level", "WARN");
        System.setProperty("quarkus.log.category.\"io.tintype\".level", "WARN");
        AtomicInteger exit = new AtomicInteger();
        Quarkus.run(
                StoreCommands.class,
                (code, failure) -> {
                    exit.set(failure == null ? code : report(failure));
                    if (exit.get() > SIGNAL) {
                        System.exit(exit.get());
                    }
                },
                args);
        return exit.get();
    }

    /** Reports why startup failed: in one line for a setting, as the service does. */
    private static int report(Throwable failure) {
        PrintWriter err = Tintype.commandLine().getErr();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException) {
                err.println(cause.getMessage());
                return CommandLine.ExitCode.USAGE;
            }
        }
        failure.printStackTrace(err);
        return Tintype.FAILED;
    }
}
