package io.tintype.http.request;

import io.tintype.image.ImageId;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A path of the contract, or the prefix of static files. There are few, whatever paths clients request.
 *
 * @param text such as {@code /images/{id}}
 */
record RouteTemplate(String text, Pattern paths) {

    private static final String REDACTED = "REDACTED";
    private static final String STATIC = "/static";

    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z]+)}");

    private static final List<RouteTemplate> ALL = Stream.of(
                    "/images",
                    "/images/{id}",
                    "/images/{id}/links",
                    "/images/{id}/metadata",
                    "/images/{id}/renditions",
                    "/images/{id}/renditions/{preset}",
                    "/links",
                    "/links/{token}",
                    "/links/{token}/{name}",
                    "/uploads",
                    "/uploads/direct",
                    "/uploads/{id}",
                    "/uploads/{id}/complete",
                    "/usage",
                    "/openapi.yaml",
                    "/index.html",
                    STATIC)
            .map(RouteTemplate::new)
            .toList();

    private RouteTemplate(String text) {
        this(text, pattern(text));
    }

    private static Pattern pattern(String text) {
        String path = text.replace(".", "\\.");
        return Pattern.compile(
                text.equals(STATIC) ? path + "/.*" : VARIABLE.matcher(path).replaceAll("(?<$1>[^/]+)"));
    }

    /** Returns the template that a path matches. */
    static Optional<RouteTemplate> of(String path) {
        return ALL.stream()
                .filter(template -> template.paths.matcher(path).matches())
                .findFirst();
    }

    /**
     * Returns a path that matches this template, without what must not be recorded: tokens of links, file names, and texts
     * that are not ids of images or uploads.
     */
    String redacted(String path) {
        Matcher values = paths.matcher(path);
        if (!values.matches()) {
            return REDACTED;
        }
        return VARIABLE.matcher(text).replaceAll(variable -> variable.group(1).equals("id") ? id(values) : REDACTED);
    }

    private static String id(MatchResult values) {
        return ImageId.parse(values.group("id")).map(Object::toString).orElse(REDACTED);
    }
}
