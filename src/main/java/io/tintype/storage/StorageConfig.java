package io.tintype.storage;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.util.Optional;

/** Configures the storage of images. */
@ConfigMapping(prefix = "tintype")
public interface StorageConfig {

    /** Returns the kind of store: {@code s3} or {@code disk}. */
    default String kind() {
        return configuredKind().orElse("s3");
    }

    /**
     * Returns the disk store's folder.
     *
     * @throws ConfigurationException if its name is not a valid path in this locale
     */
    default Path directory() {
        return FolderSetting.path(
                "TINTYPE_STORAGE_DIRECTORY", configuredDirectory().orElse("data"));
    }

    /**
     * Returns {@code accept} if the operator permits a store that cannot prevent an upload from overwriting another
     * image.
     */
    Optional<String> unsafeStore();

    /** Returns the configured kind; empty means {@code s3}. */
    @WithName("storage")
    Optional<String> configuredKind();

    /** Returns the configured folder; empty means {@code data} in the working directory. */
    @WithName("storage.directory")
    Optional<String> configuredDirectory();
}
