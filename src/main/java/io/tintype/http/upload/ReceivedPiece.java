package io.tintype.http.upload;

import java.util.Optional;

/**
 * The bytes of a piece that have arrived.
 *
 * @param upload whose file contains the bytes
 * @param size their number
 * @param failure the reason for which bytes are missing at the end; empty if the body is complete
 */
record ReceivedPiece(UploadRequest upload, long size, Optional<RuntimeException> failure) implements AutoCloseable {

    boolean isWhole() {
        return failure.isEmpty();
    }

    @Override
    public void close() {
        upload.close();
    }
}
