package io.tintype.cli;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import java.util.Optional;

/** Times in options, written as in the settings: {@code 30s}, {@code 15m}, {@code 1h}, {@code 7d} or {@code P1D}. */
final class Times {

    private Times() {}

    /** Returns the duration of a text, of any sign, or empty if it is invalid. */
    static Optional<Duration> parse(String text) {
        try {
            return Optional.ofNullable(DurationConverter.parseDuration(text));
        } catch (IllegalArgumentException | ArithmeticException _) {
            return Optional.empty();
        }
    }
}
