package io.tintype.http.problem;

import io.tintype.api.model.Problem;
import io.tintype.api.model.Violation;
import io.tintype.image.ImageException;
import io.tintype.image.ImageFormat;
import io.tintype.link.LinkException;
import io.tintype.rendition.RenditionException;
import io.tintype.upload.UploadException;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The problem details (RFC 9457) of every failure, without messages of libraries. */
public final class Problems {

    public static final String MEDIA_TYPE = "application/problem+json";

    private static final String FORMATS = Arrays.stream(ImageFormat.values())
            .map(Enum::name)
            .map(name -> name.equals("WEBP") ? "WebP" : name)
            .collect(Collectors.joining(", "));

    private Problems() {}

    /** Returns the problem of a rejected image. */
    static Problem of(ImageException failure) {
        return switch (failure) {
            case ImageException.NotFound absent ->
                ProblemType.IMAGE_NOT_FOUND.problem("There is no image " + absent.id() + " in your library.");
            case ImageException.Exists other ->
                ProblemType.IMAGE_EXISTS.problem("Your library has an image " + other.id() + " with other bytes.");
            case ImageException.TypeNotAllowed other ->
                ProblemType.UPLOAD_NOT_ALLOWED
                        .problem("The token allows to upload " + String.join(", ", other.allowed()) + " only.")
                        .detectedType(other.detectedType());
            case ImageException.IdNotAllowed other ->
                ProblemType.UPLOAD_NOT_ALLOWED.problem(
                        "The token allows to upload image " + other.allowed() + " only.");
            case ImageException.QuotaExceeded full ->
                ProblemType.QUOTA_EXCEEDED
                        .problem("Your library may hold " + full.limit() + " " + full.unit()
                                + "; delete images to upload others.")
                        .limit(full.limit())
                        .actual(full.actual());
            case ImageException.Empty empty -> invalidUpload("The file is empty.");
            case ImageException.TooLarge large -> tooLarge(large.limit()).actual(large.actual());
            case ImageException.TooManyPixels large ->
                ProblemType.TOO_MANY_PIXELS
                        .problem(
                                "The image declares more than the " + large.limit() + " pixels that an image may have.")
                        .limit(large.limit())
                        .actual(large.actual());
            case ImageException.UnsupportedFormat other ->
                ProblemType.UNSUPPORTED_IMAGE
                        .problem("The bytes are in none of the accepted formats: " + FORMATS + ".")
                        .detectedType(other.detectedType().orElse(null));
            case ImageException.Unreadable damaged ->
                ProblemType.UNREADABLE_IMAGE
                        .problem("The image's header is damaged or cut off.")
                        .detectedType(damaged.format().mediaType());
        };
    }

    /** Returns the problem of a rendition that was not made. */
    static Problem of(RenditionException failure) {
        return switch (failure) {
            case RenditionException.UnknownPreset unknown ->
                ProblemType.PRESET_NOT_FOUND.problem("There is no preset " + unknown.name() + ". The presets are "
                        + String.join(", ", unknown.known()) + ".");
            case RenditionException.Unavailable unavailable ->
                ProblemType.RENDITIONS_UNAVAILABLE.problem(
                        "The service has no libvips, which makes renditions. Its operator can install it: "
                                + "the package is libvips42 (Debian), libvips42t64 (Ubuntu) or vips (Fedora).");
            case RenditionException.UnsupportedFormat other ->
                ProblemType.RENDITIONS_UNAVAILABLE.problem("The service's libvips cannot write "
                        + other.format().mediaType() + "; other formats are available.");
            case RenditionException.Undecodable damaged ->
                ProblemType.UNDECODABLE_IMAGE
                        .problem("The image's pixels are damaged or cut off, so that no rendition can be made.")
                        .detectedType(damaged.mediaType());
            case RenditionException.TooManyPixels large ->
                ProblemType.TOO_MANY_PIXELS
                        .problem("The image has more than the " + large.limit()
                                + " pixels that the service makes renditions of.")
                        .limit(large.limit())
                        .actual(large.actual());
            case RenditionException.Busy busy ->
                ProblemType.RENDITION_BUSY.problem(
                        "The service is busy with renditions, or this one takes too long; try again later.");
        };
    }

    /** Returns the problem of a link. A forged, a revoked and a deleted one are not distinguished. */
    static Problem of(LinkException failure) {
        return switch (failure) {
            case LinkException.Unavailable unavailable ->
                ProblemType.LINKS_UNAVAILABLE.problem(
                        "The service has no key for links; its operator can set TINTYPE_LINK_SECRET.");
            case LinkException.Expired expired -> ProblemType.LINK_EXPIRED.problem("The link has expired.");
            case LinkException.NotFound absent -> ProblemType.LINK_NOT_FOUND.problem("There is no such link.");
        };
    }

    /** Returns the problem of a resumable upload. */
    static Problem of(UploadException failure) {
        return switch (failure) {
            case UploadException.NotFound absent ->
                ProblemType.UPLOAD_NOT_FOUND.problem("Your library has no upload " + absent.id() + " in progress.");
            case UploadException.Expired expired ->
                ProblemType.UPLOAD_EXPIRED.problem("The upload has expired. Begin again.");
            case UploadException.Completed completed ->
                ProblemType.COMPLETED_UPLOAD.problem("The upload is complete, and its image is stored.");
            case UploadException.OffsetMismatch mismatch ->
                ProblemType.MISMATCHING_UPLOAD_OFFSET
                        .problem("The upload continues at byte %d and not at %d."
                                .formatted(mismatch.expected(), mismatch.provided()))
                        .expectedOffset(mismatch.expected())
                        .providedOffset(mismatch.provided());
            case UploadException.LengthMismatch mismatch ->
                ProblemType.INCONSISTENT_UPLOAD_LENGTH.problem(
                        "The request contradicts the length of the upload, which is %d bytes."
                                .formatted(mismatch.declared()));
            case UploadException.DirectUnavailable unavailable ->
                ProblemType.DIRECT_UPLOADS_UNAVAILABLE.problem(
                        "Direct uploads require an S3 store. Send the image to the service instead.");
            case UploadException.NotSent missing ->
                ProblemType.UPLOAD_NOT_SENT.problem(
                        "The store does not have the image yet. Send it first, by the request"
                                + " that createDirectUpload returned.");
            case UploadException.OtherBytes other ->
                ProblemType.DIGEST_MISMATCH.problem(
                        "The store has other bytes than those that were declared. Nothing was stored.");
            case UploadException.TooManyPieces pieces ->
                ProblemType.INVALID_UPLOAD.problem("The upload has the maximum of " + pieces.limit()
                        + " pieces. Begin again, with larger pieces.");
        };
    }

    /** Returns the problem of a client that uses another version of tus. */
    public static Problem unsupportedTusVersion(String supported) {
        return ProblemType.UNSUPPORTED_TUS_VERSION.problem("The service supports version " + supported + " of tus.");
    }

    static Problem unsupportedPieceType(String required) {
        return ProblemType.UNSUPPORTED_MEDIA_TYPE.problem("Send the bytes as " + required + ".");
    }

    static Problem checksumMismatch(String header, String algorithm) {
        return ProblemType.CHECKSUM_MISMATCH.problem(
                "The %s of the body is not the one in %s. The body was discarded.".formatted(algorithm, header));
    }

    static Problem digestMismatch(String header, String algorithm) {
        return ProblemType.DIGEST_MISMATCH.problem(
                "The %s of the body is not the one in %s. Nothing was stored.".formatted(algorithm, header));
    }

    static Problem invalidUpload(String detail) {
        return ProblemType.INVALID_UPLOAD.problem(detail);
    }

    static Problem invalidParameters(List<Violation> violations) {
        return ProblemType.INVALID_PARAMETER
                .problem("The request is not valid: "
                        + violations.stream()
                                .map(violation -> violation.getParameter() + " " + violation.getMessage())
                                .collect(Collectors.joining(", "))
                        + ".")
                .violations(violations);
    }

    /** Returns the problem of an upload that exceeds the limit by an unknown size. */
    public static Problem tooLarge(long limit) {
        return ProblemType.CONTENT_TOO_LARGE
                .problem("An image may have at most " + limit + " bytes, and the form around it little more.")
                .limit(limit);
    }

    static Problem unauthenticated(String detail) {
        return ProblemType.UNAUTHENTICATED.problem(detail);
    }

    static Problem unsupportedContentCoding() {
        return ProblemType.UNSUPPORTED_MEDIA_TYPE.problem("Send the body without a Content-Encoding.");
    }

    static Problem insufficientScope(String required) {
        return ProblemType.INSUFFICIENT_SCOPE.problem("The token's scope does not include " + required + ".");
    }

    static Problem preconditionFailed() {
        return ProblemType.PRECONDITION_FAILED.problem(
                "The image does not meet the request's If-Match, If-None-Match or If-Unmodified-Since.");
    }

    static Problem rangeNotSatisfiable(long size) {
        return ProblemType.RANGE_NOT_SATISFIABLE
                .problem("The range starts after the end of the image, which has " + size + " bytes.")
                .limit(size);
    }

    static Problem storageUnavailable() {
        return ProblemType.STORAGE_UNAVAILABLE.problem("Storage is not responding; try again later.");
    }

    static Problem keysUnavailable() {
        return ProblemType.KEYS_UNAVAILABLE.problem(
                "The token cannot be verified because the issuer's keys are unavailable; try again later.");
    }

    public static Problem signInUnavailable() {
        return ProblemType.KEYS_UNAVAILABLE.problem(
                "The service cannot read the settings of the issuer with which you sign in; try again later.");
    }

    public static Problem overloaded() {
        return ProblemType.OVERLOADED.problem(
                "The service cannot accept another upload at the moment; nothing was stored, try again later.");
    }

    /** Returns the problem of a subject that has as many uploads in progress as it may have. */
    public static Problem tooManyUploads(int limit) {
        return ProblemType.TOO_MANY_UPLOADS
                .problem("One caller may have " + limit
                        + " uploads in progress at once; nothing was stored, try again later.")
                .limit((long) limit);
    }

    /** Returns the problem of a subject that sends too many requests. */
    public static Problem rateLimited(long perSecond) {
        return ProblemType.RATE_LIMITED
                .problem("One caller may send " + perSecond + " requests per second; try again later.")
                .limit(perSecond);
    }

    static Problem listsBusy() {
        return ProblemType.LISTS_BUSY.problem(
                "Too many list responses are waiting for clients to read them; try again later.");
    }

    static Problem uploadTooSlow() {
        return ProblemType.UPLOAD_TOO_SLOW.problem("The body arrives too slowly.");
    }

    static Problem internalError() {
        return ProblemType.INTERNAL_ERROR.problem(
                "The service failed; its operator finds the cause in the log under this response's X-Request-Id.");
    }

    /** Returns the problem of a status that HTTP itself requires, outside of the use cases. */
    public static Problem ofStatus(int status) {
        return switch (status) {
            case 404 -> ProblemType.NOT_FOUND.problem("There is nothing at this path.");
            case 405 ->
                ProblemType.METHOD_NOT_ALLOWED.problem(
                        "The path does not support this method; the Allow header lists the supported ones.");
            case 406 ->
                ProblemType.NOT_ACCEPTABLE.problem(
                        "The Accept header allows none of the media types that this operation returns.");
            case 415 -> ProblemType.UNSUPPORTED_MEDIA_TYPE.problem("Send the image as multipart/form-data.");
            default -> nothingButTheStatus(status);
        };
    }

    /** Returns a problem that contains no more than its status (RFC 9457, section 4.2.1). */
    private static Problem nothingButTheStatus(int status) {
        Status known = Status.fromStatusCode(status);
        String title = known == null ? "Refused" : known.getReasonPhrase();
        return new Problem()
                .type(URI.create("about:blank"))
                .status(status)
                .title(title)
                .detail("The request cannot be served: " + title.toLowerCase(Locale.ROOT) + ".");
    }
}
