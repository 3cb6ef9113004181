package io.tintype.cli;

import io.tintype.image.ImageException;
import io.tintype.image.LegacyImport;
import io.tintype.image.LegacyImport.Outcome;
import io.tintype.image.LegacyImport.Step;
import io.tintype.storage.Library;
import io.tintype.storage.StorageException;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Imports the images of the old service. */
@Command(
        name = "import",
        description = {
            "Copies the images of the old service into a library. They keep their ids, names and times. An image of the old "
                    + "service is an object at the root of the bucket whose key is a UUID.",
            "",
            "Every object is examined like an upload, with the limits TINTYPE_MAX_UPLOAD and TINTYPE_MAX_PIXELS. Objects that "
                    + "are not accepted are reported and skipped, and so are images that the library already contains. "
                    + "The old bucket is never changed. The import can be stopped at any time and repeated.",
            "",
            "Cost with S3 per image: one HEAD, one GET with all its bytes and two PUT requests; one HEAD if the library "
                    + "already contains it. --dry-run sends no PUT requests."
        },
        versionProvider = Tintype.Version.class,
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0, every image is in the library; 1, an object was not accepted or could not be read; 2, an option "
                    + "or a setting is invalid; 3, the store failed.",
            "",
            "Examples:",
            "  TINTYPE_LIBRARY=shared tintype import --dry-run",
            "  tintype import --subject ann --from-bucket old-images"
        })
final class ImportCommand implements StoreCommand {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--subject",
            paramLabel = "NAME",
            description = "Imports into the library of this subject. Omit it with TINTYPE_LIBRARY=shared.")
    private String subject;

    @Option(
            names = "--from-bucket",
            paramLabel = "BUCKET",
            defaultValue = "",
            description = "The bucket of the old service, in the same S3 store. Default: BUCKET_NAME.")
    private String bucket;

    @Option(
            names = "--dry-run",
            description = "Examines every image and reports what would be imported. Stores nothing.")
    private boolean dryRun;

    private long adopted;
    private long alreadyThere;
    private long otherKeys;
    private long notAccepted;
    private long unreadable;

    @Override
    public int run(StoreCommands context) {
        Library library = subject == null
                ? context.libraries().shared()
                : context.libraries().of(subject);
        try (Progress progress = Progress.of(spec.commandLine().getErr(), "objects")) {
            adopt(context.legacyImport(), library, progress);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%s %,d images; %,d already existed, %,d were not accepted, %,d other keys were skipped.%n",
                dryRun ? "Would import" : "Imported", adopted, alreadyThere, notAccepted, otherKeys);
        if (unreadable > 0) {
            out.printf("%,d could not be read.%n", unreadable);
        }
        out.flush();
        return notAccepted + unreadable == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private void adopt(LegacyImport legacy, Library library, Progress progress) {
        try {
            legacy.adopt(library, bucket, dryRun, step -> {
                count(step.outcome());
                report(step, progress);
                progress.step();
            });
        } catch (IOException e) {
            throw new StorageException.Refused("the temporary folder: " + e, e);
        }
    }

    private void count(Outcome outcome) {
        switch (outcome) {
            case Outcome.Adopted _ -> adopted++;
            case Outcome.AlreadyThere _ -> alreadyThere++;
            case Outcome.OtherKey _ -> otherKeys++;
            case Outcome.NotAccepted _ -> notAccepted++;
            case Outcome.Unreadable _ -> unreadable++;
        }
    }

    private void report(Step step, Progress progress) {
        String line = switch (step.outcome()) {
            case Outcome.Adopted _, Outcome.AlreadyThere _ -> "";
            case Outcome.OtherKey _ ->
                "other-key        %s".formatted(Printable.of(step.object().key()));
            case Outcome.Unreadable unreadable ->
                "unreadable       %s %s".formatted(step.object().key(), Printable.of(unreadable.why()));
            case Outcome.NotAccepted refused ->
                "not-accepted     %s %s".formatted(step.object().key(), why(refused.why()));
        };
        if (line.isEmpty()) {
            return;
        }
        progress.around(() -> {
            spec.commandLine().getOut().println(line);
            spec.commandLine().getOut().flush();
        });
    }

    private static String why(ImageException why) {
        return switch (why) {
            case ImageException.NotFound _ -> "no longer exists";
            case ImageException.Exists _ -> "exists with other bytes";
            case ImageException.TypeNotAllowed other -> "is " + other.detectedType();
            case ImageException.IdNotAllowed _ -> "has another id";
            case ImageException.QuotaExceeded _ -> "exceeds the quota";
            case ImageException.Empty _ -> "has no bytes";
            case ImageException.TooLarge large ->
                "has %,d bytes, and TINTYPE_MAX_UPLOAD is %,d".formatted(large.actual(), large.limit());
            case ImageException.TooManyPixels many ->
                "has %,d pixels, and TINTYPE_MAX_PIXELS is %,d".formatted(many.actual(), many.limit());
            case ImageException.UnsupportedFormat format ->
                "is not in an accepted format"
                        + format.detectedType().map(type -> ": " + type).orElse("");
            case ImageException.Unreadable damaged -> "is " + damaged.format().mediaType() + " with a damaged header";
        };
    }
}
