package io.tintype.storage;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.util.Optional;

/** Where images are kept. */
@ConfigMapping(prefix = "tintype")
public interface StorageConfig {

    /** Which store: {@code s3} or {@code disk}. */
    default String kind() {
        return configuredKind().orElse("s3");
    }

    /**
     * The disk store's folder.
     *
     * @throws ConfigurationException if no folder can have this name
     */
    default Path directory() {
        return FolderSetting.path(
                "TINTYPE_STORAGE_DIRECTORY", configuredDirectory().orElse("data"));
    }

    /** {@code accept} where a store may be used that cannot prevent an upload from overwriting another image. */
    Optional<String> unsafeStore();

    /** As set; s3 where it is not. */
    @WithName("storage")
    Optional<String> configuredKind();

    /** As set; data, in the working directory, where it is not. */
    @WithName("storage.directory")
    Optional<String> configuredDirectory();
}
