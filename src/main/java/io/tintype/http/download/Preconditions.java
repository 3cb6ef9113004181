package io.tintype.http.download;

import io.tintype.http.problem.PreconditionFailedException;
import io.tintype.storage.ImageMetadata;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The conditions of a request for an image (RFC 9110, section 13), each a header's value or null. JAX-RS's own {@code
 * Request.evaluatePreconditions} does not follow the order of section 13.2.2.
 */
public record Preconditions(String ifMatch, String ifNoneMatch, String ifModifiedSince, String ifUnmodifiedSince) {

    private static final Pattern ENTITY_TAG = Pattern.compile("(W/)?\"([^\"]*)\"");

    /** Returns whether the request has no condition. */
    public boolean isEmpty() {
        return ifMatch == null && ifNoneMatch == null && ifModifiedSince == null && ifUnmodifiedSince == null;
    }

    /**
     * Evaluates the conditions in the order of RFC 9110, section 13.2.2; returns false if the response is 304.
     *
     * @throws PreconditionFailedException if the response is 412
     */
    public boolean evaluate(ImageMetadata image) {
        if (ifMatch != null
                ? !contains(ifMatch, image.sha256(), true)
                : isAfter(lastModified(image), ifUnmodifiedSince)) {
            throw new PreconditionFailedException();
        }
        if (ifNoneMatch != null) {
            return !contains(ifNoneMatch, image.sha256(), false);
        }
        return date(ifModifiedSince).map(lastModified(image)::isAfter).orElse(true);
    }

    /**
     * Evaluates If-Match and If-None-Match of a request that stores an image (RFC 9110, section 13.2.2).
     *
     * @param current the image that exists under the id
     * @throws PreconditionFailedException if one does not hold
     */
    public void requireForPut(Optional<ImageMetadata> current) {
        boolean isMatch = ifMatch == null
                || current.filter(image -> contains(ifMatch, image.sha256(), true))
                        .isPresent();
        boolean isNoneMatch = current.filter(image -> matchesNoneMatch(ifNoneMatch, image.sha256()))
                .isPresent();
        if (!isMatch || isNoneMatch) {
            throw new PreconditionFailedException();
        }
    }

    /** Returns whether an If-Range header, or its absence, permits a range (RFC 9110, section 13.1.5). */
    public static boolean allowRange(String ifRange, ImageMetadata image) {
        if (ifRange == null) {
            return true;
        }
        return ifRange.contains("\"")
                ? ifRange.strip().equals(entityTag(image))
                : date(ifRange).map(lastModified(image)::equals).orElse(false);
    }

    /** Returns the image's strong validator. */
    public static String entityTag(ImageMetadata image) {
        return entityTag(image.sha256());
    }

    /** Returns the strong validator of bytes with this SHA-256. */
    static String entityTag(String sha256) {
        return '"' + sha256 + '"';
    }

    /** Returns whether an If-None-Match header, or null, matches bytes with this SHA-256 (RFC 9110, section 13.1.2). */
    public static boolean matchesNoneMatch(String ifNoneMatch, String sha256) {
        return ifNoneMatch != null && contains(ifNoneMatch, sha256, false);
    }

    /** Returns the image's Last-Modified, which has the precision of a second in HTTP. */
    static Instant lastModified(ImageMetadata image) {
        return image.createdAt().truncatedTo(ChronoUnit.SECONDS);
    }

    private static boolean contains(String tags, String sha256, boolean strongly) {
        if (tags.strip().equals("*")) {
            return true;
        }
        Matcher tag = ENTITY_TAG.matcher(tags);
        while (tag.find()) {
            boolean weak = tag.group(1) != null;
            if (tag.group(2).equals(sha256) && !(weak && strongly)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAfter(Instant modified, String since) {
        return date(since).map(modified::isAfter).orElse(false);
    }

    private static Optional<Instant> date(String header) {
        return Optional.ofNullable(header).flatMap(HttpDate::parse);
    }
}
