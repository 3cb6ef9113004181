package io.tintype.security;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A configuration of claims for tests, by the names of its variables. */
record ClaimSettings(Map<String, String> values) implements ClaimConfig {

    static final ClaimSettings NONE = new ClaimSettings(Map.of());

    static ClaimSettings of(String variable, String value) {
        return NONE.and(variable, value);
    }

    ClaimSettings and(String variable, String value) {
        Map<String, String> all = new HashMap<>(values);
        all.put(variable, value);
        return new ClaimSettings(all);
    }

    TokenClaims claims() {
        return new TokenClaims(this);
    }

    @Override
    public Optional<String> scopes() {
        return value("TINTYPE_SCOPES");
    }

    @Override
    public Optional<String> scopeClaims() {
        return value("TINTYPE_SCOPE_CLAIMS");
    }

    @Override
    public Optional<String> scopePrefix() {
        return value("TINTYPE_SCOPE_PREFIX");
    }

    @Override
    public Optional<String> subjectClaim() {
        return value("TINTYPE_SUBJECT_CLAIM");
    }

    @Override
    public Optional<String> audienceClaims() {
        return value("TINTYPE_AUDIENCE_CLAIMS");
    }

    private Optional<String> value(String variable) {
        return Optional.ofNullable(values.get(variable));
    }
}
