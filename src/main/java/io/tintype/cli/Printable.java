package io.tintype.cli;

import java.util.stream.Collectors;

/** Escapes untrusted text for terminals, which would interpret control sequences. */
final class Printable {

    private Printable() {}

    /** Escapes all but printable ASCII, like {@code \\u00e9}. */
    static String of(String text) {
        return text.chars()
                .mapToObj(c -> c >= ' ' && c < 0x7F ? Character.toString(c) : "\\u%04x".formatted(c))
                .collect(Collectors.joining());
    }
}
