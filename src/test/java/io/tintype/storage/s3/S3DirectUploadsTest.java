package io.tintype.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintype.storage.ByteRange;
import io.tintype.storage.Checksum;
import io.tintype.storage.DirectFile;
import io.tintype.storage.DirectUploads;
import io.tintype.storage.DirectUploads.Target;
import io.tintype.storage.ImageContent;
import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.SampleImages;
import io.tintype.storage.SampleImages.Sample;
import io.tintype.storage.StorageException;
import io.tintype.storage.s3.client.RecordingTransport;
import io.tintype.storage.s3.client.StandInS3;
import io.tintype.storage.s3.client.TestTransports;
import io.tintype.testing.S3Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Uploads to a store that verifies signatures and checksums. */
class S3DirectUploadsTest {

    private static final int READ_TIMEOUT_MS = 10_000;
    private static final RecordingTransport TRANSPORT = new RecordingTransport(TestTransports.DEFAULT);
    /** More than one range. */
    private static final int SIZE = 100_000;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static S3Client client;
    private static String bucket;

    private final Library library = Library.of(UUID.randomUUID().toString());
    private final ImageStore images = new S3ImageStore(TestTransports.bucket(client, bucket, TRANSPORT));
    private final DirectUploads store =
            new S3DirectUploads(TestTransports.bucket(client, bucket, TRANSPORT), Optional.empty());

    @TempDir
    Path files;

    private Sample sample;
    private UUID id;

    @BeforeAll
    static void connect() {
        bucket = S3Server.shared().createBucket();
        client = S3Server.shared().client().build();
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }

    @BeforeEach
    void makeSample() {
        TRANSPORT.reset();
        sample = SampleImages.sample(files, "a \"ü\" 日.png", SampleImages.NEW_YEAR, UUID.randomUUID(), SIZE);
        id = sample.image().id();
    }

    @Test
    void acceptsTheDeclaredBytesOnce() throws Exception {
        Target target = target();

        assertThat(put(target, sample.bytes())).isEqualTo(200);
        assertThat(put(target, sample.bytes())).isEqualTo(412);

        assertThat(objects()).containsExactly(key());
        DirectFile file = store.find(library, id).orElseThrow();
        assertThat(file.size()).isEqualTo(SIZE);
        assertThat(file.sha256()).isEqualTo(sample.image().sha256());
    }

    @Test
    void signsEverythingThatTheTargetSays() throws Exception {
        Target target = target();
        String url = target.url().toString();
        byte[] bytes = sample.bytes();

        assertThat(url).contains("X-Amz-Expires=60");
        assertThat(put(target, Arrays.copyOf(bytes, SIZE - 1))).isEqualTo(403);
        assertThat(put(target, Arrays.copyOf(bytes, SIZE + 1))).isEqualTo(403);
        assertThat(put(target, new byte[0])).isEqualTo(403);
        for (String name : target.headers().keySet()) {
            Map<String, String> fewer = new HashMap<>(target.headers());
            fewer.remove(name);
            assertThat(put(new Target(target.url(), fewer), bytes))
                    .as("without " + name)
                    .isEqualTo(403);
        }
        Map<String, String> other = new HashMap<>(target.headers());
        other.put("x-amz-checksum-sha256", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assertThat(put(new Target(target.url(), other), bytes)).isEqualTo(403);
        for (String bent : List.of(
                url.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"),
                url.replace(id.toString(), UUID.randomUUID().toString()),
                url.replace("/direct", "/info"),
                url.replace("uploads/", "images/"))) {
            assertThat(bent).isNotEqualTo(url);
            assertThat(put(new Target(URI.create(bent), target.headers()), bytes))
                    .as(bent)
                    .isEqualTo(403);
        }
        assertThat(put(
                        target,
                        SampleImages.sample(files, "x", SampleImages.NEW_YEAR, UUID.randomUUID(), SIZE)
                                .bytes()))
                .isEqualTo(400);
        assertThat(send("GET", target.url(), Map.of(), new byte[0])).isEqualTo(403);
        assertThat(send("DELETE", target.url(), Map.of(), new byte[0])).isEqualTo(403);
        assertThat(objects()).isEmpty();
    }

    @Test
    void endsWithItsLifetime() throws Exception {
        Target target = store.target(library, id, SIZE, sample.image().sha256(), Duration.ofSeconds(1));
        Instant end = Instant.now().plusSeconds(2);

        Awaitility.await().until(() -> Instant.now().isAfter(end));

        assertThat(put(target, sample.bytes())).isEqualTo(403);
    }

    @Test
    void leadsToThePublicUrlOfTheStore() {
        DirectUploads published = new S3DirectUploads(
                TestTransports.bucket(client, bucket, TRANSPORT),
                Optional.of(URI.create("https://images.example.com:8443")));

        assertThat(published
                        .target(library, id, 1, sample.image().sha256(), MINUTE)
                        .url())
                .hasScheme("https")
                .hasHost("images.example.com")
                .hasPort(8443)
                .hasPath("/" + bucket + "/" + key());
    }

    @Test
    void findsNothingBeforeTheClientHasSentIt() {
        assertThat(store.find(library, id)).isEmpty();
    }

    @Test
    void storesTheImageByACopy() throws Exception {
        put(target(), sample.bytes());
        DirectFile file = store.find(library, id).orElseThrow();
        TRANSPORT.reset();

        assertThat(store.store(library, id, file, sample.image())).isTrue();

        assertThat(TRANSPORT.calls())
                .containsExactly(
                        "CopyObject images/" + library.key() + "/" + id,
                        "HeadObject images/" + library.key() + "/" + id,
                        "PutObject " + CatalogKey.of(library, sample.image()).text());
        assertStored();
        assertThat(store.store(library, id, file, sample.image())).isTrue();
        assertStored();
    }

    private void assertStored() throws IOException {
        assertThat(images.find(library, id)).contains(sample.image());
        assertThat(images.list(library, ImageCursor.START, 10).images()).containsExactly(sample.image());
        try (ImageContent content = images.open(library, id).orElseThrow()) {
            assertThat(content.bytes().stream()).hasBinaryContent(sample.bytes());
        }
        assertThat(client.headObject(request -> request.bucket(bucket).key("images/" + library.key() + "/" + id))
                        .contentType())
                .isEqualTo("image/png");
    }

    @Test
    void storesNothingThatWasRemovedOrReplaced() throws Exception {
        put(target(), sample.bytes());
        DirectFile file = store.find(library, id).orElseThrow();
        client.putObject(request -> request.bucket(bucket).key(key()), RequestBody.fromBytes(new byte[SIZE]));

        assertThat(store.store(library, id, file, sample.image())).isFalse();
        assertThatThrownBy(() -> file.channel().read(ByteBuffer.allocate(1)))
                .isInstanceOf(StorageException.Unavailable.class);

        client.deleteObject(request -> request.bucket(bucket).key(key()));
        assertThat(store.store(library, id, file, sample.image())).isFalse();
        assertThatThrownBy(() -> file.channel().read(ByteBuffer.allocate(1)))
                .isInstanceOf(StorageException.Unavailable.class);
        assertThat(images.find(library, id)).isEmpty();
    }

    @Test
    void readsTheBytesByRanges() throws Exception {
        put(target(), sample.bytes());
        DirectFile file = store.find(library, id).orElseThrow();
        TRANSPORT.reset();
        SeekableByteChannel channel = file.channel();
        ByteBuffer target = ByteBuffer.allocate(4);

        assertThat(channel.size()).isEqualTo(SIZE);
        assertThat(channel.read(target)).isEqualTo(4);
        assertThat(channel.position(SIZE - 2).read(target.clear())).isEqualTo(2);
        assertThat(Arrays.copyOf(target.array(), 2)).isEqualTo(Arrays.copyOfRange(sample.bytes(), SIZE - 2, SIZE));
        assertThat(channel.read(target.clear())).isEqualTo(-1);
        assertThat(TRANSPORT.attempts()).isEqualTo(2);
    }

    @Test
    void requestsLargerRangesOfAReaderThatContinues() throws IOException {
        byte[] bytes = new byte[5_000_000];
        new Random(1).nextBytes(bytes);
        List<ByteRange> ranges = new ArrayList<>();
        RangeChannel channel = new RangeChannel(bytes.length, range -> {
            ranges.add(range);
            return Arrays.copyOfRange(bytes, (int) range.first(), (int) range.last() + 1);
        });
        ByteBuffer all = ByteBuffer.allocate(bytes.length);

        while (all.hasRemaining()) {
            channel.read(all);
        }
        channel.position(100_000).read(ByteBuffer.allocate(10));

        assertThat(all.array()).isEqualTo(bytes);
        assertThat(ranges)
                .extracting(ByteRange::length)
                .containsExactly(
                        65_536L, 131_072L, 262_144L, 524_288L, 1_048_576L, 1_048_576L, 1_048_576L, 871_232L, 65_536L);
        assertThat(ranges.getLast().first()).isEqualTo(65_536);
    }

    @Test
    void readsTheBytesIfTheStoreHasNoChecksum() {
        client.putObject(request -> request.bucket(bucket).key(key()), RequestBody.fromBytes(sample.bytes()));
        TRANSPORT.reset();

        assertThat(store.find(library, id).orElseThrow().sha256())
                .isEqualTo(sample.image().sha256());

        assertThat(TRANSPORT.calls()).containsExactly("HeadObject " + key(), "GetObject " + key());
    }

    /** Such a store returns it only if the request asks for it. */
    @Test
    void trustsTheChecksumThatTheStoreHasVerified() {
        String base64 =
                Base64.getEncoder().encodeToString(Checksum.bytes(sample.image().sha256()));
        try (StandInS3 s3 = new StandInS3(exchange -> {
            boolean isAsked = "ENABLED".equals(exchange.getRequestHeaders().getFirst("x-amz-checksum-mode"));
            exchange.getResponseHeaders().add("ETag", "\"1\"");
            exchange.getResponseHeaders().add("x-amz-checksum-sha256", isAsked ? base64 : "");
            exchange.getResponseHeaders().add("Content-Length", "" + SIZE);
            exchange.sendResponseHeaders(200, -1);
        })) {
            DirectFile file = new S3DirectUploads(s3.bucket(), Optional.empty())
                    .find(library, id)
                    .orElseThrow();

            assertThat(file.sha256()).isEqualTo(sample.image().sha256());
            assertThat(s3.requests()).hasSize(1);
        }
    }

    private Target target() {
        ImageMetadata image = sample.image();
        return store.target(library, id, image.size(), image.sha256(), MINUTE);
    }

    /** Some stores copy the metadata of the source. Without this check, the image would be absent after its source is removed. */
    @Test
    void refusesACopyWithoutTheMetadataOfTheImage() {
        try (StandInS3 s3 = new StandInS3(exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"tag\"");
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(SIZE));
            StandInS3.respond(exchange, exchange.getRequestMethod().equals("DELETE") ? 204 : 200, "");
        })) {
            DirectUploads careless = new S3DirectUploads(s3.bucket(), Optional.empty());
            DirectFile file = careless.find(library, id).orElseThrow();

            assertThatThrownBy(() -> careless.store(library, id, file, sample.image()))
                    .isInstanceOf(StorageException.Refused.class)
                    .hasMessageContaining("ignores x-amz-metadata-directive");

            assertThat(s3.requests()).last().asString().isEqualTo("DELETE /bucket/images/" + library.key() + "/" + id);
        }
    }

    static Stream<Arguments> copies() {
        return Stream.of(
                Arguments.of("the same entity tag", "tag", false, false, true),
                Arguments.of("another entity tag, because the bucket is encrypted", "other", true, false, true),
                Arguments.of("another entity tag and SHA-256", "other", true, true, false),
                Arguments.of("another entity tag and no SHA-256", "other", false, false, true),
                Arguments.of("another entity tag, other bytes and no SHA-256", "other", false, true, false));
    }

    /** Ceph 16 ignores the condition of a copy, so the bytes may have been replaced since they were examined. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("copies")
    void comparesACopyWithTheBytesThatWereExamined(
            String name, String tag, boolean hasChecksum, boolean isReplaced, boolean isStored) {
        byte[] bytes = isReplaced ? new byte[SIZE] : sample.bytes();
        byte[] sha256 = Checksum.bytes(Checksum.text(Checksum.newSha256().digest(bytes)));
        Map<String, String> written = new HashMap<>();
        try (StandInS3 s3 = new StandInS3(exchange -> {
            String method = exchange.getRequestMethod();
            boolean isSource = exchange.getRequestURI().getPath().contains("/uploads/");
            exchange.getRequestHeaders().forEach((header, values) -> {
                if (method.equals("PUT") && header.toLowerCase(Locale.ROOT).startsWith("x-amz-meta-")) {
                    written.put(header, values.getFirst());
                }
            });
            written.forEach(exchange.getResponseHeaders()::set);
            exchange.getResponseHeaders().set("ETag", isSource ? "\"tag\"" : "\"" + tag + "\"");
            if (hasChecksum) {
                exchange.getResponseHeaders()
                        .set("x-amz-checksum-sha256", Base64.getEncoder().encodeToString(sha256));
            }
            if (method.equals("GET")) {
                exchange.getResponseHeaders().set("Content-Range", "bytes 0-" + (SIZE - 1) + "/" + SIZE);
                exchange.sendResponseHeaders(206, SIZE);
                exchange.getResponseBody().write(bytes);
            } else if (method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(SIZE));
                exchange.sendResponseHeaders(200, -1);
            } else {
                StandInS3.respond(exchange, method.equals("DELETE") ? 204 : 200, "");
            }
        })) {
            DirectUploads careless = new S3DirectUploads(s3.bucket(), Optional.empty());
            DirectFile file = careless.find(library, id).orElseThrow();

            assertThat(careless.store(library, id, file, sample.image())).isEqualTo(isStored);

            String image = "/bucket/images/" + library.key() + "/" + id;
            assertThat(s3.requests())
                    .last()
                    .asString()
                    .startsWith(isStored ? "PUT /bucket/catalog/" : "DELETE " + image);
        }
    }

    private static int put(Target target, byte[] bytes) throws IOException {
        Map<String, String> headers = new HashMap<>(target.headers());
        headers.put("Content-Length", Integer.toString(bytes.length));
        return send("PUT", target.url(), headers, bytes);
    }

    /**
     * Returns the status, also if the store responds and closes the connection before it has read the body. HttpClient
     * throws in that case.
     */
    private static int send(String method, URI url, Map<String, String> headers, byte[] body) throws IOException {
        StringBuilder head =
                new StringBuilder(method + " " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\n");
        head.append("Host: ").append(url.getAuthority()).append("\r\nConnection: close\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(READ_TIMEOUT_MS);
            try {
                socket.getOutputStream().write(head.append("\r\n").toString().getBytes(UTF_8));
                socket.getOutputStream().write(body);
            } catch (SocketException _) {
                // the response can be read nevertheless
            }
            String statusLine = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
            return Integer.parseInt(statusLine.split(" ")[1]);
        }
    }

    private String key() {
        return "uploads/" + library.key() + "/" + id + "/direct";
    }

    private List<String> objects() {
        return client.listObjectsV2(request -> request.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .filter(key -> key.contains(library.key()) || key.contains(id.toString()))
                .toList();
    }
}
