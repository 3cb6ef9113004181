package io.tintype.packaged;

import io.tintype.testing.S3Server;
import io.tintype.testing.Tokens;
import java.util.HashMap;
import java.util.Map;

/** Environments of packaged applications. */
public final class Settings {

    private Settings() {}

    /** Selects the disk store and HS256 tokens. */
    public static Map<String, String> onDisk() {
        return onDisk(Map.of("JWT_SECRET", Tokens.SECRET));
    }

    /** Adds the variable that selects the disk store. */
    public static Map<String, String> onDisk(Map<String, String> more) {
        return with(more, "TINTYPE_STORAGE", "disk");
    }

    /** Selects a new bucket of this server and HS256 tokens. */
    public static Map<String, String> onS3(S3Server server) {
        return with(server.settings(server.createBucket()), "JWT_SECRET", Tokens.SECRET);
    }

    /** Returns a copy of these settings with others, each a name and a value, which may replace some. */
    public static Map<String, String> with(Map<String, String> settings, String... namesAndValues) {
        Map<String, String> all = new HashMap<>(settings);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            all.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return all;
    }
}
