package io.tintype.storage;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The bytes of a stream, transferred by the calling thread, one chunk at a time. The thread does not wait until the last
 * chunk is accepted.
 */
record InputStreamContent(InputStream stream) implements StoredContent {

    private static final int CHUNK = 64 * 1024;

    @Override
    public CompletableFuture<Void> transferTo(long length, ContentSink sink) {
        try {
            byte[] chunk = new byte[(int) Math.min(CHUNK, length)];
            long left = length;
            for (; left > chunk.length; left -= chunk.length) {
                read(chunk, chunk.length);
                sink.write(ByteBuffer.wrap(chunk)).toCompletableFuture().join();
            }
            read(chunk, (int) left);
            return new BytesContent(chunk, (int) left).transferTo(left, sink);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        } catch (CompletionException e) {
            return CompletableFuture.failedFuture(new SinkException(e.getCause()));
        }
    }

    private void read(byte[] chunk, int count) throws IOException {
        int read = stream.readNBytes(chunk, 0, count);
        if (read < count) {
            throw new EOFException(count - read + " bytes are missing");
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
