package io.tintype.image;

import io.tintype.storage.Checksum;
import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.StorageException;
import io.tintype.storage.admin.LegacyBucket;
import io.tintype.storage.admin.LegacyBucket.OldContent;
import io.tintype.storage.admin.LegacyBucket.OldObject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Imports the images of the old service. Every image is examined like an upload, and stored in a library with its id,
 * name and time. The old bucket is only read, and images that the library already contains are skipped, so that an
 * import can be repeated or continued after a failure.
 */
@Singleton
public class LegacyImport {

    /**
     * The old service prefixed the name with the time in milliseconds. Ten digits, a time in seconds, are part of the
     * name.
     */
    private static final Pattern NAME = Pattern.compile("(\\d{12,14})-(.*)", Pattern.DOTALL);

    private static final int CHUNK = 64 * 1024;

    private final LegacyBucket.Source buckets;
    private final ImageStore store;
    private final Images images;
    private final UploadLimits limits;

    LegacyImport(LegacyBucket.Source buckets, ImageStore store, Images images, UploadLimits limits) {
        this.buckets = buckets;
        this.store = store;
        this.images = images;
        this.limits = limits;
    }

    /** The result for one object. */
    public sealed interface Outcome {

        /** The image was stored, or would have been stored if this were not a dry run. */
        record Adopted(ImageMetadata image) implements Outcome {}

        /** The library already contains an image with this id. */
        record AlreadyThere() implements Outcome {}

        /** The key is not one of the Koa service. */
        record OtherKey() implements Outcome {}

        /**
         * The object, or the library's image with its id, cannot be read, though the store responds to other requests.
         *
         * @param why the reason, as text
         */
        record Unreadable(String why) implements Outcome {}

        /** The object would be rejected as an upload. */
        record NotAccepted(ImageException why) implements Outcome {}
    }

    /** An object and its result. */
    public record Step(OldObject object, Outcome outcome) {}

    /**
     * Imports a bucket.
     *
     * @param bucket its name, or blank for the configured one
     * @param dryRun examines everything and stores nothing
     * @param steps receives every object at the root of the bucket, in order
     * @throws StorageException if either store fails
     * @throws IOException if the temporary folder fails
     */
    public void adopt(Library library, String bucket, boolean dryRun, Consumer<Step> steps) throws IOException {
        LegacyBucket old = buckets.in(bucket);
        Path spool = Files.createTempFile("tintype-import-", "");
        try (Stream<OldObject> objects = old.list()) {
            for (OldObject object : (Iterable<OldObject>) objects::iterator) {
                steps.accept(new Step(object, adopt(library, old, object, spool, dryRun)));
            }
        } finally {
            Files.deleteIfExists(spool);
        }
    }

    private Outcome adopt(Library library, LegacyBucket old, OldObject object, Path spool, boolean dryRun)
            throws IOException {
        Optional<UUID> id = ImageId.parse(object.key());
        if (id.isEmpty()) {
            return new Outcome.OtherKey();
        }
        try {
            if (store.find(library, id.get()).isPresent()) {
                return new Outcome.AlreadyThere();
            }
        } catch (StorageException e) {
            store.list(library, ImageCursor.START, 1); // throws if the whole store fails, not only one object
            return new Outcome.Unreadable(e.getMessage());
        }
        try {
            if (object.size() > limits.maxBytes()) {
                throw new ImageException.TooLarge(object.size(), limits.maxBytes());
            }
            return adopt(library, id.get(), object, download(old, object, spool), dryRun);
        } catch (ImageException e) {
            return new Outcome.NotAccepted(e);
        } catch (UnreadableException e) {
            try (Stream<OldObject> objects = old.list()) { // throws if the whole bucket fails
                objects.findFirst();
            }
            return new Outcome.Unreadable(e.getMessage());
        }
    }

    private Outcome adopt(Library library, UUID id, OldObject object, SpooledFile old, boolean dryRun)
            throws IOException {
        SpooledFile file = new SpooledFile(old.path(), nameOf(old.submittedName()), old.sha256());
        ImageMetadata image = images.examine(id, createdAt(old.submittedName(), object), file, UploadRules.NONE);
        try {
            if (!dryRun) {
                store.store(library, image, file.path());
            }
            return new Outcome.Adopted(image);
        } catch (StorageException.AlreadyStored e) {
            return new Outcome.AlreadyThere();
        }
    }

    /** Writes the bytes to the spool file, and returns it with the name of the old service. */
    private SpooledFile download(LegacyBucket old, OldObject object, Path spool) throws IOException {
        MessageDigest digest = Checksum.newSha256();
        try (OldContent content = open(old, object);
                OutputStream file = new DigestOutputStream(Files.newOutputStream(spool), digest)) {
            copy(content.bytes(), file);
            return new SpooledFile(spool, content.name(), Checksum.text(digest.digest()));
        }
    }

    private static OldContent open(LegacyBucket old, OldObject object) throws UnreadableException {
        try {
            return old.open(object.key()).orElseThrow(() -> new UnreadableException("no longer exists", null));
        } catch (StorageException e) {
            throw new UnreadableException(e.getMessage(), e);
        }
    }

    /** Copies the bytes up to the limit, because the object may have grown since it was listed. */
    private void copy(InputStream bytes, OutputStream file) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long done = 0;
        for (int read = read(bytes, chunk); read != -1; read = read(bytes, chunk)) {
            done += read;
            if (done > limits.maxBytes()) {
                throw new ImageException.TooLarge(done, limits.maxBytes());
            }
            file.write(chunk, 0, read);
        }
    }

    private static int read(InputStream bytes, byte[] chunk) throws UnreadableException {
        try {
            return bytes.read(chunk);
        } catch (IOException e) {
            throw new UnreadableException("ends early: " + e.getMessage(), e);
        }
    }

    /** An object of the old bucket cannot be read. All other I/O failures concern the spool file. */
    private static final class UnreadableException extends IOException {

        private static final long serialVersionUID = 1L;

        UnreadableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private static String nameOf(String old) {
        Matcher parts = NAME.matcher(old);
        return parts.matches() ? parts.group(2) : old;
    }

    /**
     * Returns the time in the name, or S3's Last-Modified if the name contains no time or one that is more than a day
     * in the future.
     */
    private static Instant createdAt(String name, OldObject object) {
        Instant written = object.lastModified().truncatedTo(ChronoUnit.MILLIS);
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            return written;
        }
        Instant said = Instant.ofEpochMilli(Long.parseLong(parts.group(1)));
        return said.isAfter(Instant.now().plus(Duration.ofDays(1))) ? written : said;
    }
}
