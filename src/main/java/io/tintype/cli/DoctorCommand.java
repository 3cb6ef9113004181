package io.tintype.cli;

import io.tintype.audit.AuditPlan;
import io.tintype.audit.AuditSummary;
import io.tintype.audit.AuditWatcher;
import io.tintype.audit.Finding;
import io.tintype.storage.Library;
import io.tintype.storage.admin.StoreCheck;
import io.tintype.storage.admin.StoreCheck.Need;
import io.tintype.storage.admin.StoreDoctor;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Checks whether the store can be used with the service. */
@Command(
        name = "doctor",
        description = {
            "Checks whether an S3 store has everything that the service relies on: permissions, conditional writes, "
                    + "checksums, consistent reads, ranges, ordered lists, presigned URLs. Prints one line per check, and "
                    + "explains what each missing property means and what to do about it.",
            "",
            "The command uses the settings of the service, and may run at the same time. It writes about 100 objects and "
                    + "the entries of the list check, to libraries that no owner can have, and removes them at the end. It "
                    + "does not touch the images of others. Objects that it could not remove, because it was killed, are "
                    + "removed by a later run after 6 hours.",
            "",
            "Cost with S3: about 400 requests and 2 requests per entry."
        },
        versionProvider = Tintype.Version.class,
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0, the service can use the store, though an optional feature may be missing; 1, something is "
                    + "missing that the service requires; 2, an option or a setting is invalid; 3, the checks could not be "
                    + "completed.",
            "",
            "Examples:",
            "  tintype doctor",
            "  BUCKET_NAME=images AWS_ENDPOINT_URL_S3=https://s3.example.com tintype doctor --entries 100"
        })
final class DoctorCommand implements StoreCommand {

    private static final int MAX_ENTRIES = 100_000;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--entries",
            paramLabel = "COUNT",
            defaultValue = "2500",
            description = "Number of entries to write and list; more than 1,000 require several pages. Default: 2500.")
    private int entries;

    @Override
    public int run(StoreCommands context) {
        if (entries < 1 || entries > MAX_ENTRIES) {
            throw new ParameterException(
                    spec.commandLine(), "--entries is %d. Set 1 to %d.".formatted(entries, MAX_ENTRIES));
        }
        StoreDoctor doctor = context.doctor();
        PrintWriter out = spec.commandLine().getOut();
        out.println("Checks " + Printable.of(doctor.store()));
        out.flush();
        List<StoreCheck> checks = new ArrayList<>(doctor.checks(entries));
        checks.add(audit(context, doctor.library()));
        try (DoctorRun run = new DoctorRun(doctor, out)) {
            context.onShutdown(run::close);
            checks.forEach(run::check);
            return run.conclude();
        }
    }

    private static StoreCheck audit(StoreCommands context, Library library) {
        return new StoreCheck(
                "passes tintype verify --checksums",
                Need.REQUIRED,
                "Images and catalog entries do not match, or bytes were altered.",
                "Update the store, or use another one (docs/s3-stores.md has a table).",
                () -> {
                    List<Finding> findings = new ArrayList<>();
                    AuditPlan plan = new AuditPlan(true, false, false, Duration.ZERO, Duration.ZERO);
                    AuditSummary summary = context.audit().library(library, plan, new Findings(findings));
                    if (!findings.isEmpty()) {
                        Finding first = findings.getFirst();
                        throw new StoreCheck.Failure("%d findings, the first: %s %s %s"
                                .formatted(findings.size(), first.kind().text(), first.name(), first.detail()));
                    }
                    return "%,d images".formatted(summary.images());
                });
    }

    /** Collects findings. */
    private record Findings(List<Finding> findings) implements AuditWatcher {

        @Override
        public void expect(long more) {}

        @Override
        public void checked() {}

        @Override
        public void found(Finding finding) {
            findings.add(finding);
        }

        @Override
        public void skipped(String what) {}
    }
}
