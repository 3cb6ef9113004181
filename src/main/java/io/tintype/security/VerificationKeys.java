package io.tintype.security;

import java.io.IOException;
import java.security.Key;
import java.util.List;
import java.util.function.Predicate;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.InvalidAlgorithmException;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * The verification keys and their algorithms. The header of a token never selects the kind of key: a secret verifies
 * only HS256, and public keys verify only RSA and elliptic-curve signatures, so that a public key is never used as a
 * secret (RFC 8725, sections 2.1 and 3.1).
 */
record VerificationKeys(VerificationKeyResolver resolver, AlgorithmConstraints algorithms) {

    private static final AlgorithmConstraints SECRET = new AlgorithmConstraints(ConstraintType.PERMIT, "HS256");

    /** The algorithms of public keys. */
    static final List<String> PUBLIC_ALGORITHMS =
            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    private static final AlgorithmConstraints PUBLIC =
            new AlgorithmConstraints(ConstraintType.PERMIT, PUBLIC_ALGORITHMS.toArray(String[]::new));

    static VerificationKeys ofSecret(Key secret) {
        return new VerificationKeys(new OneKey(secret), SECRET);
    }

    static VerificationKeys ofPublicKey(Key key) {
        return new VerificationKeys(new OneKey(key), PUBLIC);
    }

    /**
     * Returns the keys of a JWK set.
     *
     * @param resolver finds a token's key in the set
     * @param isAllowed returns whether the issuer signs with an algorithm; called after the set was read
     */
    static VerificationKeys ofPublicKeys(VerificationKeyResolver resolver, KeySet set, Predicate<String> isAllowed) {
        return new VerificationKeys(new KeyOfSet(resolver, set, isAllowed), PUBLIC);
    }

    /** The current content of a JWK set. */
    interface KeySet {
        List<JsonWebKey> keys() throws IOException, JoseException;
    }

    private record OneKey(Key key) implements VerificationKeyResolver {
        @Override
        public Key resolveKey(JsonWebSignature signature, List<JsonWebStructure> nestingContext)
                throws UnresolvableKeyException {
            return key;
        }
    }

    /**
     * A key of a set, restricted to the algorithm that the set declares for it, if any (RFC 8725, section 3.1). jose4j
     * checks the algorithm only to choose between several keys.
     */
    private record KeyOfSet(VerificationKeyResolver resolver, KeySet set, Predicate<String> isAllowed)
            implements VerificationKeyResolver {
        @Override
        public Key resolveKey(JsonWebSignature signature, List<JsonWebStructure> nestingContext)
                throws UnresolvableKeyException {
            try {
                signature.getAlgorithm(); // an invalid algorithm must not look like a failure to fetch the set
            } catch (InvalidAlgorithmException e) {
                throw new UnresolvableKeyException(e.getMessage());
            }
            read(); // reports faults of the set; the resolver reports faults of the headers
            if (!isAllowed.test(signature.getAlgorithmHeaderValue())) {
                throw new UnresolvableKeyException("the issuer signs with other algorithms");
            }
            Key key = resolver.resolveKey(signature, nestingContext);
            if (read().stream().noneMatch(jwk -> isFor(signature.getAlgorithmHeaderValue(), key, jwk))) {
                throw new UnresolvableKeyException("the set declares another algorithm for the key");
            }
            return key;
        }

        private List<JsonWebKey> read() throws UnresolvableKeyException {
            try {
                return set.keys();
            } catch (IOException | JoseException | ClassCastException e) { // jose4j casts what it finds in the JSON
                throw new UnresolvableKeyException("the set cannot be read", e);
            }
        }

        private static boolean isFor(String algorithm, Key key, JsonWebKey jwk) {
            return key.equals(jwk.getKey())
                    && (jwk.getAlgorithm() == null || jwk.getAlgorithm().equals(algorithm));
        }
    }
}
