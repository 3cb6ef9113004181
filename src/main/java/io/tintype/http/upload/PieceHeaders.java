package io.tintype.http.upload;

import io.tintype.http.problem.InvalidParameterException;
import io.tintype.http.problem.UnsupportedPieceTypeException;
import io.tintype.http.request.BodySizeLimiter;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.greenbytes.http.sfv.BooleanItem;
import org.greenbytes.http.sfv.IntegerItem;
import org.greenbytes.http.sfv.Item;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;

/**
 * What the headers of a request say about a piece of a resumable upload, whatever the protocol.
 *
 * @param protocol of the request
 * @param isLast whether the body contains the last bytes of the image; always false with tus, where the length decides
 * @param length of the whole image in bytes, if the request states it
 * @param piece the digests of the body
 * @param image the digests of the whole image
 */
public record PieceHeaders(
        Protocol protocol, boolean isLast, OptionalLong length, BodyDigests piece, BodyDigests image) {

    private static final String UPLOAD_CONCAT = "Upload-Concat";
    private static final String UPLOAD_LENGTH = "Upload-Length";
    private static final String UPLOAD_OFFSET = "Upload-Offset";
    private static final String UPLOAD_COMPLETE = "Upload-Complete";
    private static final String UPLOAD_METADATA = "Upload-Metadata";
    private static final String TUS_RESUMABLE = "Tus-Resumable";

    /** A protocol of resumable uploads. */
    public enum Protocol {
        /** Version 1.0.0 of tus. */
        TUS("application/offset+octet-stream"),

        /** The IETF's draft "Resumable Uploads for HTTP". */
        IETF("application/partial-upload");

        private final String mediaType;

        Protocol(String mediaType) {
            this.mediaType = mediaType;
        }
    }

    /**
     * Reads the headers of a request, each of which may be null.
     *
     * @throws InvalidParameterException if the request states no protocol, or a value is invalid
     */
    public static PieceHeaders of(
            String tusResumable,
            String uploadLength,
            String uploadChecksum,
            String uploadComplete,
            String contentDigest,
            String reprDigest) {
        BodyDigests image = new BodyDigests(null, reprDigest);
        if (tusResumable != null) { // the two protocols ignore each other's headers
            OptionalLong length = integer(uploadLength);
            if (uploadLength != null && length.isEmpty()) {
                throw new InvalidParameterException(UPLOAD_LENGTH, "must be a number of bytes");
            }
            BodyDigests piece = BodyDigests.ofPiece(contentDigest, uploadChecksum);
            return new PieceHeaders(Protocol.TUS, false, length, piece, image);
        }
        boolean isLast = bool(uploadComplete)
                .orElseThrow(() -> uploadComplete == null
                        ? new InvalidParameterException(TUS_RESUMABLE, "or Upload-Complete is required")
                        : new InvalidParameterException(UPLOAD_COMPLETE, "must be ?0 or ?1"));
        BodyDigests piece = BodyDigests.ofPiece(contentDigest, null);
        return new PieceHeaders(Protocol.IETF, isLast, integer(uploadLength), piece, image);
    }

    /** Returns whether the request uses tus. */
    public boolean isTus() {
        return protocol == Protocol.TUS;
    }

    /**
     * Verifies the media type of a body that continues an upload.
     *
     * @throws UnsupportedPieceTypeException if it is not the one of the protocol
     */
    public void requireMediaType(HttpServerRequest request) {
        String type =
                Optional.ofNullable(request.getHeader(HttpHeaders.CONTENT_TYPE)).orElse("");
        if (!type.split(";", 2)[0].strip().equalsIgnoreCase(protocol.mediaType)) {
            throw new UnsupportedPieceTypeException(protocol.mediaType);
        }
    }

    /**
     * Verifies the headers of a request that begins an upload. With tus, the length is declared now or announced for
     * later, and a body of known length has a media type. {@link UploadPieces} verifies that of other bodies, because they
     * may be empty.
     *
     * @param deferLength the header {@code Upload-Defer-Length}, or null
     * @throws InvalidParameterException if the length is neither, or both; or if the upload is to be a part of another
     * @throws UnsupportedPieceTypeException if the media type of a body is not the one of tus
     */
    public void requireUsableCreation(HttpServerRequest request, String deferLength) {
        if (!isTus()) {
            return;
        }
        if (request.headers().contains(UPLOAD_CONCAT)) {
            throw new InvalidParameterException(UPLOAD_CONCAT, "is not supported; upload in one sequence");
        }
        if (deferLength != null && !deferLength.strip().equals("1")) {
            throw new InvalidParameterException("Upload-Defer-Length", "must be 1");
        }
        if (length.isPresent() == (deferLength != null)) {
            throw new InvalidParameterException(UPLOAD_LENGTH, "or Upload-Defer-Length is required, and not both");
        }
        if (BodySizeLimiter.declaredLength(request).orElse(0) > 0) {
            requireMediaType(request);
        }
    }

    /**
     * Returns the position of the body in the image.
     *
     * @throws InvalidParameterException if the header is absent or invalid
     */
    public static long offset(String uploadOffset) {
        return integer(uploadOffset)
                .orElseThrow(() -> new InvalidParameterException(UPLOAD_OFFSET, "must be a number of bytes"));
    }

    /**
     * Returns the file name in the metadata of tus, or an empty text.
     *
     * @param metadata the header, or null
     * @throws InvalidParameterException if it is not a list of pairs of a key and a value in Base64
     */
    public static String fileName(String metadata) {
        if (metadata == null || metadata.isBlank()) {
            return "";
        }
        try {
            Map<String, String> pairs = Stream.of(metadata.split(",", -1))
                    .map(pair -> pair.strip().split(" ", -1))
                    .collect(Collectors.toMap(PieceHeaders::key, PieceHeaders::value));
            return Stream.of("filename", "name") // clients use either
                    .map(pairs::get)
                    .filter(name -> name != null && !name.isEmpty())
                    .findFirst()
                    .orElse("");
        } catch (IllegalArgumentException | IllegalStateException _) { // the latter for a repeated key
            throw new InvalidParameterException(
                    UPLOAD_METADATA, "must be pairs of a different key each and a value in Base64");
        }
    }

    private static String key(String[] pair) {
        if (pair[0].isEmpty() || pair.length > 2) {
            throw new IllegalArgumentException("not a pair");
        }
        return pair[0];
    }

    private static String value(String[] pair) {
        return pair.length == 1 ? "" : new String(Base64.getDecoder().decode(pair[1]), StandardCharsets.UTF_8);
    }

    private static OptionalLong integer(String text) {
        return item(text) instanceof IntegerItem number && number.getAsLong() >= 0
                ? OptionalLong.of(number.getAsLong())
                : OptionalLong.empty();
    }

    private static Optional<Boolean> bool(String text) {
        return item(text) instanceof BooleanItem value ? Optional.of(value.get()) : Optional.empty();
    }

    /** Returns an item of a structured field (RFC 9651, section 3.3), or null if the header is absent or invalid. */
    private static Item<?> item(String text) {
        try {
            return text == null ? null : Parser.parseItem(text);
        } catch (ParseException _) {
            return null; // the draft requires that an invalid value is ignored
        }
    }
}
