package io.tintype.cli;

import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.tintype.audit.StoreAudit;
import io.tintype.image.LegacyImport;
import io.tintype.security.Libraries;
import io.tintype.storage.StorageException;
import io.tintype.storage.admin.StoreDoctor;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Runs a {@link StoreCommand} in an application without HTTP servers, and provides the services that it uses. */
@Singleton
class StoreCommands implements QuarkusApplication {

    private final StoreAudit audit;
    private final LegacyImport legacyImport;
    private final Libraries libraries;
    private final Instance<StoreDoctor> doctor;
    private volatile Runnable onShutdown = () -> {};

    StoreCommands(StoreAudit audit, LegacyImport legacyImport, Libraries libraries, Instance<StoreDoctor> doctor) {
        this.audit = audit;
        this.legacyImport = legacyImport;
        this.libraries = libraries;
        this.doctor = doctor;
    }

    StoreAudit audit() {
        return audit;
    }

    LegacyImport legacyImport() {
        return legacyImport;
    }

    Libraries libraries() {
        return libraries;
    }

    /** @throws ConfigurationException if the configured store has no checks */
    StoreDoctor doctor() {
        return doctor.get();
    }

    /** Sets what runs before the connection to the store is closed, also after a signal that ends the process. */
    void onShutdown(Runnable action) {
        onShutdown = action;
    }

    void shutdown(@Observes ShutdownEvent event) {
        onShutdown.run();
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
