package io.tintype.storage;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Validates a folder that the operator configured. Each error is one line that names the variable and tells how to set
 * it.
 */
public final class FolderSetting {

    /** The variable that sets the folder for spooled uploads. */
    public static final String SPOOL = "QUARKUS_HTTP_BODY_UPLOADS_DIRECTORY";

    private FolderSetting() {}

    /**
     * Returns the path of the folder with this name.
     *
     * @param variable the environment variable that sets the name
     * @throws ConfigurationException if the name is not a valid path in this locale. In an ASCII locale, the JVM has
     *     replaced every other character of the variable, and the original characters are lost.
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
     * Checks that this process can create files in the folder. A missing folder passes if this process can create it.
     *
     * @param purpose completes "where no ..."
     * @throws ConfigurationException if this process cannot create files there
     */
    public static void check(String variable, Path folder, String purpose) {
        if (!DirectoryLock.isWritable(folder)) {
            throw unusable(variable, folder, purpose);
        }
    }

    /** Creates the folder if it is missing, then checks it as {@link #check} does. */
    public static void make(String variable, Path folder, String purpose) {
        try {
            Files.createDirectories(folder);
        } catch (IOException _) { // with a cause, Quarkus would print a stack trace instead of the line
            throw unusable(variable, folder, purpose);
        }
        check(variable, folder, purpose);
    }

    private static ConfigurationException unusable(String variable, Path folder, String purpose) {
        return new ConfigurationException(variable + " is '" + folder + "', where no " + purpose
                + ". Set it to a folder that this process may write, or that it may make.");
    }
}
