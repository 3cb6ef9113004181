package io.tintype.security;

/** The token is valid, but its scopes do not include the one that the operation requires. */
public final class InsufficientScopeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String required;

    InsufficientScopeException(String required) {
        super(null, null, false, false); // becomes a response, so it needs no stack trace
        this.required = required;
    }

    /** Returns the scope that the operation requires, as it is spelled in a token. */
    public String required() {
        return required;
    }
}
