package io.tintype.cli;

import io.tintype.audit.AuditPlan;
import io.tintype.audit.AuditSummary;
import io.tintype.audit.AuditWatcher;
import io.tintype.audit.Finding;
import io.tintype.storage.Library;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Checks and repairs the store. */
@Command(
        name = "verify",
        description = {
            "Checks that every image has a catalog entry, that every entry has an image with the same metadata and size, and "
                    + "that the store contains nothing else. Prints one line per finding.",
            "",
            "The service may run at the same time. An upload writes the image first and its entry second, so objects younger "
                    + "than --min-age are ignored. A delete removes the entry first and the image second, so every suspected "
                    + "finding is checked again after --recheck-delay.",
            "",
            "Cost with S3: one HEAD request per image, or one GET request with all its bytes with --checksums. One LIST "
                    + "request per 1,000 images and one per 1,000 entries; the entries are listed again for each 100,000 "
                    + "images, and all objects again to find orphans. A library of 1,000,000 images takes about 14,000 LIST "
                    + "requests, 1,000,000 HEAD requests and 10 MB of memory. A resumable upload in progress costs three requests."
        },
        versionProvider = Tintype.Version.class,
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Findings:",
            "  missing-entry         an image without an entry          --repair writes the entry",
            "  missing-image         an entry without an image          --repair removes the entry",
            "  wrong-entry           an entry with other metadata       --repair removes the entry",
            "  wrong-size            the image has more or fewer bytes  never repaired",
            "  wrong-checksum        the image has other bytes          never repaired",
            "  unreadable            the image cannot be read           never repaired",
            "  unknown-object        not an object of the service       --remove-strays removes it",
            "  orphan-rendition      its image does not exist           --remove-strays removes it",
            "  superseded-rendition  made by an older version           --remove-strays removes it",
            "  incomplete-upload     a write that did not complete      --remove-strays removes it",
            "  expired-upload        a resumable upload, not completed  --remove-strays removes it",
            "",
            "Exit codes: 0, no finding is left; 1, a finding is not repaired; 2, an option or a setting is invalid; "
                    + "3, the store failed.",
            "",
            "Examples:",
            "  tintype verify",
            "  tintype verify --subject ann --checksums",
            "  tintype verify --repair --remove-strays --min-age 1d"
        })
final class VerifyCommand implements StoreCommand {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--subject",
            paramLabel = "NAME",
            description = "Checks only the library of this subject. Default: all libraries.")
    private String subject;

    @Option(names = "--checksums", description = "Reads all bytes and compares their SHA-256.")
    private boolean checksums;

    @Option(
            names = "--repair",
            description = "Writes missing entries and removes wrong ones. Never changes the bytes of an image.")
    private boolean repair;

    @Option(
            names = "--remove-strays",
            description = "With --repair: also deletes objects with the findings unknown-object, orphan-rendition, "
                    + "superseded-rendition, incomplete-upload and expired-upload. Read the report without this option "
                    + "first.")
    private boolean removeStrays;

    @Option(
            names = "--min-age",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "Ignores objects younger than this. Default: 1h.")
    private Duration minAge;

    @Option(
            names = "--recheck-delay",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "Checks suspected findings again after this time. A delete takes less than the default, 30s.")
    private Duration recheckDelay;

    @Override
    public int run(StoreCommands context) {
        if (removeStrays && !repair) {
            throw new ParameterException(spec.commandLine(), "--remove-strays requires --repair.");
        }
        AuditPlan plan = new AuditPlan(checksums, repair, removeStrays, minAge, recheckDelay);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        AuditSummary summary;
        try (Progress progress = Progress.of(err, "images")) {
            AuditWatcher watcher = new Report(out, err, progress);
            summary = subject == null
                    ? context.audit().all(plan, watcher)
                    : context.audit().library(library(context), plan, watcher);
        }
        print(summary, out);
        return summary.isClean() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private Library library(StoreCommands context) {
        return context.libraries().of(subject);
    }

    private static void print(AuditSummary summary, PrintWriter out) {
        out.printf(
                "Checked %,d images in %,d libraries: %,d findings, %,d of them repaired.%n",
                summary.images(), summary.libraries(), summary.findings(), summary.repaired());
        if (summary.young() > 0) {
            out.printf("Ignored because they are too young: %,d.%n", summary.young());
        }
        out.flush();
    }

    /** Prints findings to standard output and progress to standard error. */
    private record Report(PrintWriter out, PrintWriter err, Progress progress) implements AuditWatcher {

        @Override
        public void expect(long more) {
            progress.expect(more);
        }

        @Override
        public void checked() {
            progress.step();
        }

        @Override
        public void found(Finding finding) {
            progress.around(() -> {
                out.printf(
                        "%-20s %s %s%s%n",
                        finding.kind().text(),
                        Printable.of(finding.name()),
                        Printable.of(finding.detail()),
                        finding.repaired() ? " (repaired)" : "");
                out.flush();
            });
        }

        @Override
        public void skipped(String what) {
            progress.around(() -> {
                err.println("Not checked: " + Printable.of(what));
                err.flush();
            });
        }
    }
}
