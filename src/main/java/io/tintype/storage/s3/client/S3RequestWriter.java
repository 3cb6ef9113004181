package io.tintype.storage.s3.client;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelProgressiveFuture;
import io.netty.channel.ChannelProgressiveFutureListener;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.stream.ChunkedNioFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Writes a signed request to a connection. */
record S3RequestWriter(S3Request call, SdkHttpRequest signed) {

    private static final int CHUNK = 64 * 1024;

    /**
     * Writes the request, on the connection's event loop.
     *
     * @param file of the body, which must stay open until it is written; null if the body is in memory
     * @param progress runs for each part of the body that is sent
     * @return a future that completes when the whole request is written
     */
    ChannelFuture write(Channel channel, FileChannel file, Runnable progress) {
        channel.write(new DefaultHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.valueOf(signed.method().name()), uri(), headers()));
        if (file != null) {
            channel.write(body(channel, file), channel.newProgressivePromise().addListener(new Progress(progress)));
        } else if (call.body().size() > 0) {
            channel.write(
                    new DefaultHttpContent(Unpooled.wrappedBuffer(call.body().content())));
        }
        return channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private String uri() {
        return signed.encodedQueryParameters()
                .map(query -> signed.encodedPath() + "?" + query)
                .orElse(signed.encodedPath());
    }

    private HttpHeaders headers() {
        HttpHeaders headers = new DefaultHttpHeaders();
        signed.forEachHeader((name, values) -> headers.add(name, values));
        headers.set(HttpHeaderNames.USER_AGENT, "tintype"); // for the store's log
        if (call.method() == SdkHttpMethod.PUT) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, call.body().size());
        }
        return headers;
    }

    /** Returns a file region, which the kernel sends, or chunks if TLS must encrypt them. */
    private Object body(Channel channel, FileChannel file) {
        long size = call.body().size();
        if (channel.pipeline().get(SslHandler.class) == null) {
            return new DefaultFileRegion(file, 0, size);
        }
        try {
            return new ChunkedNioFile(file, 0, size, CHUNK);
        } catch (IOException e) {
            throw new IllegalStateException("the file is closed", e);
        }
    }

    private record Progress(Runnable onProgress) implements ChannelProgressiveFutureListener {

        @Override
        public void operationProgressed(ChannelProgressiveFuture sending, long progress, long total) {
            onProgress.run();
        }

        @Override
        public void operationComplete(ChannelProgressiveFuture sent) {
            // the future of the last content reports the result
        }
    }
}
