package io.tintype.security;

import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/**
 * What an issuer publishes about itself (OpenID Connect Discovery 1.0, section 3, RFC 8414 and RFC 9207). All URLs are
 * secure.
 *
 * @param keys the URL of its JWK set
 * @param algorithms with which it signs, among those that the service supports; at least one
 * @param revocationEndpoint empty if tokens cannot be revoked
 * @param endSessionEndpoint empty if the issuer does not sign users out on request
 * @param namesItself whether every authorization response contains {@code iss}
 */
public record ProviderMetadata(
        String issuer,
        URI authorizationEndpoint,
        URI tokenEndpoint,
        URI keys,
        Set<String> algorithms,
        Optional<URI> revocationEndpoint,
        Optional<URI> endSessionEndpoint,
        boolean namesItself) {

    /**
     * Reads a discovery document.
     *
     * @param issuer the identifier with which it must be identical (section 4.3)
     * @throws InvalidMetadataException if the document is of another issuer, or lacks something
     */
    static ProviderMetadata parse(String document, String issuer) throws InvalidMetadataException {
        Map<String, Object> json = json(document);
        if (!issuer.equals(json.get("issuer"))) {
            throw new InvalidMetadataException(
                    "it is the document of the issuer '%s'. Set TINTYPE_OIDC_ISSUER to that, if it is yours"
                            .formatted(json.get("issuer")));
        }
        return new ProviderMetadata(
                issuer,
                required(json, "authorization_endpoint"),
                required(json, "token_endpoint"),
                required(json, "jwks_uri"),
                algorithms(json.get("id_token_signing_alg_values_supported")),
                optional(json, "revocation_endpoint"),
                optional(json, "end_session_endpoint"),
                Boolean.TRUE.equals(json.get("authorization_response_iss_parameter_supported")));
    }

    private static Map<String, Object> json(String document) throws InvalidMetadataException {
        try {
            return JsonUtil.parseJson(document);
        } catch (JoseException | RuntimeException | StackOverflowError e) { // jose4j does not handle all of JSON
            throw new InvalidMetadataException("it is not a JSON object");
        }
    }

    private static URI required(Map<String, Object> json, String name) throws InvalidMetadataException {
        Optional<URI> url = optional(json, name);
        if (url.isEmpty()) {
            throw new InvalidMetadataException(name + " is missing");
        }
        return url.get();
    }

    private static Optional<URI> optional(Map<String, Object> json, String name) throws InvalidMetadataException {
        Object value = json.get(name);
        if (value == null) {
            return Optional.empty();
        }
        Optional<URI> url = value instanceof String text ? SecureUrl.parse(text) : Optional.empty();
        if (url.isEmpty() || url.get().getRawFragment() != null) {
            throw new InvalidMetadataException(name + " is not an https URL");
        }
        return url;
    }

    /** The document says nothing about access tokens: issuers sign them with the algorithms of ID tokens. */
    private static Set<String> algorithms(Object value) throws InvalidMetadataException {
        List<?> declared = value instanceof Collection<?> list ? List.copyOf(list) : List.of();
        Set<String> supported = VerificationKeys.PUBLIC_ALGORITHMS.stream()
                .filter(declared::contains)
                .collect(Collectors.toUnmodifiableSet());
        if (supported.isEmpty()) {
            throw new InvalidMetadataException("id_token_signing_alg_values_supported names none of "
                    + String.join(", ", VerificationKeys.PUBLIC_ALGORITHMS));
        }
        return supported;
    }
}
