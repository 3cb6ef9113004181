package io.tintype.http.problem;

import io.tintype.api.model.Problem;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;

/** The problem types of the contract (RFC 9457, section 3.1.1). Clients decide by the slug, so it never changes. */
public enum ProblemType {
    CHECKSUM_MISMATCH("checksum-mismatch", 460, "Checksum mismatch"),
    COMPLETED_UPLOAD(Registry.IANA, "completed-upload", 400, "Upload completed"),
    CONTENT_TOO_LARGE("content-too-large", 413, "Image too large"),
    DIGEST_MISMATCH("digest-mismatch", 400, "Digest mismatch"),
    DIRECT_UPLOADS_UNAVAILABLE("direct-uploads-unavailable", 501, "Direct uploads unavailable"),
    IMAGE_EXISTS("image-exists", 409, "Image exists"),
    IMAGE_NOT_FOUND("image-not-found", 404, "Image not found"),
    INCONSISTENT_UPLOAD_LENGTH(Registry.IANA, "inconsistent-upload-length", 400, "Inconsistent upload length"),
    INSUFFICIENT_SCOPE("insufficient-scope", 403, "Insufficient scope"),
    INTERNAL_ERROR("internal-error", 500, "Internal error"),
    INVALID_PARAMETER("invalid-parameter", 400, "Invalid parameter"),
    INVALID_UPLOAD("invalid-upload", 400, "Invalid upload"),
    KEYS_UNAVAILABLE("keys-unavailable", 503, "Token keys unavailable"),
    LINK_EXPIRED("link-expired", 410, "Link expired"),
    LINK_NOT_FOUND("link-not-found", 404, "Link not found"),
    LINKS_UNAVAILABLE("links-unavailable", 501, "Links unavailable"),
    LISTS_BUSY("lists-busy", 503, "Too many lists"),
    METHOD_NOT_ALLOWED("method-not-allowed", 405, "Method not allowed"),
    MISMATCHING_UPLOAD_OFFSET(Registry.IANA, "mismatching-upload-offset", 409, "Mismatching upload offset"),
    NOT_ACCEPTABLE("not-acceptable", 406, "Not acceptable"),
    NOT_FOUND("not-found", 404, "Unknown path"),
    OVERLOADED("overloaded", 503, "Too many uploads"),
    PRECONDITION_FAILED("precondition-failed", 412, "Precondition failed"),
    PRESET_NOT_FOUND("preset-not-found", 404, "Preset not found"),
    QUOTA_EXCEEDED("quota-exceeded", 403, "Quota exceeded"),
    RANGE_NOT_SATISFIABLE("range-not-satisfiable", 416, "Range not satisfiable"),
    RATE_LIMITED("rate-limited", 429, "Too many requests"),
    RENDITION_BUSY("rendition-busy", 503, "Rendition busy"),
    RENDITIONS_UNAVAILABLE("renditions-unavailable", 501, "Renditions unavailable"),
    STORAGE_UNAVAILABLE("storage-unavailable", 503, "Storage unavailable"),
    TOO_MANY_PIXELS("too-many-pixels", 422, "Too many pixels"),
    TOO_MANY_UPLOADS("too-many-uploads", 429, "Too many uploads of one caller"),
    UNAUTHENTICATED("unauthenticated", 401, "Authentication required"),
    UNDECODABLE_IMAGE("undecodable-image", 422, "Undecodable image"),
    UNREADABLE_IMAGE("unreadable-image", 422, "Unreadable image"),
    UNSUPPORTED_IMAGE("unsupported-image", 415, "Unsupported image format"),
    UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "Unsupported media type"),
    UNSUPPORTED_TUS_VERSION("unsupported-tus-version", 412, "Unsupported version of tus"),
    UPLOAD_EXPIRED("upload-expired", 410, "Upload expired"),
    UPLOAD_NOT_ALLOWED("upload-not-allowed", 403, "Upload not allowed"),
    UPLOAD_NOT_FOUND("upload-not-found", 404, "Upload not found"),
    UPLOAD_NOT_SENT("upload-not-sent", 409, "Upload not sent"),
    UPLOAD_TOO_SLOW("upload-too-slow", 408, "Upload too slow");

    /** Where a type is defined, with the prefix of its URI. */
    private enum Registry {
        TINTYPE("urn:tintype:problem:"),

        /** RFC 9457, section 4.2; the types of the draft "Resumable Uploads for HTTP". */
        IANA("https://iana.org/assignments/http-problem-types#");

        private final String prefix;

        Registry(String prefix) {
            this.prefix = prefix;
        }
    }

    private final Registry registry;
    private final String slug;
    private final int status;
    private final String title;

    ProblemType(String slug, int status, String title) {
        this(Registry.TINTYPE, slug, status, title);
    }

    ProblemType(Registry registry, String slug, int status, String title) {
        this.registry = registry;
        this.slug = slug;
        this.status = status;
        this.title = title;
    }

    /** Returns the last part of the type's URI. */
    public String slug() {
        return slug;
    }

    /** Returns the URI of the type. */
    public URI uri() {
        return URI.create(registry.prefix + slug);
    }

    /** Returns the HTTP status of every problem of this type. */
    public int status() {
        return status;
    }

    /** Returns the title of every problem of this type. */
    public String title() {
        return title;
    }

    /** Returns the slug of a problem; empty for one that contains no more than its status. */
    public static Optional<String> slugOf(Problem problem) {
        return Arrays.stream(values())
                .filter(type -> type.uri().equals(problem.getType()))
                .findFirst()
                .map(ProblemType::slug);
    }

    /** Returns a problem of this type. */
    Problem problem(String detail) {
        return new Problem().type(uri()).status(status).title(title).detail(detail);
    }
}
