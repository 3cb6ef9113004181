package io.tintype.http.download;

import io.tintype.storage.Checksum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Holds the bytes of a download against the SHA-256 that they had when they were stored. A store, its disk and the line
 * to it may all alter bytes; this is where it shows. Of a part of an image nothing can be said.
 */
final class DigestVerifier {

    private final MessageDigest digest = Checksum.newSha256();
    private final Optional<String> expected;

    DigestVerifier(Optional<String> expected) {
        this.expected = expected;
    }

    /** The next bytes, in their order; they are left as they are. */
    void update(ByteBuffer bytes) {
        if (expected.isPresent()) {
            digest.update(bytes.duplicate());
        }
    }

    /**
     * After the last bytes, and before the caller gets them.
     *
     * @throws IOException if the bytes are not those that were stored
     */
    void finish() throws IOException {
        if (expected.isPresent() && !Checksum.text(digest.digest()).equals(expected.get())) {
            throw new IOException("the store gave other bytes than it was given");
        }
    }
}
