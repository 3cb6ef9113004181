package io.tintype.image;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** How large an image may be, as the operator wrote it; {@link UploadLimits} is what is understood of it. */
@ConfigMapping(prefix = "tintype")
interface UploadConfig {

    /** Bytes that one image may have, with an optional unit (K, M or G, powers of 1024). Default 25M. */
    Optional<String> maxUpload();

    /** Pixels, width times height, that one image may declare. Default 100000000. */
    Optional<String> maxPixels();
}
