package io.tintype.security;

/** The scopes that a token can grant. */
public enum Scope {
    READ("images:read"),
    WRITE("images:write"),
    DELETE("images:delete"),
    SHARE("images:share");

    private final String value;

    Scope(String value) {
        this.value = value;
    }

    /** Returns the value in a token's {@code scope} claim. */
    public String value() {
        return value;
    }
}
