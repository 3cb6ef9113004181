package io.tintype.storage;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Bytes in memory, transferred as one piece, for which no thread waits. */
final class BytesContent implements StoredContent {

    private final byte[] array;
    private final int length;
    private final InputStream stream;

    /** @param array whose first {@code length} bytes are the content */
    BytesContent(byte[] array, int length) {
        this.array = array;
        this.length = length;
        stream = new ByteArrayInputStream(array, 0, length);
    }

    @Override
    public InputStream stream() {
        return stream;
    }

    @Override
    public CompletableFuture<Void> transferTo(long count, ContentSink sink) {
        if (count > length) {
            return CompletableFuture.failedFuture(new EOFException(count - length + " bytes are missing"));
        }
        CompletableFuture<Void> transfer = new CompletableFuture<>();
        try {
            sink.write(ByteBuffer.wrap(array, 0, (int) count)).whenComplete((done, failure) -> end(transfer, failure));
        } catch (IOException e) {
            transfer.completeExceptionally(e);
        }
        return transfer;
    }

    private static void end(CompletableFuture<Void> transfer, Throwable failure) {
        if (failure == null) {
            transfer.complete(null);
        } else {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            transfer.completeExceptionally(new SinkException(cause));
        }
    }

    @Override
    public void close() {
        // the garbage collector frees the array
    }
}
