package io.tintype.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.ParseException;
import io.tintype.testing.TokenSigner;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The complete table of tokens for one configuration of keys. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TokenVerifierContract {

    static final LibraryConfig OWNER = () -> Optional.of("owner");
    static final LibraryConfig SHARED = () -> Optional.of("shared");

    private TokenVerifier verifier;

    /** The configuration of keys. */
    record Keyring(
            Optional<String> secret,
            Optional<String> publicKeyLocation,
            Optional<String> issuer,
            Optional<String> audience)
            implements TokenConfig {

        static Keyring ofSecret(String secret) {
            return new Keyring(Optional.of(secret), Optional.empty(), Optional.empty(), Optional.empty());
        }

        static Keyring at(String location) {
            return new Keyring(Optional.empty(), Optional.of(location), Optional.empty(), Optional.empty());
        }

        @Override
        public Optional<String> expandedSecret() {
            return secret;
        }
    }

    @BeforeAll
    final void createVerifier() throws Exception {
        verifier = OidcValues.verifierWithoutIssuer(config(), library(), TokenClaims.ofDefaults());
    }

    abstract Keyring config() throws Exception;

    /** Signs valid tokens. */
    abstract TokenSigner signer();

    /** Returns the tokens for which this configuration has other results. */
    abstract Stream<TokenCase> ownCases();

    LibraryConfig library() {
        return OWNER;
    }

    Stream<TokenCase> subjectCases() {
        return new TokenCases(signer()).subjects();
    }

    final Stream<TokenCase> cases() {
        return Stream.of(new TokenCases(signer()).all(), subjectCases(), ownCases())
                .flatMap(cases -> cases);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void decides(TokenCase token) throws ParseException {
        if (token.scopes().isEmpty()) {
            assertThatThrownBy(() -> verify(token.token()))
                    .isInstanceOf(ParseException.class)
                    .hasNoCause()
                    .message()
                    .isNotBlank()
                    .doesNotContain(token.token());
            return;
        }
        assertThat(scopes(verify(token.token()))).isEqualTo(token.scopes().get());
        assertThat(scopes(verify(token.token())))
                .as("from the cache")
                .isEqualTo(token.scopes().get());
    }

    @Test
    void acceptsOrRejectsDeepClaims() {
        try {
            assertThat(verify(ForgedTokens.deepToken(signer())).getSubject()).isEqualTo(TokenSigner.SUBJECT);
        } catch (ParseException e) {
            assertThat(e).hasMessageContaining("malformed");
        }
    }

    final JWTCallerPrincipal verify(String token) throws ParseException {
        return verifier.parse(token, null);
    }

    private static Set<Scope> scopes(JWTCallerPrincipal principal) {
        return new GrantedScopes(TokenClaims.ofDefaults()).of(principal);
    }
}
