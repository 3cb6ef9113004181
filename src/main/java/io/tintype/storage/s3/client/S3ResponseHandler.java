package io.tintype.storage.s3.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.pool.ChannelPool;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.vertx.core.Context;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Handles one request and its response. All methods except {@link #run} run on the event loop. */
final class S3ResponseHandler extends ChannelInboundHandlerAdapter {

    /** The maximum size of a response that is not an object. A page of 1,000 keys has about 1.5 MB. */
    private static final int MAX_CONTENT = 8 * 1024 * 1024;

    /**
     * The maximum number of parts in the buffer. Netty merges more parts by copying them, because each part has a cost.
     */
    private static final int MAX_PARTS = 256;

    private static final byte[] NOTHING = {};

    private final S3Request call;
    private final SdkHttpRequest signed;
    private final Context context;
    private final EventLoop loop;
    private final ChannelPool pool;
    private final Runnable stale;
    private final IdleTimeout idleTimeout;
    private final CompletableFuture<S3Response> result = new CompletableFuture<>();
    private final CompositeByteBuf content = Unpooled.compositeBuffer(MAX_PARTS);

    private ScheduledFuture<?> deadline;
    private Channel channel;
    private HttpResponse head;
    private S3ResponseBody bytes;
    private boolean isInformation;
    private boolean isSent;
    private boolean isOver;

    /**
     * @param stale runs if a connection that has served another request breaks, or receives no response, during this
     *     request
     */
    S3ResponseHandler(
            S3Request call,
            SdkHttpRequest signed,
            Context context,
            ChannelPool pool,
            Duration silence,
            Runnable stale) {
        this.call = call;
        this.signed = signed;
        this.context = context;
        this.loop = VertxInternals.eventLoop(context);
        this.pool = pool;
        this.stale = stale;
        idleTimeout = new IdleTimeout(loop, silence, () -> fail(new SocketTimeoutException("S3 sends nothing")));
    }

    /**
     * Sends the request and waits for its response.
     *
     * @throws SdkClientException if the request fails, or no response arrives in time
     */
    S3Response run(Duration time) {
        try (FileChannel file = call.body().open()) {
            loop.execute(() -> start(file, time));
            return result.join();
        } catch (CompletionException e) {
            throw failure(e.getCause());
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Reads more bytes, and restarts the idle timeout. */
    void read() {
        if (!isOver) {
            idleTimeout.restart();
            channel.read();
        }
    }

    /**
     * Stops reading the content, and closes the connection. Reading and discarding the rest of a large image takes
     * longer than opening a new connection.
     */
    void abandon() {
        fail(new IOException("the rest of the content is not read"));
    }

    private SdkClientException failure(Throwable cause) {
        return SdkClientException.create(call.title() + ": " + cause.getMessage(), cause);
    }

    private void start(FileChannel file, Duration time) {
        deadline = loop.schedule(
                () -> fail(new SocketTimeoutException("the request to S3 takes too long")),
                time.toMillis(),
                TimeUnit.MILLISECONDS);
        pool.acquire().addListener((Future<Channel> acquired) -> {
            if (acquired.isSuccess()) {
                begin(acquired.getNow(), file);
            } else {
                fail(acquired.cause());
            }
        });
    }

    private void begin(Channel connection, FileChannel file) {
        if (isOver) {
            pool.release(connection);
            return;
        }
        channel = connection;
        channel.pipeline().addBefore(NettyS3Transport.UNUSED_CHANNEL_HANDLER, null, this);
        new S3RequestWriter(call, signed)
                .write(channel, file, idleTimeout::restart)
                .addListener((ChannelFuture sent) -> {
                    isSent = sent.isSuccess();
                    if (!isSent) {
                        fail(sent.cause());
                    }
                });
        read();
    }

    @Override
    public void channelRead(ChannelHandlerContext connection, Object message) {
        if (message instanceof HttpObject object && object.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            fail(new IOException(
                    "the response of S3 is not HTTP", object.decoderResult().cause()));
            return;
        }
        if (message instanceof HttpResponse response) {
            receive(response);
        }
        if (message instanceof HttpContent part) {
            receive(part.content(), part instanceof LastHttpContent);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext connection) {
        if (bytes == null) {
            read();
        }
    }

    /**
     * Ignores idle events: {@link IdleTimeout} detects a store that sends nothing, and a slow reader may leave the
     * connection idle.
     */
    @Override
    public void userEventTriggered(ChannelHandlerContext connection, Object event) {
        if (!(event instanceof IdleStateEvent)) {
            connection.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext connection) {
        fail(new IOException("S3 closes the connection"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext connection, Throwable cause) {
        fail(cause);
    }

    private void receive(HttpResponse response) {
        isInformation = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (isInformation) {
            return;
        }
        head = response;
        if (!isObject()) {
            return;
        }
        deadline.cancel(false);
        idleTimeout.suspend();
        bytes = new S3ResponseBody(
                this,
                loop,
                action -> VertxInternals.run(context, action),
                HttpUtil.getContentLength(response, S3ResponseBody.UNKNOWN));
        result.complete(new S3Response(response.status().code(), response.headers(), NOTHING, bytes));
    }

    private boolean isObject() {
        return call.method() == SdkHttpMethod.GET
                && !call.key().isEmpty()
                && head.status().codeClass() == HttpStatusClass.SUCCESS;
    }

    private void receive(ByteBuf part, boolean isLast) {
        if (isInformation) {
            part.release();
            isInformation = !isLast;
            return;
        }
        if (bytes != null) {
            if (isLast) {
                end();
            }
            bytes.arrive(part, isLast);
            return;
        }
        content.addComponent(true, part);
        if (content.readableBytes() > MAX_CONTENT) {
            fail(new IOException("the response has more than " + MAX_CONTENT + " bytes"));
        } else if (isLast) {
            byte[] all = ByteBufUtil.getBytes(content);
            end();
            result.complete(S3Response.of(head.status().code(), head.headers(), all));
        }
    }

    /** Ends a complete response, and releases its connection to the pool. */
    private void end() {
        boolean isOfUse = isSent && HttpUtil.isKeepAlive(head);
        leave();
        if (isOfUse) {
            NettyS3Transport.markAnswered(channel);
            channel.read(); // to detect when S3 closes it
        } else {
            channel.close();
        }
        pool.release(channel);
    }

    private void fail(Throwable cause) {
        if (isOver) {
            return;
        }
        leave();
        if (channel != null) {
            if (head == null && NettyS3Transport.isReused(channel)) {
                stale.run();
            }
            channel.close();
            pool.release(channel);
        }
        IOException failure = cause instanceof IOException e ? e : new IOException(cause.getMessage(), cause);
        if (bytes != null) {
            bytes.fail(failure);
        }
        result.completeExceptionally(failure);
    }

    private void leave() {
        isOver = true;
        content.release();
        idleTimeout.cancel();
        deadline.cancel(false);
        if (channel != null) {
            channel.pipeline().remove(this);
        }
    }
}
