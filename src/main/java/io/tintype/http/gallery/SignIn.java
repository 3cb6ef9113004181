package io.tintype.http.gallery;

import io.quarkus.runtime.Startup;
import io.tintype.http.problem.ProblemWriter;
import io.tintype.http.problem.Problems;
import io.tintype.security.KeysUnavailableException;
import io.tintype.security.OidcIssuer;
import io.tintype.security.ProviderMetadata;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Tells the gallery how people sign in. It contains nothing secret: browsers are public clients (RFC 6749, section 2.1). */
@Startup // an invalid value stops startup
@Singleton
class SignIn {

    private final OidcIssuer issuer;
    private final ProblemWriter problems;

    SignIn(OidcIssuer issuer, ProblemWriter problems) {
        this.issuer = issuer;
        this.problems = problems;
    }

    /** Responds with the settings of the sign-in, or with 204 if people enter a token. */
    void respond(RoutingContext context) {
        HttpServerResponse response = context.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("X-Content-Type-Options", "nosniff");
        if (!issuer.isConfigured()) {
            response.setStatusCode(204).end();
            return;
        }
        metadata(context)
                .onSuccess(metadata -> response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                        .end(describe(metadata).encode()))
                .onFailure(_ -> problems.end(response, Problems.signInUnavailable()));
    }

    /**
     * Waits for the issuer on a virtual thread: a worker of Vert.x would be missing elsewhere while the issuer is slow.
     */
    private Future<ProviderMetadata> metadata(RoutingContext context) {
        Promise<ProviderMetadata> metadata = Promise.promise();
        Context eventLoop = context.vertx().getOrCreateContext();
        Thread.ofVirtual().start(() -> {
            try {
                ProviderMetadata known = issuer.metadata();
                eventLoop.runOnContext(_ -> metadata.complete(known));
            } catch (KeysUnavailableException e) {
                eventLoop.runOnContext(_ -> metadata.fail(e));
            }
        });
        return metadata.future();
    }

    private JsonObject describe(ProviderMetadata metadata) {
        JsonObject json = JsonObject.of(
                "issuer", metadata.issuer(),
                "document", issuer.document().toString(),
                "clientId", issuer.clientId(),
                "scope", issuer.scope(),
                "authorizationEndpoint", metadata.authorizationEndpoint().toString(),
                "tokenEndpoint", metadata.tokenEndpoint().toString(),
                "namesItself", metadata.namesItself());
        put(json, "audience", issuer.audience());
        put(json, "revocationEndpoint", metadata.revocationEndpoint());
        put(json, "endSessionEndpoint", metadata.endSessionEndpoint());
        return json;
    }

    private static void put(JsonObject json, String name, Optional<?> value) {
        value.ifPresent(present -> json.put(name, present.toString()));
    }

    /**
     * Returns the origins to which the page sends requests, in addition to its own: none if people do not sign in with an
     * issuer, and only the issuer's own if its endpoints are unknown at the moment.
     */
    Future<Set<String>> origins(RoutingContext context) {
        if (!issuer.isConfigured()) {
            return Future.succeededFuture(Set.of());
        }
        Set<String> origins = new TreeSet<>(Set.of(origin(issuer.document())));
        return metadata(context)
                .onSuccess(metadata -> {
                    origins.add(origin(metadata.tokenEndpoint()));
                    metadata.revocationEndpoint().ifPresent(endpoint -> origins.add(origin(endpoint)));
                })
                .map(origins)
                .otherwise(origins);
    }

    private static String origin(URI url) {
        return url.getScheme() + "://" + url.getRawAuthority();
    }
}
