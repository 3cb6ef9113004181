package io.tintype.security;

/** The token verifies, but its scope does not allow the operation. */
public final class InsufficientScopeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Scope required;

    InsufficientScopeException(Scope required) {
        super(null, null, false, false); // answered, not debugged: no stack
        this.required = required;
    }

    /** The scope that the operation needs. */
    public Scope required() {
        return required;
    }
}
