package io.tintype.storage;

/**
 * Recognises digits as the stores write them. The JDK's parsers also accept signs, capital letters and the digits of
 * other scripts. A regular expression costs several times as much as this class, and one list page needs a thousand
 * checks.
 */
public final class Digits {

    private static final String DECIMAL = "0123456789";
    private static final String HEXADECIMAL = DECIMAL + "abcdef";

    private Digits() {}

    /** Returns whether the text consists of decimal digits, at least one, and nothing else. */
    public static boolean areDecimal(String text) {
        return !text.isEmpty() && consistsOf(DECIMAL, text);
    }

    /** Returns whether the text consists of exactly {@code count} lowercase hexadecimal digits. */
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
