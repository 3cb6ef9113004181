package io.tintype.http.request;

import io.tintype.image.ImageId;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * A path of the contract, or the prefix of static files. There are few, whatever paths clients request.
 *
 * @param text such as {@code /images/{id}}
 * @param segments of the text; the first one is empty
 */
record RouteTemplate(String text, List<String> segments) {

    private static final String REDACTED = "REDACTED";
    private static final String VARIABLE = "{";
    private static final String ID = "{id}";

    /** Those of {@code /images/{id}/renditions/{preset}}, with the empty one before the first slash. */
    private static final int MAX_SEGMENTS = 5;

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
                    "/index.html")
            .map(RouteTemplate::new)
            .toList();

    private static final RouteTemplate STATIC = new RouteTemplate("/static");
    private static final String STATIC_PREFIX = "/static/";

    private RouteTemplate(String text) {
        this(text, List.of(split(text)));
    }

    /** Returns the template that a path matches. Each traced request calls it, so it uses no regular expressions. */
    static Optional<RouteTemplate> of(String path) {
        if (path.startsWith(STATIC_PREFIX)) {
            return Optional.of(STATIC);
        }
        String[] parts = split(path);
        for (RouteTemplate template : ALL) {
            if (template.matches(parts)) {
                return Optional.of(template);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns a path that matches this template, without what must not be recorded: tokens of links, file names, and texts
     * that are not ids of images or uploads.
     */
    String redacted(String path) {
        if (!text.contains(VARIABLE)) {
            return text;
        }
        String[] parts = split(path);
        if (!matches(parts)) {
            return REDACTED;
        }
        StringJoiner redacted = new StringJoiner("/");
        for (int i = 0; i < parts.length; i++) {
            String segment = segments.get(i);
            redacted.add(segment.equals(ID) ? id(parts[i]) : isVariable(segment) ? REDACTED : segment);
        }
        return redacted.toString();
    }

    private boolean matches(String... parts) {
        if (parts.length != segments.size()) {
            return false;
        }
        for (int i = 0; i < parts.length; i++) {
            String segment = segments.get(i);
            if (isVariable(segment) ? parts[i].isEmpty() : !parts[i].equals(segment)) {
                return false;
            }
        }
        return true;
    }

    /** Splits no more than tells a path from the longest template, since clients determine its length. */
    private static String[] split(String path) {
        return path.split("/", MAX_SEGMENTS + 1);
    }

    private static boolean isVariable(String segment) {
        return segment.startsWith(VARIABLE);
    }

    private static String id(String part) {
        return ImageId.parse(part).isPresent() ? part : REDACTED;
    }
}
