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
 * Where the process starts. Arguments are read before anything else, so that help, a usage error and a token need no
 * settings and no time; a command that works on the store is read once more inside the application that it starts.
 */
@QuarkusMain
public final class Main {

    /** Not among the commands: the service starts it. */
    private static final String WORKER = "worker";

    private static final String REPLACEMENT = "\ufffd";

    Main() {} // for Quarkus

    public static void main(String... args) {
        if (args.length > 0 && args[0].equals(WORKER)) {
            Worker.main(Arrays.copyOfRange(args, 1, args.length));
            return;
        }
        // Before anything is formatted, by us or by a library: numbers, letter case and dates are for machines here.
        Locale.setDefault(Locale.ROOT);
        OpensslDigests.install();
        CommandLine commands = Tintype.commandLine();
        commands.setExecutionStrategy(parsed -> start(checked(parsed), args));
        int code = commands.execute(args);
        if (code != CommandLine.ExitCode.OK) {
            System.exit(code);
        }
    }

    /** An ASCII locale makes the replacement character of any other, and a subject would be another one. */
    private static ParseResult checked(ParseResult parsed) {
        if (parsed.originalArgs().stream().anyMatch(argument -> argument.contains(REPLACEMENT))) {
            throw new ParameterException(
                    parsed.commandSpec().commandLine(),
                    "An argument has characters that do not fit this locale. Set LC_ALL=C.UTF-8, for example.");
        }
        return parsed;
    }

    private static int start(ParseResult parsed, String... args) {
        boolean needsStore = Tintype.command(parsed) instanceof StoreCommand && !Tintype.asksForHelp(parsed);
        return needsStore ? startWithStore(args) : new CommandLine.RunLast().execute(parsed);
    }

    /** Starts all but the HTTP servers. The log has warnings alone, beside what the command prints. */
    private static int startWithStore(String... args) {
        System.setProperty("quarkus.http.host-enabled", "false");
        System.setProperty("quarkus.management.host-enabled", "false");
        System.setProperty("quarkus.log.console.stderr", "true");
        System.setProperty("quarkus.log.category.\"io.quarkus\".level", "WARN");
        System.setProperty("quarkus.log.category.\"io.tintype\".level", "WARN");
        AtomicInteger exit = new AtomicInteger();
        Quarkus.run(StoreCommands.class, (code, failure) -> exit.set(failure == null ? code : report(failure)), args);
        return exit.get();
    }

    /** Says why there is no application: in one line where it is a setting, as the service does. */
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
