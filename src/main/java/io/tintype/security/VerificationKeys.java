package io.tintype.security;

import java.security.Key;
import java.util.List;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * The keys that tokens are verified with, and the algorithms that go with them. A token's header never decides: a
 * secret verifies HS256 alone, and public keys verify RSA and elliptic-curve signatures alone, so that a public key
 * cannot be taken for a secret (RFC 8725, sections 2.1 and 3.1).
 */
record VerificationKeys(VerificationKeyResolver resolver, AlgorithmConstraints algorithms) {

    private static final AlgorithmConstraints SECRET = new AlgorithmConstraints(ConstraintType.PERMIT, "HS256");
    private static final AlgorithmConstraints PUBLIC = new AlgorithmConstraints(
            ConstraintType.PERMIT, "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

    static VerificationKeys ofSecret(Key secret) {
        return new VerificationKeys(new OneKey(secret), SECRET);
    }

    static VerificationKeys ofPublicKey(Key key) {
        return new VerificationKeys(new OneKey(key), PUBLIC);
    }

    static VerificationKeys ofPublicKeys(VerificationKeyResolver resolver) {
        return new VerificationKeys(resolver, PUBLIC);
    }

    private record OneKey(Key key) implements VerificationKeyResolver {
        @Override
        public Key resolveKey(JsonWebSignature signature, List<JsonWebStructure> nestingContext)
                throws UnresolvableKeyException {
            return key;
        }
    }
}
