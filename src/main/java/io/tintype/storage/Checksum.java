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

/** The checksum of {@link ImageMetadata#sha256()}. */
public final class Checksum {

    private static final int LENGTH = 64;

    private Checksum() {}

    /** Whether the text is a SHA-256 as {@link #text} writes it. */
    public static boolean isWellFormed(String text) {
        return Digits.areHexadecimal(text, LENGTH);
    }

    /** The SHA-256 of all that the stream still has, in lowercase hexadecimal. The stream stays the caller's. */
    public static String sha256(InputStream bytes) throws IOException {
        MessageDigest digest = newSha256();
        new DigestInputStream(bytes, digest).transferTo(OutputStream.nullOutputStream());
        return text(digest.digest());
    }

    /** The SHA-256 of a file, in lowercase hexadecimal. */
    public static String sha256(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            return sha256(bytes);
        }
    }

    /** For bytes that come piece by piece; {@link #text} writes what it finds. */
    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has SHA-256
        }
    }

    /** In lowercase hexadecimal. */
    public static String text(byte[] checksum) {
        return HexFormat.of().formatHex(checksum);
    }
}
