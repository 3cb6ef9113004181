package io.tintype.storage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The bytes of a stream, transferred by the calling thread, one chunk at a time. */
record InputStreamContent(InputStream stream) implements StoredContent {

    private static final int CHUNK = 64 * 1024;

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
        byte[] chunk = new byte[(int) Math.min(CHUNK, length)];
        for (long left = length; left > 0; ) {
            int read = stream.readNBytes(chunk, 0, (int) Math.min(chunk.length, left));
            if (read == 0) {
                throw new EOFException(left + " bytes are missing");
            }
            left -= read;
            sink.write(ByteBuffer.wrap(chunk, 0, read)).toCompletableFuture().join();
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
