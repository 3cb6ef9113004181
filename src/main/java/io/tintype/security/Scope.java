package io.tintype.security;

/** What a token may allow. */
public enum Scope {
    READ("images:read"),
    WRITE("images:write"),
    DELETE("images:delete");

    private final String value;

    Scope(String value) {
        this.value = value;
    }

    /** As it stands in a token's {@code scope} claim. */
    public String value() {
        return value;
    }
}
