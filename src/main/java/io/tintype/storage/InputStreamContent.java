package io.tintype.storage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Bytes of a stream. They are given by the thread that asks for it, one chunk at a time. */
record InputStreamContent(InputStream stream) implements StoredContent {

    private static final int CHUNK = 64 * 1024;
    private static final int MAX_FREE = 32;

    /** Chunks that are free for the next download: a new one each would be a third of a download's garbage. */
    private static final Queue<byte[]> FREE = new ArrayBlockingQueue<>(MAX_FREE);

    @Override
    public CompletableFuture<Void> transferTo(long length, ContentSink sink) {
        try {
            copy(length, sink);
            return CompletableFuture.completedFuture(null);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        } catch (CompletionException e) {
            return CompletableFuture.failedFuture(new SinkException(e.getCause()));
        }
    }

    private void copy(long length, ContentSink sink) throws IOException {
        byte[] chunk = Objects.requireNonNullElseGet(FREE.poll(), () -> new byte[CHUNK]);
        for (long left = length; left > 0; ) {
            int read = stream.readNBytes(chunk, 0, (int) Math.min(chunk.length, left));
            if (read == 0) {
                throw new EOFException(left + " bytes are missing");
            }
            left -= read;
            sink.write(ByteBuffer.wrap(chunk, 0, read)).toCompletableFuture().join();
        }
        FREE.offer(chunk); // not after a failure: it may still be in use
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
