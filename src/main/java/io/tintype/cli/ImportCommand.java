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

/** Takes over what the old service stored. */
@Command(
        name = "import",
        description = {
            "Copies the images of the old service into a library, each under the id, the name and the time that it has. "
                    + "These are the objects at the root of the bucket whose key is a UUID.",
            "",
            "Each is examined as an upload is, within TINTYPE_MAX_UPLOAD and TINTYPE_MAX_PIXELS; what is no such image is "
                    + "reported and left. Nothing is ever deleted or changed in the old bucket, and what the library has "
                    + "already is skipped: the import may be repeated, and stopped at any time.",
            "",
            "Costs with S3, for each image: a HEAD, a GET with all its bytes, and two PUT requests, or one HEAD where it "
                    + "is there already; --dry-run does all but the PUTs."
        },
        versionProvider = Tintype.Version.class,
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0, every image is in the library; 1, something was not accepted or could not be read; 2, an option or a setting "
                    + "cannot be; 3, the store failed.",
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
            description = "Whose library they go to. Left out with TINTYPE_LIBRARY=shared.")
    private String subject;

    @Option(
            names = "--from-bucket",
            paramLabel = "BUCKET",
            defaultValue = "",
            description = "The old service's bucket, in the same S3 store. Default: BUCKET_NAME.")
    private String bucket;

    @Option(names = "--dry-run", description = "Examine every image and say what would be done; store nothing.")
    private boolean dryRun;

    private long adopted;
    private long alreadyThere;
    private long otherKeys;
    private long notAccepted;
    private long unreadable;

    @Override
    public int run(StoreCommands rooms) {
        Library library =
                subject == null ? rooms.libraries().shared() : rooms.libraries().of(subject);
        try (Progress progress = Progress.of(spec.commandLine().getErr(), "objects")) {
            adopt(rooms.adoption(), library, progress);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%s %,d images; %,d were there already, %,d were not accepted, %,d other keys were left out.%n",
                dryRun ? "Would import" : "Imported", adopted, alreadyThere, notAccepted, otherKeys);
        if (unreadable > 0) {
            out.printf("Could not be read: %,d.%n", unreadable);
        }
        out.flush();
        return notAccepted + unreadable == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private void adopt(LegacyImport adoption, Library library, Progress progress) {
        try {
            adoption.adopt(library, bucket, dryRun, step -> {
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
            case ImageException.NotFound _ -> "is gone";
            case ImageException.Empty _ -> "has no bytes";
            case ImageException.TooLarge large ->
                "has %,d bytes, and TINTYPE_MAX_UPLOAD is %,d".formatted(large.actual(), large.limit());
            case ImageException.TooManyPixels many ->
                "has %,d pixels, and TINTYPE_MAX_PIXELS is %,d".formatted(many.actual(), many.limit());
            case ImageException.UnsupportedFormat format ->
                "is no image that is accepted"
                        + format.detectedType().map(type -> ", but " + type).orElse("");
            case ImageException.Unreadable damaged ->
                "is " + damaged.format().mediaType() + ", and its header is damaged";
        };
    }
}
