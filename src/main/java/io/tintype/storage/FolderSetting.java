package io.tintype.storage;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A folder that an operator has configured. Faults are one line that names the variable and says what to set. */
public final class FolderSetting {

    /** The variable of the folder in which uploads are spooled. */
    public static final String SPOOL = "QUARKUS_HTTP_BODY_UPLOADS_DIRECTORY";

    private FolderSetting() {}

    /**
     * Returns the folder of this name.
     *
     * @param variable by which the operator sets it
     * @throws ConfigurationException if no folder can have this name. An ASCII locale has replaced every other
     *     character of the variable, and Java cannot tell what they were.
     */
    public static Path path(String variable, String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException _) {
            throw new ConfigurationException(
                    variable + " is '" + name + "', which has characters that do not fit this locale."
                            + " Set LC_ALL to C.UTF-8, for example, or set it to a name in ASCII.");
        }
    }

    /**
     * Checks that files can be created in the folder, which may be made for that.
     *
     * @param purpose completes "where no ..."
     * @throws ConfigurationException if not
     */
    public static void check(String variable, Path folder, String purpose) {
        if (!DirectoryLock.isWritable(folder)) {
            throw unusable(variable, folder, purpose);
        }
    }

    /** Makes the folder, and does the same as {@link #check}. */
    public static void make(String variable, Path folder, String purpose) {
        try {
            Files.createDirectories(folder);
        } catch (IOException _) { // a cause would make Quarkus print a stack instead of the line
            throw unusable(variable, folder, purpose);
        }
        check(variable, folder, purpose);
    }

    private static ConfigurationException unusable(String variable, Path folder, String purpose) {
        return new ConfigurationException(variable + " is '" + folder + "', where no " + purpose
                + ". Set it to a folder that this process may write, or that it may make.");
    }
}
