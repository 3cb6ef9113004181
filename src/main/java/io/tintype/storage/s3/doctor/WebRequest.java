package io.tintype.storage.s3.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;

/** Sends requests as a client of the store does that has no keys. */
final class WebRequest {

    private static final int TIMEOUT = 10_000;
    private static final int MAX_BODY = 2_000_000;
    private static final int FIRST_ERROR = 400;

    private WebRequest() {}

    /** @param connection from which headers can still be read */
    record Response(int status, byte[] body, HttpURLConnection connection) {

        boolean isSuccess() {
            return status / 100 == 2;
        }

        String header(String name) {
            String value = connection.getHeaderField(name);
            return value == null ? "" : value;
        }
    }

    static Response get(URI url) throws IOException {
        return get(url, Map.of());
    }

    static Response get(URI url, Map<String, String> headers) throws IOException {
        return response(open("GET", url, headers));
    }

    static Response put(URI url, Map<String, String> headers, byte[] body) throws IOException {
        HttpURLConnection connection = open("PUT", url, headers);
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        } catch (IOException e) {
            return earlyResponse(connection, e);
        }
        return response(connection);
    }

    /** Sends only the first bytes of the body, and closes the connection. */
    static void putPart(URI url, Map<String, String> headers, byte[] body, int sent) throws IOException {
        HttpURLConnection connection = open("PUT", url, headers);
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        OutputStream out = connection.getOutputStream();
        out.write(body, 0, sent);
        out.flush();
        connection.disconnect();
    }

    /** A store may respond before it has read the body. */
    private static Response earlyResponse(HttpURLConnection connection, IOException failure) throws IOException {
        try {
            return response(connection);
        } catch (IOException e) {
            failure.addSuppressed(e);
            throw failure;
        }
    }

    private static HttpURLConnection open(String method, URI url, Map<String, String> headers) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(TIMEOUT);
        connection.setReadTimeout(TIMEOUT);
        headers.forEach(connection::setRequestProperty);
        return connection;
    }

    private static Response response(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        try (InputStream body = status < FIRST_ERROR ? connection.getInputStream() : connection.getErrorStream()) {
            return new Response(status, body == null ? new byte[0] : body.readNBytes(MAX_BODY), connection);
        }
    }
}
