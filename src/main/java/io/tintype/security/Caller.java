package io.tintype.security;

import io.tintype.storage.Library;
import jakarta.enterprise.context.RequestScoped;
import jakarta.json.JsonString;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** The client of a request, as its verified token names it. */
@RequestScoped
public class Caller {

    private final JsonWebToken token;
    private final LibraryConfig config;

    Caller(JsonWebToken token, LibraryConfig config) {
        this.token = token;
        this.config = config;
    }

    /**
     * Returns the caller's library, for an operation that requires a scope. No other method returns the library, so
     * every operation checks a scope.
     *
     * @throws InsufficientScopeException if the token has scopes, but not this one
     */
    public Library libraryFor(Scope scope) {
        if (!scopes().map(scopes -> scopes.contains(scope.value())).orElse(true)) {
            throw new InsufficientScopeException(scope);
        }
        return config.isShared() ? Library.SHARED : Library.of(token.getSubject());
    }

    /** Returns the token's subject, or empty if all callers share one library. */
    public Optional<String> subject() {
        return config.isShared() ? Optional.empty() : Optional.of(token.getSubject());
    }

    /** Returns what the token allows to be uploaded. */
    public UploadRestrictions uploadRestrictions() {
        return UploadRestrictions.of(token::getClaim);
    }

    /**
     * Returns the token's scopes, or empty if it has no claim of scopes. A claim that is null grants no scope. A token that
     * restricts uploads is for uploads only, unless it has scopes.
     */
    private Optional<Set<String>> scopes() {
        return Stream.of("scope", "scp")
                .filter(token.getClaimNames()::contains)
                .findFirst()
                .map(name -> values(token.getClaim(name)))
                .or(() -> UploadRestrictions.CLAIMS.stream().anyMatch(token.getClaimNames()::contains)
                        ? Optional.of(Set.of(Scope.WRITE.value()))
                        : Optional.empty());
    }

    /** OAuth 2 uses one string with spaces (RFC 8693, section 4.2); some issuers use an array. */
    private static Set<String> values(Object claim) {
        return switch (claim) {
            case String text -> Set.copyOf(Arrays.asList(text.split(" ")));
            case JsonString text -> values(text.getString());
            case Collection<?> list ->
                list.stream().map(Caller::values).flatMap(Set::stream).collect(Collectors.toSet());
            case null, default -> Set.of();
        };
    }
}
