package io.tintype.storage;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A caller's library, or the one that all callers share.
 *
 * @param key names the library in a store: 1 to 100 of {@code a-z 0-9 - _}, safe as a part of an object key and as a
 *     file name, even on a case-insensitive file system. Different owners have different keys, and no owner has the key
 *     of the shared library.
 */
public record Library(String key) {

    private static final int MAX_KEY = 100;
    private static final Pattern KEY = Pattern.compile("[a-z0-9_-]{1," + MAX_KEY + "}");

    /** The library that all callers share if the operator configures that. */
    public static final Library SHARED = new Library("_shared");

    public Library {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("not a library key: " + key);
        }
    }

    /**
     * Returns the library of one owner.
     *
     * @param owner any Unicode text that is not empty. An unpaired surrogate is invalid: UTF-8 cannot represent it, so
     *     two owners whose names differ only in such characters would share one library.
     */
    public static Library of(String owner) {
        if (owner.isEmpty()) {
            throw new IllegalArgumentException("an owner has a name");
        }
        byte[] bytes = utf8(owner);
        String escaped = escape(bytes);
        return new Library(escaped.length() <= MAX_KEY ? escaped : "_sha256-" + sha256(bytes));
    }

    private static byte[] utf8(String owner) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(owner));
            return Arrays.copyOf(bytes.array(), bytes.limit());
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("an owner's name is Unicode text", e);
        }
    }

    /** Returns lowercase letters, digits and '-' unchanged, and any other byte as '_' and two hexadecimal digits. */
    private static String escape(byte[] bytes) {
        StringBuilder key = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            char c = (char) (b & 0xff);
            if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-') {
                key.append(c);
                continue;
            }
            key.append('_').append(HexFormat.of().toHexDigits(b));
        }
        return key.toString();
    }

    private static String sha256(byte[] bytes) {
        return Checksum.text(Checksum.newSha256().digest(bytes));
    }
}
