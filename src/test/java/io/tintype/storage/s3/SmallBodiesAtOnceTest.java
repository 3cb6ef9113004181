package io.tintype.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tintype.testing.S3Server;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/** On the line, with the client as application.properties sets it up. */
class SmallBodiesAtOnceTest {

    private final BlockingQueue<Optional<String>> expectations = new LinkedBlockingQueue<>();
    private HttpServer server;
    private S3Client client;

    @BeforeEach
    void connect() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            expectations.add(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Expect")));
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        client = S3Server.shared()
                .client()
                .endpointOverride(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .httpClientBuilder(ApacheHttpClient.builder().expectContinueEnabled(false))
                .overrideConfiguration(options -> options.addExecutionInterceptor(new SmallBodiesAtOnce()))
                .build();
    }

    @AfterEach
    void disconnect() {
        client.close();
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource({"1,", "1048576,", "1048577, 100-continue"})
    void asksBeforeALargeBodyOnly(int bytes, String expectation) {
        client.putObject(request -> request.bucket("bucket").key("key"), RequestBody.fromBytes(new byte[bytes]));

        assertThat(expectations).containsExactly(Optional.ofNullable(expectation));
    }
}
