package io.tintype.packaged;

import io.tintype.testing.PackagedApplication;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the log of an application. */
public final class ApplicationLog {

    /** Time, level, category and request id. Other lines continue an entry, for example with a stack trace. */
    private static final Pattern ENTRY =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} ([A-Z]+) +\\[[^]]+] requestId=(\\S*) .*");

    private ApplicationLog() {}

    /** Returns the first lines of the entries of one request at a level. */
    public static List<String> entries(PackagedApplication application, String level, String requestId) {
        return application
                .log()
                .lines()
                .filter(line -> {
                    var entry = ENTRY.matcher(line);
                    return entry.matches()
                            && entry.group(1).equals(level)
                            && entry.group(2).equals(requestId);
                })
                .toList();
    }
}
