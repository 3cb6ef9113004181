package io.tintype.http;

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

    private FormFault() {}

    /** Whether the failure was thrown by the parser, and not by the disk under it. */
    static boolean isCallers(Throwable failure) {
        return frames(failure).anyMatch(frame -> frame.startsWith(PARSER))
                && frames(failure).noneMatch(frame -> frame.startsWith(DISK));
    }

    private static Stream<String> frames(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .flatMap(cause -> Stream.of(cause.getStackTrace()))
                .map(StackTraceElement::getClassName);
    }
}
