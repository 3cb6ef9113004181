package io.tintype.image;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How large an image may be, as the operator wrote it; {@link UploadLimits} is what is understood of it. */
@ConfigMapping(prefix = "tintype")
interface UploadConfig {

    /** Bytes that one image may have, with an optional unit (K, M or G, powers of 1024). */
    @WithDefault("25M")
    String maxUpload();

    /** Pixels, width times height, that one image may declare. */
    @WithDefault("100000000")
    String maxPixels();
}
