package io.tintype.cli;

import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.tintype.audit.StoreAudit;
import io.tintype.image.LegacyImport;
import io.tintype.security.Libraries;
import io.tintype.storage.StorageException;
import jakarta.inject.Singleton;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Runs a {@link StoreCommand} in the application that was started for it, and has what such commands work with. */
@Singleton
class StoreCommands implements QuarkusApplication {

    private final StoreAudit audit;
    private final LegacyImport adoption;
    private final Libraries libraries;

    StoreCommands(StoreAudit audit, LegacyImport adoption, Libraries libraries) {
        this.audit = audit;
        this.adoption = adoption;
        this.libraries = libraries;
    }

    StoreAudit audit() {
        return audit;
    }

    LegacyImport adoption() {
        return adoption;
    }

    Libraries libraries() {
        return libraries;
    }

    @Override
    public int run(String... args) {
        CommandLine commands = Tintype.commandLine();
        commands.setExecutionStrategy(this::run);
        return commands.execute(args);
    }

    private int run(ParseResult parsed) {
        CommandLine commands = parsed.commandSpec().commandLine();
        try {
            return ((StoreCommand) Tintype.command(parsed)).run(this);
        } catch (ConfigurationException e) {
            commands.getErr().println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        } catch (StorageException e) {
            commands.getErr().println("The store failed: " + e.getMessage());
            return Tintype.FAILED;
        }
    }
}
