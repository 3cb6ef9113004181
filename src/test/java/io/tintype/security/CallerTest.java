package io.tintype.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.tintype.storage.Library;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CallerTest {

    private static final LibraryConfig OWNER = () -> Optional.of("owner");
    private static final LibraryConfig SHARED = () -> Optional.of("shared");

    @ParameterizedTest
    @EnumSource
    void mayDoEverythingWithATokenWithoutScopes(Scope scope) {
        Caller caller = caller(OWNER, Map.of());

        assertThat(caller.libraryFor(scope)).isEqualTo(Library.of("alice"));
    }

    static Stream<Arguments> claims() {
        return Stream.of(
                Arguments.of(Map.of("scope", "images:read"), EnumSet.of(Scope.READ)),
                Arguments.of(Map.of("scp", "images:write"), EnumSet.of(Scope.WRITE)),
                Arguments.of(
                        Map.of("scope", "openid images:read  images:delete"), EnumSet.of(Scope.READ, Scope.DELETE)),
                Arguments.of(
                        Map.of("scp", List.of("images:read", "images:write")), EnumSet.of(Scope.READ, Scope.WRITE)),
                Arguments.of(Map.of("scope", List.of("images:read images:write")), EnumSet.of(Scope.READ, Scope.WRITE)),
                Arguments.of(Map.of("scope", "images:read", "scp", "images:delete"), EnumSet.of(Scope.READ)),
                Arguments.of(Map.of("scope", "", "scp", "images:delete"), EnumSet.noneOf(Scope.class)),
                Arguments.of(Map.of("scope", ""), EnumSet.noneOf(Scope.class)),
                Arguments.of(Map.of("scope", " "), EnumSet.noneOf(Scope.class)),
                Arguments.of(Map.of("scope", List.of()), EnumSet.noneOf(Scope.class)),
                Arguments.of(Map.of("scope", "images:*"), EnumSet.noneOf(Scope.class)),
                Arguments.of(Map.of("scope", "IMAGES:READ"), EnumSet.noneOf(Scope.class)),
                Arguments.of(Map.of("scope", "images:readonly ximages:read"), EnumSet.noneOf(Scope.class)),
                Arguments.of(Map.of("scope", "images:read,images:write"), EnumSet.noneOf(Scope.class)),
                Arguments.of(Map.of("scope", 7), EnumSet.noneOf(Scope.class)),
                Arguments.of(Map.of("scope", true), EnumSet.noneOf(Scope.class)),
                Arguments.of(Map.of("scope", Map.of("images:read", true)), EnumSet.noneOf(Scope.class)),
                Arguments.of(Map.of("scope", Arrays.asList("images:read", 7)), EnumSet.of(Scope.READ)));
    }

    @ParameterizedTest
    @MethodSource("claims")
    void mayDoWhatTheScopesSayAndNothingElse(Map<String, Object> claims, EnumSet<Scope> allowed) {
        Caller caller = caller(OWNER, claims);

        for (Scope scope : Scope.values()) {
            if (allowed.contains(scope)) {
                assertThat(caller.libraryFor(scope)).isEqualTo(Library.of("alice"));
            } else {
                assertThatThrownBy(() -> caller.libraryFor(scope))
                        .isInstanceOfSatisfying(
                                InsufficientScopeException.class,
                                failure -> assertThat(failure.required()).isEqualTo(scope.value()));
            }
        }
    }

    @Test
    void sharesOneLibraryIfTheOperatorConfiguresIt() {
        assertThat(caller(SHARED, Map.of()).libraryFor(Scope.READ)).isEqualTo(Library.SHARED);
    }

    @Test
    void needsTheScopeAlsoInASharedLibrary() {
        Caller caller = caller(SHARED, Map.of("scope", "images:read"));

        assertThatThrownBy(() -> caller.libraryFor(Scope.WRITE)).isInstanceOf(InsufficientScopeException.class);
    }

    private static Caller caller(LibraryConfig config, Map<String, Object> claims) {
        JwtClaims token = new JwtClaims();
        token.setSubject("alice");
        claims.forEach(token::setClaim);
        return new Caller(
                new DefaultJWTCallerPrincipal("JWT", token), new GrantedScopes(TokenClaims.ofDefaults()), config);
    }
}
