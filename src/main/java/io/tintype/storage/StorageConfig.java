package io.tintype.storage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;

/** Where images are kept. */
@ConfigMapping(prefix = "tintype")
public interface StorageConfig {

    /** Which store: {@code s3} or {@code disk}. */
    @WithName("storage")
    @WithDefault("s3")
    String kind();

    /** The disk store's folder. */
    @WithName("storage.directory")
    @WithDefault("data")
    Path directory();
}
