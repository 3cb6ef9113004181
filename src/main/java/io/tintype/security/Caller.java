package io.tintype.security;

import io.tintype.storage.Library;
import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** The client of a request, as its verified token names it. */
@RequestScoped
public class Caller {

    private final JsonWebToken token;
    private final GrantedScopes scopes;
    private final LibraryConfig config;

    Caller(JsonWebToken token, GrantedScopes scopes, LibraryConfig config) {
        this.token = token;
        this.scopes = scopes;
        this.config = config;
    }

    /**
     * Returns the caller's library, for an operation that requires a scope. No other method returns the library, so
     * every operation checks a scope.
     *
     * @throws InsufficientScopeException if the token does not grant this one
     */
    public Library libraryFor(Scope scope) {
        if (!scopes.of(token).contains(scope)) {
            throw new InsufficientScopeException(scopes.spelled(scope));
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
}
