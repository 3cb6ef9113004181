package io.tintype.packaged.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.JwksServer;
import io.tintype.testing.Keys;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.TokenSigner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;

/** Tests that requests, also with forged tokens, end in bounded time while the issuer is slow or silent. */
class IssuerOutageIT {

    /** Sequential requests to the issuer would take far longer. */
    private static final int CALLERS = 40;

    /** The minimum time between two successful fetches. */
    private static final Duration MIN_REFETCH_INTERVAL = Duration.ofSeconds(10);

    private static final Duration SOON = Duration.ofSeconds(30);

    private final KeyPair keys = Keys.rsa();
    private final TokenSigner signer = new TokenSigner("RS256", keys.getPrivate()).withHeader("kid", "first");
    private final int port = PackagedApplication.freePort();

    @Test
    void respondsSoonWhileTheIssuerIsSilent() throws Exception {
        try (ServerSocket silent = silent();
                PackagedApplication application = start()) {
            assertThat(silent.isBound()).isTrue();

            assertThat(sendAll(application, signer.token())).containsOnly(503);

            assertThat(RestAssured.get(application.managementUri() + "/q/health/live")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void respondsSoonWhileTheIssuerSendsOneByteAtATime() throws Exception {
        try (TricklingIssuer slow = new TricklingIssuer(port);
                PackagedApplication application = start()) {
            assertThat(sendAll(application, signer.token())).containsOnly(503);

            assertThat(slow.connections()).isLessThan(CALLERS / 2);
        }
    }

    /** Each token names a key that the issuer may have just published. */
    @Test
    void preventsForgedKeyIdsFromDelayingAValidTokenOrFloodingTheIssuer() throws Exception {
        JwksServer issuer = new JwksServer(port, Keys.jwkSet(Keys.jwk(keys.getPublic(), "first", "RS256")));
        try (PackagedApplication application = start()) {
            assertThat(list(application, signer.token())).isEqualTo(200);
            long start = System.nanoTime();
            assertThat(sendAll(application, forged())).containsOnly(401);
            assertThat((long) issuer.requests())
                    .isLessThanOrEqualTo(2 + (System.nanoTime() - start) / MIN_REFETCH_INTERVAL.toNanos());

            issuer.close();
            try (ServerSocket silent = silent()) {
                assertThat(silent.isBound()).isTrue();
                List<CompletableFuture<Integer>> waiting = send(application, forged());

                assertThat(list(application, signer.token(JwtClaims::setGeneratedJwtId)))
                        .isEqualTo(200);

                assertThat(statuses(waiting)).isSubsetOf(401, 503);
            }
        }
    }

    /** Each token names another key id, as forged tokens could. */
    @Test
    void fetchesTheSetOnceInTenSecondsWhateverKeyIdsTokensName() {
        try (JwksServer issuer = new JwksServer(port, Keys.jwkSet(Keys.jwk(keys.getPublic(), "first", "RS256")));
                PackagedApplication application = start()) {
            assertThat(list(application, signer.token())).isEqualTo(200);
            assertThat(issuer.requests()).isEqualTo(1);
            long start = System.nanoTime();

            for (int i = 0; i < 200; i++) {
                assertThat(list(
                                application,
                                signer.withHeader("kid", "forged-" + i).token()))
                        .isEqualTo(401);
            }

            assertThat((long) issuer.requests())
                    .isLessThanOrEqualTo(2 + (System.nanoTime() - start) / MIN_REFETCH_INTERVAL.toNanos());
            assertThat(list(application, signer.token(JwtClaims::setGeneratedJwtId)))
                    .isEqualTo(200);
        }
    }

    private String forged() {
        return signer.withHeader("kid", "other").token();
    }

    private ServerSocket silent() throws IOException {
        return new ServerSocket(port, 200, InetAddress.getByName("127.0.0.1"));
    }

    private PackagedApplication start() {
        return PackagedApplication.start(Settings.onDisk(Map.of("JWT_PUBLIC_KEY_LOCATION", JwksServer.url(port))));
    }

    private static int list(PackagedApplication application, String token) {
        return Contract.given(application.baseUri(), token).get("/images").statusCode();
    }

    private static List<Integer> sendAll(PackagedApplication application, String token) throws Exception {
        return statuses(send(application, token));
    }

    private static List<CompletableFuture<Integer>> send(PackagedApplication application, String token) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(application.baseUri() + "/images"))
                .header("Authorization", "Bearer " + token)
                .build();
        return IntStream.range(0, CALLERS)
                .mapToObj(caller -> client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                        .thenApply(HttpResponse::statusCode))
                .toList();
    }

    /** Returns the statuses. Fails if a response takes too long. */
    private static List<Integer> statuses(List<CompletableFuture<Integer>> responses) throws Exception {
        CompletableFuture.allOf(responses.toArray(CompletableFuture[]::new)).get(SOON.toSeconds(), TimeUnit.SECONDS);
        return responses.stream().map(CompletableFuture::join).toList();
    }
}
