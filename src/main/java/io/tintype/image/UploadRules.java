package io.tintype.image;

import java.util.Set;

/**
 * What one upload may be, in addition to what every upload may be.
 *
 * @param maxBytes maximum size of the image
 * @param mediaTypes the media types that it may have; empty for all that are accepted
 * @param quota what the library may hold, where that differs from what the operator has configured
 */
public record UploadRules(long maxBytes, Set<String> mediaTypes, Quota quota) {

    /** Allows every accepted image. */
    static final UploadRules NONE = new UploadRules(Long.MAX_VALUE, Set.of(), Quota.NONE);
}
