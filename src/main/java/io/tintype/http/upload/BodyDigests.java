package io.tintype.http.upload;

import io.tintype.http.problem.DigestMismatchException;
import io.tintype.http.problem.InvalidParameterException;
import io.tintype.storage.Checksum;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.ParseException;
import org.greenbytes.http.sfv.Parser;

/**
 * The digests that a request states for its body (RFC 9530). Without a content coding, the content and the
 * representation are the same bytes. Algorithms other than {@code sha-256} and {@code sha-512} are ignored, as section 2
 * allows.
 */
public final class BodyDigests {

    private static final String CONTENT_DIGEST = "Content-Digest";
    private static final String REPR_DIGEST = "Repr-Digest";
    private static final Map<String, Integer> LENGTHS = Map.of("sha-256", 32, "sha-512", 64);

    private final List<Expected> expected = new ArrayList<>();
    private final Optional<MessageDigest> sha512;

    private record Expected(String header, String algorithm, ByteBuffer digest) {}

    /**
     * Reads the headers, each of which may be null.
     *
     * @throws InvalidParameterException if one is not a dictionary of byte sequences, or a digest has the wrong length
     */
    public BodyDigests(String contentDigest, String reprDigest) {
        read(CONTENT_DIGEST, contentDigest);
        read(REPR_DIGEST, reprDigest);
        sha512 = expected.stream().anyMatch(one -> one.algorithm().equals("sha-512"))
                ? Optional.of(newSha512())
                : Optional.empty();
    }

    /** Returns the digest that the body must be given to besides SHA-256, if there is one. */
    Optional<MessageDigest> sha512() {
        return sha512;
    }

    /**
     * Verifies the digests of a body that was read completely.
     *
     * @param sha256 in lowercase hexadecimal
     * @throws DigestMismatchException for the first that does not match
     */
    void verify(String sha256) {
        Optional<byte[]> long512 = sha512.map(MessageDigest::digest);
        for (Expected one : expected) {
            byte[] actual = one.algorithm().equals("sha-256") ? Checksum.bytes(sha256) : long512.orElseThrow();
            if (!one.digest().equals(ByteBuffer.wrap(actual))) {
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
        Integer length = LENGTHS.get(algorithm);
        if (length == null) {
            return;
        }
        if (digest.get().remaining() != length) {
            throw invalid(header);
        }
        expected.add(new Expected(header, algorithm, digest.get()));
    }

    private static InvalidParameterException invalid(String header) {
        return new InvalidParameterException(
                header, "must be a dictionary of digests (RFC 9530), such as sha-256=:<44 characters of base64>:");
    }

    private static MessageDigest newSha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it in practice
        }
    }
}
