package io.tintype.storage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Stored bytes that can be consumed once: the caller either reads the stream or transfers them to a sink. If the store
 * supports it, a transfer occupies no thread while it waits for bytes.
 */
public interface StoredContent extends AutoCloseable {

    /**
     * Returns a stream of the bytes. A read throws {@link IOException} if the store fails. Closing this content closes
     * the stream.
     */
    InputStream stream();

    /**
     * Writes the first bytes to a sink, piece by piece. The transfer may be complete when this method returns; a store
     * that needs no thread for it continues it afterwards.
     *
     * @param length the number of bytes
     * @return a future that completes after the sink has accepted the last piece. It fails with {@link EOFException} if
     *     there are fewer bytes, with another {@link IOException} if the store fails or the sink throws one, and with
     *     {@link SinkException} if the sink could not accept a piece.
     */
    CompletableFuture<Void> transferTo(long length, ContentSink sink);

    /** Releases the store's resources. Cheap even if bytes are unread. */
    @Override
    void close() throws IOException;

    /** Accepts bytes from a store. */
    @FunctionalInterface
    interface ContentSink {

        /**
         * Writes the next piece. Must not block the calling thread.
         *
         * @param piece belongs to the sink until the returned stage completes
         * @return a stage that completes when the sink has accepted the piece and the store may write the next one
         */
        CompletionStage<Void> write(ByteBuffer piece) throws IOException;
    }

    /** The sink could not accept the bytes. */
    final class SinkException extends RuntimeException {

        private static final long serialVersionUID = 1;

        public SinkException(Throwable cause) {
            super(cause);
        }
    }

    /**
     * Returns content in memory.
     *
     * @param array whose first {@code length} bytes are the content
     */
    static StoredContent of(byte[] array, int length) {
        return new BytesContent(array, length);
    }

    /** Returns content that is read from a stream. Closing the content closes the stream. */
    static StoredContent of(InputStream stream) {
        return new InputStreamContent(stream);
    }
}
