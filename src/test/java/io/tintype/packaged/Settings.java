package io.tintype.packaged;

import java.util.HashMap;
import java.util.Map;

/** Environments of packaged applications. */
public final class Settings {

    private Settings() {}

    /** Returns these variables, and the one that selects the disk store. */
    public static Map<String, String> onDisk(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("TINTYPE_STORAGE", "disk");
        return environment;
    }
}
