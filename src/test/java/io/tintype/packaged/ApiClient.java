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

/** The library of one caller, as that caller sees it; a cut connection is an answer like others. */
public record ApiClient(PackagedApplication application, String token) {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration NOT_FOR_EVER = Duration.ofSeconds(120);

    /** Asks, and gives what came. */
    public Got ask(Asked asked, String id) {
        return send(asked.of(HttpRequest.newBuilder(application.baseUri().resolve(asked.path(id)))));
    }

    /** Uploads these bytes, and gives what came. */
    public Got send(byte[] image) {
        return send(HttpRequest.newBuilder(application.baseUri().resolve("/images"))
                .header("Content-Type", Form.CONTENT_TYPE)
                .POST(BodyPublishers.ofByteArray(
                        Form.of("photograph.jpg", image).body())));
    }

    private Got send(HttpRequest.Builder asking) {
        HttpRequest request = asking.timeout(NOT_FOR_EVER)
                .header("Authorization", "Bearer " + token)
                .build();
        long start = System.nanoTime();
        try {
            HttpResponse<byte[]> response = CLIENT.send(request, BodyHandlers.ofByteArray());
            return new Got(response.statusCode(), response.body(), since(start));
        } catch (IOException _) {
            return new Got(0, new byte[0], since(start));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The id of an image that is stored now. */
    public String upload() {
        Got got = ask(Asked.UPLOAD, "");
        assertThat(got.status()).isEqualTo(201);
        return got.id();
    }

    public byte[] download(String id) {
        Got got = ask(Asked.DOWNLOAD, id);
        assertThat(got.status()).as(id).isEqualTo(200);
        return got.body();
    }

    /** Ids of up to 1,000 images, newest first. */
    public List<String> list() {
        Got got = ask(Asked.LIST, "");
        assertThat(got.status()).isEqualTo(200);
        return got.ids();
    }

    /** Ids of all images, newest first, by as many pages as it takes; none is on two of them. */
    public List<String> listAll() {
        List<String> ids = new ArrayList<>();
        String next = "";
        do {
            Got got = ask(Asked.LIST, next);
            assertThat(got.status()).isEqualTo(200);
            ids.addAll(got.ids());
            next = got.next();
        } while (!next.isEmpty());
        assertThat(ids).doesNotHaveDuplicates();
        return ids;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
