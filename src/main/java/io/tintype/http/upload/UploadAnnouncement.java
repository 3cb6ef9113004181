package io.tintype.http.upload;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.regex.Pattern;

/**
 * Sends the interim response 104 (Upload Resumption Supported) of the IETF's protocol, which tells a client the URL of
 * its upload before the client has sent the image. Vert.x has an API for 100 and 103 only, so this class writes to the
 * connection's channel. It does so with HTTP/1.1 only, and only for a client that announces a version of the draft:
 * other clients may take an unknown interim response for the final one.
 */
public final class UploadAnnouncement {

    private static final HttpResponseStatus STATUS = new HttpResponseStatus(104, "Upload Resumption Supported");
    private static final String VERSION = "Upload-Draft-Interop-Version";

    /** The versions whose headers, statuses and media type the service has. */
    private static final Pattern SUPPORTED = Pattern.compile("[6-8]");

    private UploadAnnouncement() {}

    /** Returns whether the client can receive the response. */
    public static boolean isExpected(HttpServerRequest request) {
        String version = request.getHeader(VERSION);
        return version != null
                && SUPPORTED.matcher(version.strip()).matches()
                && request.version() == HttpVersion.HTTP_1_1;
    }

    /**
     * Sends the response.
     *
     * @param location of the upload
     * @param limit the value of {@code Upload-Limit}
     */
    public static void send(HttpServerRequest request, String location, String limit) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                io.netty.handler.codec.http.HttpVersion.HTTP_1_1, STATUS, Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.LOCATION, location)
                .set("Upload-Limit", limit)
                .set(VERSION, request.getHeader(VERSION).strip());
        ((ConnectionBase) request.connection()).writeToChannel(response);
    }
}
