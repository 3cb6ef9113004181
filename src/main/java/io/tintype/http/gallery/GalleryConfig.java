package io.tintype.http.gallery;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Whether people have a page. */
@ConfigMapping(prefix = "tintype")
public interface GalleryConfig {

    /** {@code on}, the default: {@code /} is the gallery; {@code off}: nothing is there. */
    Optional<String> gallery();
}
