package io.tintype.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.tintype.storage.FolderSetting;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParseResult;

/** The commands of the executable. Without a command, it runs the service. */
@Command(
        name = "tintype",
        description = "An image service in front of an S3 bucket. Without a command, it runs the service.",
        versionProvider = Tintype.Version.class,
        mixinStandardHelpOptions = true,
        subcommands = {
            Tintype.Serve.class,
            TokenCommand.class,
            LinkCommand.class,
            VerifyCommand.class,
            ImportCommand.class,
            DoctorCommand.class
        },
        footer = {
            "",
            "Settings are environment variables such as BUCKET_NAME and AWS_REGION. docs/configuration.md lists them.",
            "",
            "Examples:",
            "  tintype",
            "  tintype token --subject ann --scope images:read --expires 30m",
            "  tintype link --subject ann --image 01a20c18-fed3-7329-aafe-c80d8dadcc10 --expires 1d",
            "  tintype verify --checksums",
            "  tintype import --subject ann --from-bucket old-images --dry-run",
            "  tintype doctor"
        })
final class Tintype implements Callable<Integer> {

    /** Exit code if the store failed. picocli defines 0, 1 and 2. */
    static final int FAILED = 3;

    /** Longer lines are folded. */
    private static final int HELP_WIDTH = 100;

    static CommandLine commandLine() {
        return new CommandLine(new Tintype())
                .registerConverter(Duration.class, new DurationOption())
                .setUsageHelpWidth(HELP_WIDTH)
                .setExecutionExceptionHandler((failure, commands, _) -> {
                    commands.getErr().println(failure.getMessage());
                    return FAILED;
                });
    }

    /** Returns the command on the command line. */
    static Object command(ParseResult parsed) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        return last.commandSpec().userObject();
    }

    static boolean asksForHelp(ParseResult parsed) {
        return parsed.asCommandLineList().stream()
                .anyMatch(commands -> commands.isUsageHelpRequested() || commands.isVersionHelpRequested());
    }

    @Override
    public Integer call() {
        return serve();
    }

    /**
     * Creates the spool folder first: Quarkus would create it before this code runs, and end with a stack trace on
     * failure.
     */
    private static int serve() {
        String folder = Optional.ofNullable(System.getProperty("quarkus.http.body.uploads-directory"))
                .or(() -> Optional.ofNullable(System.getenv(FolderSetting.SPOOL)))
                .filter(name -> !name.isEmpty())
                .orElse(System.getProperty("java.io.tmpdir") + "/tintype/uploads");
        try {
            FolderSetting.make(
                    FolderSetting.SPOOL, FolderSetting.path(FolderSetting.SPOOL, folder), "uploads can be spooled");
        } catch (ConfigurationException e) {
            commandLine().getErr().println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
        Quarkus.run();
        return CommandLine.ExitCode.OK;
    }

    /** The default command. */
    @Command(
            name = "serve",
            description = "Runs the service until it is stopped. This is the default command.",
            versionProvider = Version.class,
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  JWT_SECRET=... BUCKET_NAME=my-images AWS_REGION=eu-central-1 tintype serve"})
    static final class Serve implements Callable<Integer> {
        @Override
        public Integer call() {
            return serve();
        }
    }

    /** The version that was built. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            try (InputStream version = Tintype.class.getResourceAsStream("/tintype-version.txt")) {
                return new String[] {"tintype " + new String(version.readAllBytes(), StandardCharsets.UTF_8).strip()};
            }
        }
    }
}
