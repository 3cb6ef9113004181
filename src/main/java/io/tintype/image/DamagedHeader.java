package io.tintype.image;

import java.io.IOException;

/** The bytes end, contradict themselves or go on for too long before the header has said the dimensions. */
final class DamagedHeader extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedHeader(String what) {
        super(what);
    }
}
