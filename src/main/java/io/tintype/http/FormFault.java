package io.tintype.http;

import java.util.List;
import java.util.stream.Stream;

/**
 * Tells whose fault it is that a form cannot be read. Quarkus parses it before our code has a say, and throws a dozen
 * kinds of exceptions, most of them plain RuntimeExceptions: for a header without a colon, an unknown charset, too many
 * parts, an end in the middle. Only where they come from is certain.
 */
final class FormFault {

    private static final String PARSER = "org.jboss.resteasy.reactive.server.core.multipart.";

    /** Below the parser, where it spools a file to the disk. */
    private static final String DISK = "sun.nio.";

    private static final List<String> FULL = List.of("No space left on device", "Disk quota exceeded");

    private FormFault() {}

    /** Whether the failure was thrown by the parser, and not by the disk under it. */
    static boolean isCallers(Throwable failure) {
        return frames(failure).anyMatch(frame -> frame.startsWith(PARSER))
                && frames(failure).noneMatch(frame -> frame.startsWith(DISK));
    }

    /** Whether the disk under the parser has no room left. Java has no type for it, only the system's words. */
    static boolean isSpoolFull(Throwable failure) {
        return frames(failure).anyMatch(frame -> frame.startsWith(PARSER))
                && causes(failure)
                        .map(cause -> String.valueOf(cause.getMessage()))
                        .anyMatch(words -> FULL.stream().anyMatch(words::endsWith));
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
    }

    private static Stream<String> frames(Throwable failure) {
        return causes(failure)
                .flatMap(cause -> Stream.of(cause.getStackTrace()))
                .map(StackTraceElement::getClassName);
    }
}
