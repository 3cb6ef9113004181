package io.tintype.rendition.recipe;

import java.util.Map;

/** Parameters of a request that make no recipe. */
public final class InvalidRecipeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Map<String, String> violations;

    InvalidRecipeException(Map<String, String> violations) {
        super(violations.toString(), null, false, false); // becomes a response, so it needs no stack trace
        this.violations = Map.copyOf(violations);
    }

    /** Returns the requirement that each invalid parameter violates, by the parameter's name. */
    public Map<String, String> violations() {
        return violations;
    }
}
