package io.tintype.http.problem;

import jakarta.ws.rs.BadRequestException;

/**
 * A parameter is not what it must be. Its message is for the caller, and follows the parameter's name. It is a JAX-RS
 * exception because Quarkus makes a 404 of any other that a parameter's converter throws.
 */
public final class InvalidParameterException extends BadRequestException {

    private static final long serialVersionUID = 1L;

    private final String parameter;

    public InvalidParameterException(String parameter, String message) {
        super(message);
        this.parameter = parameter;
    }

    /** The parameter's name in the contract. */
    String parameter() {
        return parameter;
    }
}
