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

/** Checks the store, and mends it. */
@Command(
        name = "verify",
        description = {
            "Checks that every image is in its library's list and every listed image is there, with the same facts and "
                    + "as many bytes as it should have, and that there is nothing else. Prints a line for each finding.",
            "",
            "It may run beside the service. What is younger than --min-age is left alone, for an upload writes the image "
                    + "and then its entry; what looks wrong is looked at again after --recheck-delay, for a delete removes the "
                    + "entry and then the image.",
            "",
            "Costs with S3: a LIST request for each 1,000 objects of a library, as many again for its entries, those once "
                    + "more for each 100,000 images, all of them once more for strays, and a HEAD request for each image; "
                    + "with --checksums a GET, and all its bytes. A library of 1,000,000 images takes about 14,000 LIST "
                    + "and 1,000,000 HEAD requests, and some 10 MB of memory."
        },
        versionProvider = Tintype.Version.class,
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Findings:",
            "  missing-entry         an image that no list shows        --repair writes the entry",
            "  missing-image         a listed image that is not there   --repair removes the entry",
            "  wrong-entry           a list shows other facts           --repair removes the entry",
            "  wrong-size            the image has more or fewer bytes  never repaired",
            "  wrong-checksum        the image has other bytes          never repaired",
            "  unreadable            the store does not return it       never repaired",
            "  foreign               not written by the service         --remove-strays removes it",
            "  orphan-rendition      its image is gone                  --remove-strays removes it",
            "  superseded-rendition  made by an older version           --remove-strays removes it",
            "  unfinished            a write that never ended           --remove-strays removes it",
            "",
            "Exit codes: 0, all is as it should be, or is now; 1, something is not; 2, an option or a setting cannot be; "
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
            description = "One caller's library alone. Default: all there is.")
    private String subject;

    @Option(names = "--checksums", description = "Read all bytes, and compare their SHA-256.")
    private boolean checksums;

    @Option(
            names = "--repair",
            description = "Write and remove entries so that lists show what is there. Never touches bytes of an image.")
    private boolean repair;

    @Option(
            names = "--remove-strays",
            description = "With --repair: remove for good what is foreign, orphan-rendition, superseded-rendition or "
                    + "unfinished, bytes and all. Look at the report without it first.")
    private boolean removeStrays;

    @Option(
            names = "--min-age",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "Leave alone what is younger. Default: 1h.")
    private String minAge;

    @Option(
            names = "--recheck-delay",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "When to look again at what looks wrong. A delete takes less than the default, 30s.")
    private String recheckDelay;

    @Override
    public int run(StoreCommands rooms) {
        if (removeStrays && !repair) {
            throw new ParameterException(spec.commandLine(), "--remove-strays goes with --repair.");
        }
        AuditPlan plan = new AuditPlan(
                checksums, repair, removeStrays, time("--min-age", minAge), time("--recheck-delay", recheckDelay));
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        AuditSummary summary;
        try (Progress progress = Progress.of(err, "images")) {
            AuditWatcher watcher = new Report(out, err, progress);
            summary = subject == null
                    ? rooms.audit().all(plan, watcher)
                    : rooms.audit().library(library(rooms), plan, watcher);
        }
        print(summary, out);
        return summary.isClean() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private Library library(StoreCommands rooms) {
        return rooms.libraries().of(subject);
    }

    private Duration time(String option, String text) {
        return Times.parse(text)
                .filter(time -> !time.isNegative())
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "%s: '%s' is no time. Say for example 30s, 15m, 1h or P1D.".formatted(option, text)));
    }

    private static void print(AuditSummary summary, PrintWriter out) {
        out.printf(
                "Checked %,d images in %,d libraries: %,d findings, %,d of them repaired.%n",
                summary.images(), summary.libraries(), summary.findings(), summary.repaired());
        if (summary.young() > 0) {
            out.printf("Left alone because it is too young: %,d.%n", summary.young());
        }
        out.flush();
    }

    /** Findings on standard output, and progress beside it. */
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
