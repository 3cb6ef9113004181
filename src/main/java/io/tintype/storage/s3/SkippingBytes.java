package io.tintype.storage.s3;

import io.tintype.storage.StoredContent;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Stored content without its first bytes. */
final class SkippingBytes implements StoredContent {

    private final StoredContent bytes;
    private final long count;
    private final InputStream stream;

    /** @param count number of bytes to drop */
    SkippingBytes(StoredContent bytes, long count) {
        this.bytes = bytes;
        this.count = count;
        this.stream = new SkippingStream(bytes.stream(), count);
    }

    @Override
    public InputStream stream() {
        return stream;
    }

    @Override
    public CompletableFuture<Void> transferTo(long length, ContentSink sink) {
        return bytes.transferTo(Math.addExact(count, length), new SkippingTaker(sink, count));
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }

    private static final class SkippingTaker implements ContentSink {

        private final ContentSink sink;
        private long remaining;

        SkippingTaker(ContentSink sink, long count) {
            this.sink = sink;
            this.remaining = count;
        }

        @Override
        public CompletionStage<Void> write(ByteBuffer piece) throws IOException {
            int skipped = (int) Math.min(remaining, piece.remaining());
            remaining -= skipped;
            piece.position(piece.position() + skipped);
            return piece.hasRemaining() ? sink.write(piece.slice()) : CompletableFuture.completedFuture(null);
        }
    }

    private static final class SkippingStream extends FilterInputStream {

        private long remaining;

        SkippingStream(InputStream stream, long count) {
            super(stream);
            this.remaining = count;
        }

        @Override
        public int read() throws IOException {
            skip();
            return super.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            skip();
            return super.read(target, offset, length);
        }

        private void skip() throws IOException {
            if (remaining > 0) {
                in.skipNBytes(remaining);
                remaining = 0;
            }
        }
    }
}
