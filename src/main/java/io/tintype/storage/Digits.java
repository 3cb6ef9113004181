package io.tintype.storage;

/**
 * Digits as a store writes them. Java's parsers take signs, capitals and the digits of other scripts too, and a regular
 * expression costs several times as much, a thousand times a page.
 */
public final class Digits {

    private static final String DECIMAL = "0123456789";
    private static final String HEXADECIMAL = DECIMAL + "abcdef";

    private Digits() {}

    /** Whether the text has decimal digits, at least one, and nothing else. */
    public static boolean areDecimal(String text) {
        return !text.isEmpty() && consistsOf(DECIMAL, text);
    }

    /** Whether the text has that many lowercase hexadecimal digits, and nothing else. */
    public static boolean areHexadecimal(String text, int count) {
        return text.length() == count && consistsOf(HEXADECIMAL, text);
    }

    private static boolean consistsOf(String alphabet, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (alphabet.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }
}
