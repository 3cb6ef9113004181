package io.tintype.security;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The checked {@link OidcConfig}.
 *
 * @param scope always contains {@code openid}
 */
record OidcSettings(String issuer, String clientId, String scope) {

    private static final String OPENID = "openid";

    /**
     * Returns the settings, or empty if people do not sign in with an issuer.
     *
     * @throws ConfigurationException if a value is invalid or missing
     */
    static Optional<OidcSettings> of(OidcConfig config) {
        Optional<String> issuer = text(config.issuer());
        Optional<String> clientId = text(config.clientId());
        Optional<String> scope = text(config.scope());
        if (issuer.isEmpty() && clientId.isEmpty() && scope.isEmpty()) {
            return Optional.empty();
        }
        if (issuer.isEmpty() || clientId.isEmpty()) {
            throw new ConfigurationException("%s is not set. Set it, or unset the other TINTYPE_OIDC variables."
                    .formatted(issuer.isEmpty() ? "TINTYPE_OIDC_ISSUER" : "TINTYPE_OIDC_CLIENT_ID"));
        }
        return Optional.of(new OidcSettings(
                checkedIssuer(issuer.get()),
                clientId.get(),
                scope.map(OidcSettings::checkedScope).orElse(OPENID)));
    }

    private static Optional<String> text(Optional<String> value) {
        return value.map(String::strip).filter(text -> !text.isEmpty());
    }

    /** Checks an identifier (OpenID Connect Discovery 1.0, section 2). */
    private static String checkedIssuer(String issuer) {
        Optional<URI> url = SecureUrl.parse(issuer);
        if (url.isEmpty() || url.get().getRawQuery() != null || url.get().getRawFragment() != null) {
            throw new ConfigurationException(
                    "TINTYPE_OIDC_ISSUER is '%s'. Set it to the issuer's https URL, without query and fragment, such as https://login.example.com/realms/photos; http is possible only on this machine."
                            .formatted(issuer));
        }
        return issuer;
    }

    private static String checkedScope(String scope) {
        List<String> names = Arrays.asList(scope.split(" +"));
        if (!names.contains(OPENID)) {
            throw new ConfigurationException(
                    "TINTYPE_OIDC_SCOPE is '%s', without openid. Set it to scopes with spaces between them, such as 'openid offline_access'."
                            .formatted(scope));
        }
        return String.join(" ", names);
    }
}
