package io.tintype.storage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Bytes that a store gives once, to who reads them or to who takes them. What is given needs no thread while it is on
 * its way, as far as the store can do without.
 */
public interface StoredContent extends AutoCloseable {

    /** To read them; a read that the store fails throws {@link IOException}. It is closed with these bytes. */
    InputStream stream();

    /**
     * Gives the first of them, piece by piece. It may be over when this returns; a store that can do without a thread
     * goes on after that.
     *
     * @param length how many
     * @return is complete when the last piece was taken; it fails with {@link EOFException} if there are fewer, with
     *     another {@link IOException} if the store fails or the sink throws it, and with {@link SinkException} if a
     *     piece could not be taken
     */
    CompletableFuture<Void> transferTo(long length, ContentSink sink);

    /** Gives the store's resources back; cheap also where bytes are left. */
    @Override
    void close() throws IOException;

    /** Takes bytes from a store. */
    @FunctionalInterface
    interface ContentSink {

        /**
         * Takes the next piece, on a thread that must not be kept waiting.
         *
         * @param piece is the sink's until it is taken
         * @return is complete when the piece is taken, and the next may come
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

    /** Bytes that are read from a stream, which is closed with them. */
    static StoredContent of(InputStream stream) {
        return new InputStreamContent(stream);
    }
}
