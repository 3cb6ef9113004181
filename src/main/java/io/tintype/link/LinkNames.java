package io.tintype.link;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The names of variants and dispositions in claims, parameters and options. */
public final class LinkNames {

    private LinkNames() {}

    /** Returns the value with this name. */
    public static <E extends Enum<E>> Optional<E> value(E[] values, String name) {
        return Arrays.stream(values).filter(value -> of(value).equals(name)).findFirst();
    }

    /** Returns the name of a value. */
    public static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the names of all values, separated by commas. */
    public static String all(Enum<?>[] values) {
        return Arrays.stream(values).map(LinkNames::of).collect(Collectors.joining(", "));
    }
}
