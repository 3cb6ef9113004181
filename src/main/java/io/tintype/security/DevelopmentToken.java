package io.tintype.security;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Prints a valid token and examples of its use, in dev mode without configured keys. */
@Singleton
@IfBuildProfile("dev")
public class DevelopmentToken {

    /** Publicly known, and used only in dev mode, which listens on localhost. */
    static final String SECRET = "only-for-development-never-in-production";

    private static final Logger LOG = Logger.getLogger(DevelopmentToken.class);
    private static final Duration LIFETIME = Duration.ofDays(30);

    private final TokenConfig config;
    private final TokenClaims names;
    private final OidcIssuer oidc;

    DevelopmentToken(TokenConfig config, TokenClaims names, OidcIssuer oidc) {
        this.config = config;
        this.names = names;
        this.oidc = oidc;
    }

    /** Returns a valid token, or empty if keys are configured. */
    public Optional<String> token() {
        return config.secret().isPresent() || config.publicKeyLocation().isPresent() || oidc.isConfigured()
                ? Optional.empty()
                : Optional.of(issue());
    }

    private String issue() {
        TokenIssuer issuer = TokenIssuer.ofSecret(SECRET);
        issuer.setClaims(names);
        config.issuer().ifPresent(issuer::setIssuer);
        config.audience().ifPresent(issuer::setAudience);
        return issuer.issue("developer", List.of(), LIFETIME);
    }

    void print(@ObservesAsync HttpServerStart server) {
        token().ifPresent(token ->
                print(token, "http://localhost:" + server.options().getPort()));
    }

    private static void print(String token, String address) {
        LOG.infof("""
                Neither JWT_SECRET nor JWT_PUBLIC_KEY_LOCATION is set: using the development secret.

                The gallery, which signs you in with it: %2$s/

                Or paste these:

                export TOKEN=%1$s

                # upload an image
                curl -sS -H "Authorization: Bearer $TOKEN" -F file=@src/test/resources/images/photograph.jpg %2$s/images
                # list your images, newest first
                curl -sS -H "Authorization: Bearer $TOKEN" %2$s/images
                # download the newest
                curl -sS -H "Authorization: Bearer $TOKEN" -o newest.jpg "%2$s/images/$(curl -sS -H "Authorization: Bearer $TOKEN" '%2$s/images?limit=1' | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')"
                """, token, address);
    }
}
