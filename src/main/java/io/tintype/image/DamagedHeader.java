package io.tintype.image;

import java.io.IOException;

/** The header is truncated, contradictory or too long before its dimensions. */
final class DamagedHeader extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedHeader(String what) {
        super(what);
    }
}
