package io.tintype.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.testing.Form;
import io.tintype.testing.PackagedApplication;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A client with one token. Connections that end early are results like others. */
public record ApiClient(PackagedApplication application, String token) {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration TIMEOUT = Duration.ofSeconds(120);

    public HttpResult send(Operation operation, String id) {
        return send(operation.request(application.baseUri(), id));
    }

    public HttpResult upload(byte[] image) {
        return send(HttpRequest.newBuilder(application.baseUri().resolve("/images"))
                .header("Content-Type", Form.CONTENT_TYPE)
                .POST(BodyPublishers.ofByteArray(
                        Form.of("photograph.jpg", image).body())));
    }

    private HttpResult send(HttpRequest.Builder builder) {
        HttpRequest request = builder.timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .build();
        long start = System.nanoTime();
        try {
            HttpResponse<byte[]> response = CLIENT.send(request, BodyHandlers.ofByteArray());
            return new HttpResult(response.statusCode(), response.body(), since(start));
        } catch (IOException _) {
            return new HttpResult(0, new byte[0], since(start));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Uploads an image and returns its id. */
    public String uploadedId() {
        HttpResult result = send(Operation.UPLOAD, "");
        assertThat(result.status()).isEqualTo(201);
        return result.id();
    }

    public byte[] download(String id) {
        HttpResult result = send(Operation.DOWNLOAD, id);
        assertThat(result.status()).as(id).isEqualTo(200);
        return result.body();
    }

    /** Returns the ids of up to 1,000 images, newest first. */
    public List<String> list() {
        HttpResult result = send(Operation.LIST, "");
        assertThat(result.status()).isEqualTo(200);
        return result.ids();
    }

    /** Returns the ids of all images, newest first, from as many pages as necessary, without duplicates. */
    public List<String> listAll() {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            HttpResult page = page(cursor);
            ids.addAll(page.ids());
            cursor = page.next();
        } while (!cursor.isEmpty());
        assertThat(ids).doesNotHaveDuplicates();
        return ids;
    }

    private HttpResult page(String cursor) {
        String path = Operation.LIST.path("") + (cursor.isEmpty() ? "" : "&cursor=" + cursor);
        HttpResult page = send(HttpRequest.newBuilder(application.baseUri().resolve(path)));
        assertThat(page.status()).isEqualTo(200);
        return page;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
