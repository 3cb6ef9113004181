package io.tintype.http.download;

import io.tintype.storage.Checksum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Verifies the bytes of a download against the SHA-256 that they had when they were stored: a store, its disk and the
 * network may all alter bytes. A part of an image cannot be verified.
 */
final class DigestVerifier {

    private final MessageDigest digest = Checksum.newSha256();
    private final Optional<String> expected;

    DigestVerifier(Optional<String> expected) {
        this.expected = expected;
    }

    /** Adds the next bytes, whose position is left as it is. */
    void update(ByteBuffer bytes) {
        if (expected.isPresent()) {
            digest.update(bytes.duplicate());
        }
    }

    /**
     * Verifies all bytes. Must be called before the last of them are sent.
     *
     * @throws IOException if they are not the bytes that were stored
     */
    void finish() throws IOException {
        if (expected.isPresent() && !Checksum.text(digest.digest()).equals(expected.get())) {
            throw new IOException("the store returned other bytes than were stored");
        }
    }
}
