package io.tintype.http.gallery;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Whether the gallery is served. */
@ConfigMapping(prefix = "tintype")
public interface GalleryConfig {

    /** {@code on}, the default, serves the gallery at {@code /}; {@code off} responds with 404. */
    Optional<String> gallery();
}
