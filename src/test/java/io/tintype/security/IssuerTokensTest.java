package io.tintype.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.ParseException;
import io.tintype.security.TokenVerifierContract.Keyring;
import io.tintype.testing.Tokens;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How the service decides about the tokens of real issuers. */
class IssuerTokensTest {

    static Stream<IssuerToken> tokens() {
        return IssuerTokens.all();
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void decides(IssuerToken issued) throws ParseException {
        TokenClaims names = issued.settings().claims();
        TokenVerifier verifier = verifier(issued.audience(), names);

        if (issued.subject().isEmpty()) {
            assertThatThrownBy(() -> verifier.parse(issued.token(), null))
                    .isInstanceOf(RejectedTokenException.class)
                    .hasMessage(issued.reason());
            return;
        }
        JWTCallerPrincipal caller = verifier.parse(issued.token(), null);

        assertThat(caller.getSubject()).isEqualTo(issued.subject().get());
        assertThat(new GrantedScopes(names).of(caller)).isEqualTo(issued.granted());
    }

    /** Without a library for each subject, a token needs none, but a configured claim still identifies the caller. */
    @Test
    void needsNoSubjectForASharedLibrary() throws ParseException {
        TokenClaims names = ClaimSettings.of("TINTYPE_SUBJECT_CLAIM", "oid").claims();
        TokenVerifier verifier =
                OidcValues.verifierWithoutIssuer(Keyring.ofSecret(Tokens.SECRET), TokenVerifierContract.SHARED, names);

        assertThat(verifier.parse(Tokens.of("ann"), null).getSubject()).isNull();
        assertThat(verifier.parse(Tokens.of("ann", Map.of("oid", "o")), null).getSubject())
                .isEqualTo("o");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "TINTYPE_SCOPES, maybe",
                "TINTYPE_SCOPES, REQUIRED",
                "TINTYPE_SCOPE_CLAIMS, ~scope,,scp~",
                "TINTYPE_SCOPE_CLAIMS, ~,~",
                "TINTYPE_SCOPE_PREFIX, ~a b~",
                "TINTYPE_SCOPE_PREFIX, ~a\"b~",
                "TINTYPE_SUBJECT_CLAIM, ~user id~",
                "TINTYPE_AUDIENCE_CLAIMS, ~aud client_id~"
            })
    void rejectsAnInvalidSetting(String variable, String value) {
        assertThatThrownBy(() -> ClaimSettings.of(variable, value).claims())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(variable)
                .hasMessageContaining("Set it to");
    }

    @ParameterizedTest
    @CsvSource({"TINTYPE_SCOPES", "TINTYPE_SCOPE_CLAIMS", "TINTYPE_SCOPE_PREFIX", "TINTYPE_SUBJECT_CLAIM"})
    void ignoresABlankSetting(String variable) throws ParseException {
        TokenClaims names = ClaimSettings.of(variable, " ").claims();

        JWTCallerPrincipal caller = verifier(Optional.empty(), names).parse(Tokens.of("ann"), null);

        assertThat(new GrantedScopes(names).of(caller)).containsExactly(Scope.values());
    }

    @Test
    void needsAnAudienceForItsClaims() {
        TokenClaims names =
                ClaimSettings.of("TINTYPE_AUDIENCE_CLAIMS", "client_id").claims();

        assertThatThrownBy(() -> verifier(Optional.empty(), names))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("JWT_AUDIENCE is not");
    }

    private static TokenVerifier verifier(Optional<String> audience, TokenClaims names) {
        Keyring keys = new Keyring(Optional.of(Tokens.SECRET), Optional.empty(), Optional.empty(), audience);
        return OidcValues.verifierWithoutIssuer(keys, TokenVerifierContract.OWNER, names);
    }
}
