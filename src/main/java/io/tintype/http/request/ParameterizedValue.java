package io.tintype.http.request;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A header's value with its parameters (RFC 9110, section 5.6.6), such as {@code form-data; name="file"}.
 *
 * @param value in lower case
 * @param parameters by their names in lower case; if a name occurs twice, the first parameter
 */
public record ParameterizedValue(String value, Map<String, String> parameters) {

    /** Reads any text. A piece that is not a parameter is ignored, and a quoted string may lack its end. */
    public static ParameterizedValue parse(String text) {
        List<String> pieces = split(text, ';');
        Map<String, String> parameters = new HashMap<>();
        for (String piece : pieces.subList(1, pieces.size())) {
            int equals = piece.indexOf('=');
            if (equals > 0) {
                parameters.putIfAbsent(
                        piece.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        unquoted(piece.substring(equals + 1).strip()));
            }
        }
        return new ParameterizedValue(pieces.getFirst().strip().toLowerCase(Locale.ROOT), parameters);
    }

    /** Returns the parameter with this name, which is in lower case. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** Splits a text at a separator outside of quoted strings. */
    static List<String> split(String text, char separator) {
        List<String> pieces = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (quoted && isEscape(text, at)) {
                at++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                pieces.add(text.substring(start, at));
                start = at + 1;
            }
        }
        pieces.add(text.substring(start));
        return pieces;
    }

    /**
     * Decodes a quoted string (RFC 9110, section 5.6.4). A backslash before anything but a quote or a backslash is
     * kept: browsers once sent Windows paths as they are.
     */
    private static String unquoted(String text) {
        if (!text.startsWith("\"")) {
            return text;
        }
        StringBuilder content = new StringBuilder();
        for (int at = 1; at < text.length() && text.charAt(at) != '"'; at++) {
            if (isEscape(text, at)) {
                at++;
            }
            content.append(text.charAt(at));
        }
        return content.toString();
    }

    private static boolean isEscape(String text, int at) {
        return text.startsWith("\\\"", at) || text.startsWith("\\\\", at);
    }
}
