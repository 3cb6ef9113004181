package io.tintype.storage.s3.admin;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decodes text that other programs wrote into user metadata. HTTP headers are ASCII. S3 returns other characters in the
 * encoded words of RFC 2047. Other stores return the bytes as they received them: UTF-8, which HTTP clients decode as
 * Latin-1.
 */
final class HeaderText {

    private static final Pattern WORD = Pattern.compile("=\\?([^?\\s]+)\\?([BbQq])\\?([^?\\s]*)\\?=");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("(?<=\\?=)\\s+(?==\\?)");

    private HeaderText() {}

    /** Returns the decoded text, as far as its encoding can be recognized; never throws an exception. */
    static String decode(String header) {
        String joined = BETWEEN_WORDS.matcher(header).replaceAll("");
        if (!WORD.matcher(joined).find()) {
            return utf8(header);
        }
        return WORD.matcher(joined).replaceAll(word -> Matcher.quoteReplacement(word(word)));
    }

    private static String word(MatchResult word) {
        try {
            byte[] bytes = word.group(2).equalsIgnoreCase("B")
                    ? Base64.getDecoder().decode(word.group(3))
                    : quoted(word.group(3));
            return new String(bytes, Charset.forName(word.group(1)));
        } catch (IllegalArgumentException _) {
            return word.group();
        }
    }

    /** Decodes the "Q" encoding (RFC 2047, section 4.2). */
    private static byte[] quoted(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '=' && at + 2 < text.length()) {
                bytes.write(Integer.parseInt(text, at + 1, at + 3, 16));
                at += 2;
                continue;
            }
            bytes.write(c == '_' ? ' ' : c);
        }
        return bytes.toByteArray();
    }

    private static String utf8(String header) {
        if (header.chars().allMatch(c -> c < 0x80) || header.chars().anyMatch(c -> c > 0xFF)) {
            return header;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(header.getBytes(StandardCharsets.ISO_8859_1));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException _) {
            return header;
        }
    }
}
