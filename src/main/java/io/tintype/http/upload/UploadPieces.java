package io.tintype.http.upload;

import io.tintype.http.problem.DigestMismatchException;
import io.tintype.http.problem.InvalidUploadException;
import io.tintype.http.request.BodySizeLimiter;
import io.tintype.image.ImageException;
import io.tintype.image.Images;
import io.tintype.image.SpooledFile;
import io.tintype.image.UploadLimits;
import io.tintype.image.UploadRules;
import io.tintype.storage.Library;
import io.tintype.storage.PendingUpload;
import io.tintype.storage.StorageException;
import io.tintype.storage.UploadProgress;
import io.tintype.upload.ResumableUploads;
import io.tintype.upload.UploadException;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Receives the pieces of resumable uploads. A piece is spooled and then stored; the bytes of an incomplete body are kept.
 * The last piece is not stored by itself: together with the earlier pieces, it becomes the image. So an upload whose
 * bytes are all stored, but which is no image yet, does not exist with tus.
 */
@Singleton
public class UploadPieces {

    private static final Logger LOG = Logger.getLogger(UploadPieces.class);

    private final ResumableUploads uploads;
    private final UploadReceiver receiver;
    private final Images images;
    private final UploadLimits limits;
    private final UploadMetrics metrics;

    UploadPieces(
            ResumableUploads uploads,
            UploadReceiver receiver,
            Images images,
            UploadLimits limits,
            UploadMetrics metrics) {
        this.uploads = uploads;
        this.receiver = receiver;
        this.images = images;
        this.limits = limits;
        this.metrics = metrics;
    }

    /** The effect of a piece. */
    public sealed interface Outcome {

        /** The upload continues. */
        record Appended(UploadProgress progress) implements Outcome {}

        /** The upload is complete. */
        record Completed(Images.Stored stored) implements Outcome {}
    }

    /**
     * The upload to which a piece belongs.
     *
     * @param isNew whether it is not stored yet
     */
    public record Target(Library library, UploadProgress progress, boolean isNew, UploadRules rules) {

        long offset() {
            return progress.offset();
        }
    }

    /**
     * Receives the body of a request and stores it: as a piece, or with all pieces as the image if it is the last one.
     *
     * @throws UploadException.LengthMismatch if the body exceeds the length, or the request declares another length
     * @throws ImageException if the image is too large, or is rejected for another reason as by {@link Images#put}; a
     *     rejected image ends its upload
     * @throws InvalidUploadException if the body is incomplete; the bytes that have arrived are stored
     */
    public Outcome receive(RoutingContext context, Target target, PieceHeaders headers) {
        long max = Math.min(limits.maxBytes(), target.rules().maxBytes());
        try {
            return receive(context, target, headers, max);
        } catch (ImageException.TooLarge e) {
            context.response().putHeader("Upload-Limit", "max-size=" + max); // as the draft requires
            throw e;
        }
    }

    private Outcome receive(RoutingContext context, Target target, PieceHeaders headers, long max) {
        OptionalLong content = BodySizeLimiter.declaredLength(context.request());
        OptionalLong length = length(target, headers, content);
        if (length.orElse(0) > max) {
            throw new ImageException.TooLarge(length.getAsLong(), max);
        }
        if (target.offset() == 0 && length.isPresent()) {
            UUID id = target.progress().upload().imageId();
            images.requireRoom(target.library(), Optional.of(id), length.getAsLong(), target.rules());
        }
        Supplier<RuntimeException> tooLong = () -> length.isPresent()
                ? new UploadException.LengthMismatch(length.getAsLong())
                : new ImageException.TooLarge(target.offset() + content.orElse(max), max);
        long remaining = length.orElse(max) - target.offset();
        if (content.orElse(0) > remaining) {
            throw tooLong.get();
        }
        String name = target.progress().upload().submittedName();
        try (ReceivedPiece piece = receiver.receivePiece(context, name, headers.piece(), remaining, tooLong)) {
            if (headers.isTus() && piece.size() > 0) {
                headers.requireMediaType(context.request());
            }
            return isComplete(target, headers, length, piece)
                    ? new Outcome.Completed(complete(context, target, headers, piece))
                    : new Outcome.Appended(append(target, headers, length, piece));
        }
    }

    /** Returns the length of the image, which the last request of the IETF's protocol states by its own length. */
    private static OptionalLong length(Target target, PieceHeaders headers, OptionalLong content) {
        OptionalLong length = target.progress().length();
        if (headers.length().isPresent()) {
            length = same(length, headers.length().getAsLong());
        }
        if (headers.isLast() && content.isPresent()) {
            length = same(length, target.offset() + content.getAsLong());
        }
        if (length.isPresent() && length.getAsLong() < target.offset()) {
            throw new UploadException.LengthMismatch(target.offset());
        }
        return length;
    }

    private static OptionalLong same(OptionalLong known, long stated) {
        if (known.orElse(stated) != stated) {
            throw new UploadException.LengthMismatch(known.getAsLong());
        }
        return OptionalLong.of(stated);
    }

    private static boolean isComplete(Target target, PieceHeaders headers, OptionalLong length, ReceivedPiece piece) {
        long end = target.offset() + piece.size();
        if (headers.isTus()) {
            boolean isVerified = piece.isWhole() || headers.piece().isEmpty();
            return isVerified && length.isPresent() && length.getAsLong() == end;
        }
        if (!headers.isLast() || !piece.isWhole()) {
            return false;
        }
        if (length.orElse(end) != end) {
            throw new UploadException.LengthMismatch(length.getAsLong());
        }
        return true;
    }

    private UploadProgress append(Target target, PieceHeaders headers, OptionalLong length, ReceivedPiece piece) {
        if (!piece.isWhole() && (target.isNew() || !headers.piece().isEmpty())) {
            // The client does not know the URL, or has stated a digest that these bytes cannot be verified against.
            throw piece.failure().orElseThrow();
        }
        if (target.isNew()) {
            uploads.create(target.library(), target.progress());
        }
        SpooledFile file = piece.upload().file();
        UploadProgress progress =
                uploads.append(target.library(), target.progress(), length, file.path(), piece.size(), file.sha256());
        piece.failure().ifPresent(failure -> {
            throw failure;
        });
        return progress;
    }

    private Images.Stored complete(RoutingContext context, Target target, PieceHeaders headers, ReceivedPiece piece) {
        PendingUpload upload = target.progress().upload();
        try {
            SpooledFile image = wholeImage(
                    target, piece, List.of(headers.image(), new BodyDigests(null, nullIfEmpty(upload.reprDigest()))));
            Images.Stored stored =
                    metrics.record(() -> images.put(target.library(), upload.imageId(), image, target.rules()));
            end(context, target, headers);
            return stored;
        } catch (ImageException.QuotaExceeded e) {
            throw e; // the upload remains: the caller may delete images and send the last piece again
        } catch (ImageException | DigestMismatchException e) {
            end(context, target, headers);
            throw e;
        }
    }

    /** Ends an upload whose image is stored or rejected. After another failure, the client can continue it. */
    private void end(RoutingContext context, Target target, PieceHeaders headers) {
        if (!headers.isTus()) {
            context.response().putHeader("Upload-Complete", "?1"); // also of a rejection, as the draft requires
        }
        remove(target);
    }

    /**
     * Returns a file with all pieces.
     *
     * @throws DigestMismatchException if it does not have the digests
     */
    private SpooledFile wholeImage(Target target, ReceivedPiece piece, List<BodyDigests> digests) {
        List<MessageDigest> others =
                digests.stream().flatMap(stated -> stated.others().stream()).toList();
        SpooledFile image;
        if (target.offset() == 0 && others.isEmpty()) {
            requireNotRemoved(target);
            image = piece.upload().file();
        } else {
            image = receiver.join(piece.upload(), others, file -> writeEarlier(target, file));
        }
        digests.forEach(stated -> stated.verify(image.sha256()));
        return image;
    }

    /** Verifies that an upload without earlier pieces was not canceled while its only piece arrived. */
    private void requireNotRemoved(Target target) {
        try {
            writeEarlier(target, OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new IllegalStateException(e); // the stream throws nothing
        }
    }

    private void writeEarlier(Target target, OutputStream file) throws IOException {
        if (!target.isNew()) {
            uploads.transferTo(target.library(), target.progress(), file);
        }
    }

    private static String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private void remove(Target target) {
        if (target.isNew()) {
            return;
        }
        try {
            uploads.remove(target.library(), target.progress().upload().id());
        } catch (StorageException e) { // the image is stored or rejected; the rest expires
            LOG.warnf("the pieces of an upload remain until it expires: %s", e.getMessage());
        }
    }
}
