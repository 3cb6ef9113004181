package io.tintype.security;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jose4j.http.SimpleGet;
import org.jose4j.http.SimpleResponse;

/**
 * The issuer with which people sign in to the gallery, if the operator has configured one. Its discovery document is
 * fetched when it is first needed, and again after ten minutes. While that fails, the last document remains valid for an
 * hour.
 */
@Singleton
public class OidcIssuer {

    private static final Logger LOG = Logger.getLogger(OidcIssuer.class);
    private static final long REFRESH_NANOS = Duration.ofMinutes(10).toNanos();
    private static final long KEEP_ON_ERROR_NANOS = Duration.ofHours(1).toNanos();

    private final Optional<OidcSettings> settings;
    private final TokenConfig tokens;
    private final TokenClaims names;
    private final SimpleGet documents = PublicKeys.limited(this::fetch);
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile Known last;

    private record Known(ProviderMetadata metadata, long nanoTime) {
        boolean isYoungerThan(long nanos) {
            return System.nanoTime() - nanoTime < nanos;
        }
    }

    /**
     * Checks the configuration.
     *
     * @throws ConfigurationException if a value is invalid or missing, or contradicts another
     */
    OidcIssuer(OidcConfig config, TokenConfig tokens, TokenClaims names) {
        this.settings = OidcSettings.of(config);
        this.tokens = tokens;
        this.names = names;
        if (settings.isPresent()) {
            rejectOther("JWT_SECRET", tokens.secret().filter(text -> !text.isBlank()));
            rejectOther("JWT_PUBLIC_KEY_LOCATION", tokens.publicKeyLocation());
        }
    }

    private static void rejectOther(String variable, Optional<String> value) {
        if (value.isPresent()) {
            throw new ConfigurationException(
                    "%s and TINTYPE_OIDC_ISSUER are both set. Unset the one that does not belong to your tokens."
                            .formatted(variable));
        }
    }

    /** Returns the checked settings, or empty if there is no issuer. */
    Optional<OidcSettings> settings() {
        return settings;
    }

    /** Returns whether people sign in to the gallery with an issuer. The other methods require that. */
    public boolean isConfigured() {
        return settings.isPresent();
    }

    public String issuer() {
        return settings.orElseThrow().issuer();
    }

    public String clientId() {
        return settings.orElseThrow().clientId();
    }

    /** Returns the scopes that the gallery requests, separated by spaces. */
    public String scope() {
        return settings.orElseThrow().scope();
    }

    /** Returns the audience that the gallery requests, as some issuers need: the one that a token's {@code aud} names. */
    public Optional<String> audience() {
        return names.namesAudienceClaims() ? Optional.empty() : tokens.audience();
    }

    /** Returns the URL of the discovery document (OpenID Connect Discovery 1.0, section 4). */
    public URI document() {
        return URI.create(issuer().replaceAll("/$", "") + "/.well-known/openid-configuration");
    }

    /**
     * Returns what the issuer publishes about itself. May wait a few seconds.
     *
     * @throws KeysUnavailableException if the document cannot be fetched or is invalid
     */
    public ProviderMetadata metadata() {
        try {
            return known();
        } catch (IOException e) {
            throw new KeysUnavailableException(e);
        }
    }

    /** Returns the keys of the issuer, which are fetched with the first token. */
    VerificationKeys keys() {
        return PublicKeys.of(
                document().toString(),
                _ -> IssuerDocuments.fetch(known().keys().toString()),
                algorithm -> last.metadata().algorithms().contains(algorithm));
    }

    private ProviderMetadata known() throws IOException {
        fetching.lock();
        try {
            Known before = last;
            if (before != null && before.isYoungerThan(REFRESH_NANOS)) {
                return before.metadata();
            }
            return refreshed(before);
        } finally {
            fetching.unlock();
        }
    }

    private ProviderMetadata refreshed(Known before) throws IOException {
        try {
            SimpleResponse response = documents.get(document().toString());
            last = new Known(ProviderMetadata.parse(response.getBody(), issuer()), System.nanoTime());
            return last.metadata();
        } catch (IOException e) {
            if (before == null || !before.isYoungerThan(KEEP_ON_ERROR_NANOS)) {
                throw e;
            }
            return before.metadata();
        }
    }

    /** Parses the document too, so that an invalid one counts as a failure. */
    private SimpleResponse fetch(String location) throws IOException {
        try {
            SimpleResponse response = IssuerDocuments.fetch(location);
            ProviderMetadata.parse(response.getBody(), issuer());
            return response;
        } catch (IOException e) {
            LOG.errorf("The discovery document %s of TINTYPE_OIDC_ISSUER cannot be used: %s", location, e.getMessage());
            throw e;
        }
    }
}
