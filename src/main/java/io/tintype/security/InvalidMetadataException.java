package io.tintype.security;

import java.io.IOException;

/** A discovery document is invalid, or of another issuer. */
final class InvalidMetadataException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param reason for the log */
    InvalidMetadataException(String reason) {
        super(reason);
    }
}
