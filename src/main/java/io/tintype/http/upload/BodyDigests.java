package io.tintype.http.upload;

import io.tintype.http.problem.DigestMismatchException;
import io.tintype.http.problem.InvalidParameterException;
import io.tintype.storage.Checksum;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;

/**
 * The digests that a request states for a body, in {@code Content-Digest} and {@code Repr-Digest} (RFC 9530) or in the
 * {@code Upload-Checksum} of tus. Without a content coding, the content and the representation are the same bytes.
 * Algorithms of RFC 9530 other than {@code sha-256} and {@code sha-512} are ignored, as its section 2 allows.
 */
public final class BodyDigests {

    /** The header of tus, whose algorithms and whose response to a mismatch differ from RFC 9530. */
    public static final String CHECKSUM = "Upload-Checksum";

    private static final String SHA_256 = "SHA-256";
    private static final Map<String, String> ALGORITHMS = Map.of("sha-256", SHA_256, "sha-512", "SHA-512");
    private static final Map<String, String> TUS_ALGORITHMS =
            Map.of("sha1", "SHA-1", "sha256", SHA_256, "sha512", "SHA-512");

    private final List<Expected> expected = new ArrayList<>();
    private final Map<String, MessageDigest> others = new HashMap<>();

    /**
     * A stated digest.
     *
     * @param header that states it
     * @param algorithm as the header names it
     * @param javaAlgorithm as Java names it
     */
    private record Expected(String header, String algorithm, String javaAlgorithm, ByteBuffer digest) {}

    /**
     * Reads the headers of RFC 9530, each of which may be null.
     *
     * @throws InvalidParameterException if one is not a dictionary of byte sequences, or a digest has the wrong length
     */
    public BodyDigests(String contentDigest, String reprDigest) {
        read("Content-Digest", contentDigest);
        read("Repr-Digest", reprDigest);
    }

    /**
     * Returns the digests of a piece of an image.
     *
     * @param contentDigest the header of RFC 9530, or null
     * @param checksum the header of tus, or null
     * @throws InvalidParameterException if the first is invalid as for the constructor, or the second is not a supported
     *     algorithm and a digest in Base64
     */
    static BodyDigests ofPiece(String contentDigest, String checksum) {
        BodyDigests digests = new BodyDigests(contentDigest, null);
        if (checksum != null) {
            digests.readChecksum(checksum);
        }
        return digests;
    }

    private void readChecksum(String checksum) {
        String[] parts = checksum.strip().split(" +", 2);
        String java = TUS_ALGORITHMS.get(parts[0]);
        if (java == null || parts.length < 2) {
            throw invalidChecksum();
        }
        try {
            add(CHECKSUM, parts[0], java, ByteBuffer.wrap(Base64.getDecoder().decode(parts[1])));
        } catch (IllegalArgumentException _) {
            throw invalidChecksum();
        }
    }

    private static InvalidParameterException invalidChecksum() {
        return new InvalidParameterException(
                CHECKSUM, "must be sha1, sha256 or sha512, a space, and the digest in Base64");
    }

    /** Returns whether the request states no digest. */
    boolean isEmpty() {
        return expected.isEmpty();
    }

    /** Returns the digests that must be given the body besides SHA-256. */
    Collection<MessageDigest> others() {
        return others.values();
    }

    /**
     * Verifies the digests of a body that was read completely.
     *
     * @param sha256 in lowercase hexadecimal
     * @throws DigestMismatchException for the first that does not match
     */
    void verify(String sha256) {
        Map<String, byte[]> actual = new HashMap<>();
        others.forEach((algorithm, digest) -> actual.put(algorithm, digest.digest()));
        actual.put(SHA_256, Checksum.bytes(sha256));
        for (Expected one : expected) {
            if (!one.digest().equals(ByteBuffer.wrap(actual.get(one.javaAlgorithm())))) {
                throw new DigestMismatchException(one.header(), one.algorithm());
            }
        }
    }

    private void read(String header, String text) {
        if (text == null) {
            return;
        }
        try {
            Parser.parseDictionary(text).get().forEach((algorithm, value) -> read(header, algorithm, value));
        } catch (ParseException _) {
            throw invalid(header);
        }
    }

    private void read(String header, String algorithm, ListElement<?> value) {
        if (!(value instanceof ByteSequenceItem digest)) {
            throw invalid(header);
        }
        String java = ALGORITHMS.get(algorithm);
        if (java == null) {
            return;
        }
        try {
            add(header, algorithm, java, digest.get());
        } catch (IllegalArgumentException _) {
            throw invalid(header);
        }
    }

    private void add(String header, String algorithm, String java, ByteBuffer digest) {
        MessageDigest computed = others.containsKey(java) ? others.get(java) : newDigest(java);
        if (digest.remaining() != computed.getDigestLength()) {
            throw new IllegalArgumentException("a digest of the wrong length");
        }
        if (!java.equals(SHA_256)) {
            others.put(java, computed);
        }
        expected.add(new Expected(header, algorithm, java, digest));
    }

    private static InvalidParameterException invalid(String header) {
        return new InvalidParameterException(
                header, "must be a dictionary of digests (RFC 9530), such as sha-256=:<44 characters of base64>:");
    }

    private static MessageDigest newDigest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has them in practice
        }
    }
}
