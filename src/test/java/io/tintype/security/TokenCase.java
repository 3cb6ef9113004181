package io.tintype.security;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A token and the expected decision.
 *
 * @param kind describes the token
 * @param scopes the scopes that it grants, or empty if it is rejected
 */
record TokenCase(String kind, String token, Optional<Set<Scope>> scopes) {

    /** A token without scopes grants all of them. */
    static TokenCase accepted(String kind, String token) {
        return new TokenCase(kind, token, Optional.of(EnumSet.allOf(Scope.class)));
    }

    static TokenCase scoped(String kind, String token, Scope... scopes) {
        return new TokenCase(kind, token, Optional.of(Set.of(scopes)));
    }

    static TokenCase rejected(String kind, String token) {
        return new TokenCase(kind, token, Optional.empty());
    }

    @Override
    public String toString() {
        return kind;
    }
}
