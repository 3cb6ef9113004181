package io.tintype.link;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.jose4j.keys.HmacKey;

/**
 * The keys of links.
 *
 * @param signing the key that new links are signed with
 * @param previous a key whose links still open, until they expire
 * @param mayNeverExpire whether a link may have no time of expiry
 */
public record LinkKeys(Key signing, Optional<Key> previous, boolean mayNeverExpire) {

    private static final int BYTES = 32;

    /** Returns the keys that a link may be signed with, the current one first. */
    List<Key> verifying() {
        return Stream.concat(Stream.of(signing), previous.stream()).toList();
    }

    /** Returns the key of a secret. */
    static Key ofSecret(String secret) {
        return new HmacKey(secret.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the key that is derived from the secret of bearer tokens by HKDF (RFC 5869) with SHA-256: no salt, the info
     * {@code tintype:link}, 32 bytes. So neither kind of token can be forged from the other.
     */
    static Key derivedFrom(String jwtSecret) {
        try {
            byte[] derived = KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(jwtSecret.getBytes(StandardCharsets.UTF_8))
                            .thenExpand(LinkTokens.AUDIENCE.getBytes(StandardCharsets.UTF_8), BYTES));
            return new HmacKey(derived);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 25 has HKDF-SHA256", e);
        }
    }
}
