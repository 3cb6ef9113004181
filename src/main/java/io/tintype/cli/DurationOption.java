package io.tintype.cli;

import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations in options, with the syntax of settings: {@code 30s}, {@code 15m}, {@code 1h}, {@code 7d}, {@code P1D}. */
final class DurationOption implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
        try {
            Duration duration = DurationConverter.parseDuration(text);
            if (duration != null && !duration.isNegative()) {
                return duration;
            }
        } catch (IllegalArgumentException | ArithmeticException _) {
            // reported below
        }
        throw new TypeConversionException(
                "'%s' is not a duration. Use for example 30s, 15m, 1h or P1D.".formatted(text));
    }
}
