package io.tintype.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.tintype.storage.ImageStore;
import io.tintype.storage.StorageException;
import io.tintype.storage.s3.client.StandInS3;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** How stores handle a conditional write, and how the service handles the result. */
class ConditionalWritesTest {

    /** A store with conditional writes. */
    private static final class Honouring implements HttpHandler {

        private final Set<String> keys = ConcurrentHashMap.newKeySet();

        @Override
        public void handle(HttpExchange exchange) throws IOException {
            String key = exchange.getRequestURI().getPath();
            switch (exchange.getRequestMethod()) {
                case "PUT" -> {
                    boolean isConditional =
                            "*".equals(exchange.getRequestHeaders().getFirst("If-None-Match"));
                    StandInS3.respond(exchange, keys.add(key) || !isConditional ? 200 : 412, "");
                }
                case "DELETE" -> {
                    keys.remove(key);
                    StandInS3.respond(exchange, 204, "");
                }
                default ->
                    StandInS3.respond(
                            exchange, 200, "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>");
            }
        }
    }

    @Test
    void areSupportedByAStoreThatRejectsTheSecondWrite() {
        Honouring store = new Honouring();
        try (StandInS3 s3 = new StandInS3(store)) {
            ConditionalWrites writes = new ConditionalWrites(s3.bucket(), false);

            assertThat(writes.isUsable()).isTrue();
            assertThat(writes.isUsable()).isTrue();

            assertThat(store.keys).isEmpty();
            assertThat(s3.requests()).hasSize(3); // the second check sends no requests
        }
    }

    /** Another process has written it just now, and will remove it. */
    @Test
    void leaveTheObjectOfAnotherProcessAlone() {
        Honouring store = new Honouring();
        store.keys.add("/bucket/" + ConditionalWrites.KEY);
        try (StandInS3 s3 = new StandInS3(store)) {
            assertThat(new ConditionalWrites(s3.bucket(), false).isUsable()).isTrue();

            assertThat(store.keys).hasSize(1);
            assertThat(s3.requests()).hasSize(1);
        }
    }

    @Test
    void areNotSupportedByAStoreThatIgnoresTheHeader() {
        try (StandInS3 s3 = new StandInS3(exchange -> StandInS3.respond(exchange, 200, ""))) {
            assertThat(new ConditionalWrites(s3.bucket(), false).isUsable()).isFalse();
            assertThat(s3.requests()).last().asString().startsWith("DELETE /bucket/catalog/.conditional-write");
        }
    }

    @Test
    void areNotSupportedByAStoreThatRejectsTheHeader() {
        try (StandInS3 s3 = new StandInS3(exchange -> StandInS3.respond(exchange, 501, ""))) {
            assertThat(new ConditionalWrites(s3.bucket(), false).isUsable()).isFalse();
        }
    }

    @Test
    void mayBeMissingIfTheOperatorAcceptsThat() {
        try (StandInS3 s3 = new StandInS3(exchange -> StandInS3.respond(exchange, 501, ""))) {
            assertThat(new ConditionalWrites(s3.bucket(), true).isUsable()).isTrue();
        }
    }

    @Test
    void areNotCheckedIfTheServiceMayOnlyRead() {
        try (StandInS3 s3 = new StandInS3(exchange -> StandInS3.respond(exchange, 403, ""))) {
            assertThat(new ConditionalWrites(s3.bucket(), false).isUsable()).isTrue();
        }
    }

    @Test
    void areCheckedAgainIfTheStoreWasUnavailable() {
        AtomicBoolean isAway = new AtomicBoolean(true);
        Honouring store = new Honouring();
        try (StandInS3 s3 = new StandInS3(exchange -> {
            if (isAway.get()) {
                StandInS3.respond(exchange, 503, "");
            } else {
                store.handle(exchange);
            }
        })) {
            ConditionalWrites writes = new ConditionalWrites(s3.bucket(), false);
            assertThatThrownBy(writes::isUsable).isInstanceOf(S3Exception.class);

            isAway.set(false);

            assertThat(writes.isUsable()).isTrue();
        }
    }

    @Test
    void decideWhetherTheStoreIsReady() {
        try (StandInS3 s3 = new StandInS3(exchange -> StandInS3.respond(
                exchange, 200, "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"))) {
            ImageStore store = new S3ImageStore(s3.bucket(), new ConditionalWrites(s3.bucket(), false)::require);

            assertThatThrownBy(store::check)
                    .isInstanceOf(StorageException.Refused.class)
                    .hasMessageStartingWith("The store does not support If-None-Match: * on PutObject");
        }
    }

    /** A bucket with Object Lock rejects a PutObject without Content-MD5 and without x-amz-checksum-*. */
    @Test
    void haveAChecksum() {
        try (StandInS3 s3 = new StandInS3(exchange -> StandInS3.respond(
                exchange,
                "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
                                .equals(exchange.getRequestHeaders().getFirst("x-amz-checksum-sha256"))
                        ? 412
                        : 400,
                ""))) {
            assertThat(new ConditionalWrites(s3.bucket(), false).isUsable()).isTrue();
        }
    }
}
