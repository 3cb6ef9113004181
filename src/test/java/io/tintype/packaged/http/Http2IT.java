package io.tintype.packaged.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.packaged.Settings;
import io.tintype.testing.Bytes;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.S3Server;
import io.tintype.testing.Tokens;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies over HTTP/2, whose streams end, wait and abort differently. Java's generated clients use it. */
class Http2IT {

    private static PackagedApplication application;
    private static HttpClient client;

    @BeforeAll
    static void start() {
        S3Server server = S3Server.shared();
        application = PackagedApplication.start(Settings.onS3(server));
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    }

    @AfterAll
    static void end() {
        client.close();
        application.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30_000, 70_000, 3_000_000})
    void uploadsAndDownloadsImages(int more) throws Exception {
        byte[] image = Bytes.join(Fixtures.PHOTOGRAPH.bytes(), Bytes.zeros(more));
        Form form = Form.of("photograph.jpg", image);
        HttpRequest.Builder upload = request("/images")
                .header("Content-Type", Form.CONTENT_TYPE)
                .POST(BodyPublishers.ofByteArray(form.body()));

        HttpResponse<String> stored = client.send(upload.build(), BodyHandlers.ofString());
        HttpResponse<byte[]> response = client.send(
                request(stored.headers().firstValue("Location").orElseThrow()).build(), BodyHandlers.ofByteArray());

        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(201);
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.body()).isEqualTo(image);
    }

    /** RFC 9110, section 5.3. */
    @Test
    void readsSeveralLinesAsOneList() throws Exception {
        HttpResponse<String> stored = client.send(
                request("/images")
                        .header("Content-Type", Form.CONTENT_TYPE)
                        .POST(BodyPublishers.ofByteArray(Form.of("photograph.jpg", Fixtures.PHOTOGRAPH.bytes())
                                .body()))
                        .build(),
                BodyHandlers.ofString());
        HttpRequest.Builder download =
                request(stored.headers().firstValue("Location").orElseThrow());

        HttpResponse<byte[]> known = client.send(
                download.header("If-None-Match", "\"a\"")
                        .header(
                                "If-None-Match",
                                stored.headers().firstValue("ETag").orElseThrow())
                        .build(),
                BodyHandlers.ofByteArray());

        assertThat(known.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(known.statusCode()).isEqualTo(304);
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(application.baseUri().resolve(path))
                .header("Authorization", "Bearer " + Tokens.of("ann"));
    }
}
