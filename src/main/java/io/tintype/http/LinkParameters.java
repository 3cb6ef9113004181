package io.tintype.http;

import io.tintype.http.problem.InvalidParameterException;
import io.tintype.link.Link.Disposition;
import io.tintype.link.Link.Variant;
import io.tintype.link.LinkNames;
import io.tintype.link.LinkRequest;
import io.tintype.link.Links;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Reads the parameters of a request for a link. */
@Singleton
class LinkParameters {

    private static final String UNLIMITED = "unlimited";

    private final Links links;

    LinkParameters(Links links) {
        this.links = links;
    }

    /**
     * Reads the parameters.
     *
     * @throws InvalidParameterException for the first that is invalid
     */
    LinkRequest parse(String expiresIn, String variant, String disposition, String fileName) {
        return new LinkRequest(
                lifetime("expiresIn", expiresIn),
                value("variant", Variant.values(), variant),
                value("disposition", Disposition.values(), disposition),
                name(fileName));
    }

    /**
     * Reads the parameter {@code link} of lists, or returns empty if it requests no links.
     *
     * @throws InvalidParameterException if it is not a lifetime
     */
    Optional<LinkRequest> parse(String lifetime) {
        return lifetime == null || lifetime.isEmpty()
                ? Optional.empty()
                : Optional.of(LinkRequest.picture(lifetime("link", lifetime)));
    }

    private Optional<Duration> lifetime(String parameter, String text) {
        Optional<Duration> most = links.maxAge();
        if (text.equals(UNLIMITED) && most.isEmpty()) {
            return Optional.empty();
        }
        try {
            Duration lifetime = Duration.parse(text);
            boolean isShort = most.map(age -> lifetime.compareTo(age) <= 0).orElse(true);
            if (lifetime.toSeconds() >= 1 && isShort) {
                return Optional.of(lifetime);
            }
        } catch (DateTimeParseException | ArithmeticException _) {
            // reported below
        }
        throw new InvalidParameterException(
                parameter,
                most.map(age -> "must be an ISO 8601 duration from PT1S to " + age)
                        .orElse("must be an ISO 8601 duration of at least PT1S, or unlimited"));
    }

    private static <E extends Enum<E>> E value(String parameter, E[] values, String text) {
        return LinkNames.value(values, text)
                .orElseThrow(() -> new InvalidParameterException(parameter, "must be one of " + LinkNames.all(values)));
    }

    private static Optional<String> name(String text) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        if (!LinkRequest.isFileName(text)) {
            throw new InvalidParameterException("fileName", "must have at most 255 bytes and no control characters");
        }
        return Optional.of(text);
    }
}
