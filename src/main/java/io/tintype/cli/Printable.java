package io.tintype.cli;

import java.util.stream.Collectors;

/** Text of others on a terminal, which would obey what is in it. */
final class Printable {

    private Printable() {}

    /** ASCII stays as it is, but for control characters; everything else is written like {@code \\u00e9}. */
    static String of(String text) {
        return text.chars()
                .mapToObj(c -> c >= ' ' && c < 0x7F ? Character.toString(c) : "\\u%04x".formatted(c))
                .collect(Collectors.joining());
    }
}
