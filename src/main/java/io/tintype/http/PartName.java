package io.tintype.http;

/** The file name that a part of a form was sent with. */
final class PartName {

    private static final String QUOTED = "filename=\"";

    private PartName() {}

    /**
     * What the part's name says, empty without one. Quarkus ends a quoted name at its first quote, though one behind a
     * backslash belongs to it (RFC 9110, section 5.6.4; Go and older versions of curl write it so). Where that has cut a
     * name off, a backslash is its last character, and the name is read from the header.
     *
     * @param disposition the part's Content-Disposition, null without one
     * @param parsed what Quarkus made of it, null without a file name
     */
    static String of(String disposition, String parsed) {
        if (parsed == null) {
            return "";
        }
        int name = disposition == null ? -1 : disposition.indexOf(QUOTED);
        return name < 0 || !parsed.endsWith("\\") ? parsed : quoted(disposition, name + QUOTED.length());
    }

    /** Other backslashes than those before a quote or a backslash stay: browsers once sent paths of Windows as they are. */
    private static String quoted(String header, int start) {
        StringBuilder name = new StringBuilder();
        for (int at = start; at < header.length() && header.charAt(at) != '"'; at++) {
            if (header.startsWith("\\\"", at) || header.startsWith("\\\\", at)) {
                at++;
            }
            name.append(header.charAt(at));
        }
        return name.toString();
    }
}
