package io.tintype.http.request;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Passes on one request of an HTTP/1 connection at a time. The next one waits until the previous response is complete
 * and the client reads. Decoded messages wait in this handler, bytes wait in {@link Bytes}, before the decoder, and the
 * rest waits in the operating system, whose flow control slows the client down. Only the connection's event loop uses
 * it.
 */
final class PipeliningGate extends ChannelDuplexHandler {

    /**
     * Size of a slice between bodies. It is small because all requests of a slice are decoded at once; most heads fit.
     */
    private static final int SLICE = 1024;

    /** Size of a slice within a body: that of the decoder's own pieces. */
    private static final int SLICE_OF_BODY = 8192;

    private final Bytes bytes = new Bytes();
    private final Queue<Object> messages = new ArrayDeque<>();
    private ChannelHandlerContext context;
    private int unanswered; // complete requests without a complete response; -1 after an early response
    private boolean inBody;
    private boolean passing;

    /** The handler that must be installed before the decoder. */
    Bytes bytes() {
        return bytes;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        messages.add(message);
        passMessages();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof HttpResponse response
                && response.protocolVersion().compareTo(HttpVersion.HTTP_1_1) > 0) {
            response.setProtocolVersion(
                    HttpVersion.HTTP_1_1); // Vert.x repeats the request's version (RFC 9110, section 6.2)
        }
        super.write(ctx, message, promise);
        boolean interim = message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (message instanceof LastHttpContent && !interim) {
            unanswered--;
            ctx.executor().execute(this::pass); // after Vert.x has completed this response
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        super.channelWritabilityChanged(ctx);
        ctx.executor().execute(this::pass); // it may be called while a message is passed
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        messages.forEach(ReferenceCountUtil::release);
        messages.clear();
    }

    private boolean isOpen() {
        return unanswered <= 0 && context.channel().isWritable();
    }

    private void pass() {
        passMessages();
        bytes.pass();
        context.fireChannelReadComplete(); // makes Vert.x flush
    }

    private void passMessages() {
        if (passing) {
            return; // the loop below continues
        }
        passing = true;
        while (!messages.isEmpty() && (inBody || isOpen())) {
            Object message = messages.remove();
            inBody = !(message instanceof LastHttpContent);
            if (!inBody) {
                unanswered++;
            }
            context.fireChannelRead(message);
        }
        passing = false;
    }

    /** Keeps bytes that arrive while the gate is closed, at most those of one read, and stops reading. */
    final class Bytes extends ChannelDuplexHandler {

        private final Queue<ByteBuf> waiting = new ArrayDeque<>();
        private ChannelHandlerContext context;
        private boolean readHeldBack;

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            waiting.add((ByteBuf) message);
            passBytes();
        }

        @Override
        public void read(ChannelHandlerContext ctx) {
            if (waiting.isEmpty()) {
                ctx.read();
            } else {
                readHeldBack = true;
            }
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            waiting.forEach(ByteBuf::release);
            waiting.clear();
        }

        private void pass() {
            if (waiting.isEmpty() || !canPass()) {
                return;
            }
            passBytes();
            if (waiting.isEmpty() && readHeldBack) {
                readHeldBack = false;
                context.read();
            }
        }

        private boolean canPass() {
            return messages.isEmpty() && (inBody || isOpen());
        }

        private void passBytes() {
            while (!waiting.isEmpty() && canPass()) {
                ByteBuf first = waiting.peek();
                int size = inBody ? SLICE_OF_BODY : SLICE;
                if (first.readableBytes() <= size) {
                    context.fireChannelRead(waiting.remove());
                } else {
                    context.fireChannelRead(first.readRetainedSlice(size));
                }
            }
        }
    }
}
