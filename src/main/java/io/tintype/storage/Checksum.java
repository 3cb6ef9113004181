package io.tintype.storage;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The checksum of {@link StoredImage#sha256()}. */
public final class Checksum {

    private static final int CHUNK = 64 * 1024;

    private Checksum() {}

    /** The SHA-256 of all that the stream still has, in lowercase hexadecimal. The stream stays the caller's. */
    public static String sha256(InputStream bytes) throws IOException {
        MessageDigest digest = newSha256();
        byte[] chunk = new byte[CHUNK];
        for (int read = bytes.read(chunk); read != -1; read = bytes.read(chunk)) {
            digest.update(chunk, 0, read);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has SHA-256
        }
    }
}
