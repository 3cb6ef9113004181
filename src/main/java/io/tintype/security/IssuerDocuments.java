package io.tintype.security;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jose4j.http.Response;
import org.jose4j.http.SimpleResponse;

/**
 * Fetches documents of an issuer. Follows no redirects, since the documents decide which tokens are valid, and limits
 * their size.
 */
final class IssuerDocuments {

    private static final int TIMEOUT_MILLIS = 3000;
    private static final int MAX_BYTES = 512 * 1024;

    private IssuerDocuments() {}

    /**
     * Returns a successful response.
     *
     * @throws IOException if it has another status, is too large or does not arrive, with a message for the log
     */
    static SimpleResponse fetch(String location) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(location).toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setRequestProperty("Accept", "application/json, application/jwk-set+json");
        int status = connection.getResponseCode();
        try (InputStream body = status == HttpURLConnection.HTTP_OK ? connection.getInputStream() : null) {
            if (body == null) {
                throw new IOException("the response of %s has status %d".formatted(location, status));
            }
            byte[] bytes = body.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("%s has more than %d bytes".formatted(location, MAX_BYTES));
            }
            return new Response(
                    status,
                    connection.getResponseMessage(),
                    connection.getHeaderFields(),
                    new String(bytes, StandardCharsets.UTF_8));
        } finally {
            connection.disconnect();
        }
    }
}
