package io.tintype.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes and formats the checksum of {@link ImageMetadata#sha256()}. */
public final class Checksum {

    private static final int LENGTH = 64;

    private Checksum() {}

    /** Returns whether the text is a SHA-256 in the form that {@link #text} returns. */
    public static boolean isWellFormed(String text) {
        return Digits.areHexadecimal(text, LENGTH);
    }

    /**
     * Returns the SHA-256 of the remaining bytes of the stream, in lowercase hexadecimal. Does not close the stream.
     */
    public static String sha256(InputStream bytes) throws IOException {
        MessageDigest digest = newSha256();
        new DigestInputStream(bytes, digest).transferTo(OutputStream.nullOutputStream());
        return text(digest.digest());
    }

    /** Returns the SHA-256 of a file, in lowercase hexadecimal. */
    public static String sha256(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            return sha256(bytes);
        }
    }

    /** Returns a digest for bytes that arrive piece by piece; {@link #text} formats its result. */
    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform provides SHA-256
        }
    }

    /** Returns the bytes of a checksum in lowercase hexadecimal. */
    public static byte[] bytes(String checksum) {
        return HexFormat.of().parseHex(checksum);
    }

    /** Returns the checksum in lowercase hexadecimal. */
    public static String text(byte[] checksum) {
        return HexFormat.of().formatHex(checksum);
    }
}
