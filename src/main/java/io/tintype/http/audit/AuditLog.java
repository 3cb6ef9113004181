package io.tintype.http.audit;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Writes a line of JSON for each event. A line that cannot be written does not fail its request, which is done already: it is
 * counted, and logged once a minute.
 */
@Startup
@Singleton
public class AuditLog {

    private static final Logger LOG = Logger.getLogger(AuditLog.class);
    private static final long REPORT_NANOS = Duration.ofMinutes(1).toNanos();
    private static final String COUNTER = "tintype.audit.events";

    private final MeterRegistry registry;
    private final Optional<Destination> destination;
    private final boolean withAddress;
    private final AtomicLong lastReport = new AtomicLong(System.nanoTime() - REPORT_NANOS);

    /** Writes one line. */
    private interface Destination {
        void write(byte[] line) throws IOException;
    }

    /** @param serves whether this process serves requests; commands write no audit log */
    AuditLog(
            AuditConfig config,
            MeterRegistry registry,
            @ConfigProperty(name = "quarkus.http.host-enabled") boolean serves) {
        this.registry = registry;
        this.destination = serves ? destination(config) : Optional.empty();
        this.withAddress = serves && isOn(config.auditClientAddress());
    }

    /** Returns whether events are written. */
    public boolean isOn() {
        return destination.isPresent();
    }

    /** Writes an event, unless the log is off. */
    public void write(AuditEvent event) {
        destination.ifPresent(target -> {
            try {
                target.write(event.line(Instant.now(), withAddress));
                count("written");
            } catch (IOException e) {
                count("failed");
                report(e);
            }
        });
    }

    private void count(String outcome) {
        registry.counter(COUNTER, "outcome", outcome).increment();
    }

    private void report(IOException cause) {
        long now = System.nanoTime();
        long last = lastReport.get();
        if (now - last >= REPORT_NANOS && lastReport.compareAndSet(last, now)) {
            LOG.errorf("the audit log cannot be written, and events are lost: %s", cause);
        }
    }

    private static Optional<Destination> destination(AuditConfig config) {
        String kind = text(config.auditLog()).orElse("off");
        Optional<String> file = text(config.auditFile());
        if (file.isPresent() && !kind.equals("file")) {
            throw new ConfigurationException(
                    "TINTYPE_AUDIT_FILE is set, and TINTYPE_AUDIT_LOG is '%s'. Set it to file, or unset TINTYPE_AUDIT_FILE."
                            .formatted(kind));
        }
        return switch (kind) {
            case "off" -> Optional.empty();
            case "stdout" -> Optional.of(new FileOutputStream(FileDescriptor.out)::write);
            case "file" ->
                Optional.of(
                        open(
                                        file.orElseThrow(
                                                () -> new ConfigurationException(
                                                        "TINTYPE_AUDIT_LOG is file, and TINTYPE_AUDIT_FILE is not set. Set it to the path of the file.")))
                                ::append);
            default ->
                throw new ConfigurationException(
                        "TINTYPE_AUDIT_LOG is '%s'. Set it to off, stdout or file.".formatted(kind));
        };
    }

    private static AuditFile open(String path) {
        try {
            AuditFile file = new AuditFile(Path.of(path));
            file.check();
            return file;
        } catch (IOException | InvalidPathException e) {
            throw new ConfigurationException(
                    "TINTYPE_AUDIT_FILE is '%s', which cannot be opened (%s). Set it to a file that the service may create and write."
                            .formatted(path, e.getClass().getSimpleName()));
        }
    }

    private static boolean isOn(Optional<String> value) {
        return switch (text(value).orElse("off")) {
            case "on" -> true;
            case "off" -> false;
            default ->
                throw new ConfigurationException(
                        "TINTYPE_AUDIT_CLIENT_ADDRESS is '%s'. Set it to on or to off.".formatted(value.orElse("")));
        };
    }

    private static Optional<String> text(Optional<String> value) {
        return value.map(String::strip).filter(text -> !text.isEmpty());
    }
}
