package io.tintype.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes texts from a fuzzer's bytes. */
public final class FuzzedText {

    private FuzzedText() {}

    /** Decodes UTF-8 or, after a byte of 0xFF, UTF-16, which may contain half of a surrogate pair. */
    public static String of(byte[] input) {
        if (input.length == 0 || input[0] != (byte) 0xFF) {
            return new String(input, StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder(input.length / 2);
        for (int i = 1; i + 1 < input.length; i += 2) {
            text.append((char) ((input[i] & 0xFF) << 8 | input[i + 1] & 0xFF));
        }
        return text.toString();
    }

    /** Returns this many texts, separated by line feeds. The last one has the rest; missing ones are null. */
    public static String[] lines(byte[] input, int count) {
        String[] lines = new String[count];
        List.of(of(input).split("\n", count)).toArray(lines);
        return lines;
    }
}
