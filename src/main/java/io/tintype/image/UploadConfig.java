package io.tintype.image;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The limits of uploads as configured. {@link UploadLimits} contains the parsed values. */
@ConfigMapping(prefix = "tintype")
interface UploadConfig {

    /** Maximum number of bytes of an image, with an optional unit (K, M or G, powers of 1024). Default 25M. */
    Optional<String> maxUpload();

    /** Maximum number of pixels, width times height, that an image may declare. Default 100000000. */
    Optional<String> maxPixels();
}
