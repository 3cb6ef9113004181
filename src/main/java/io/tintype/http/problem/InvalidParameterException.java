package io.tintype.http.problem;

import jakarta.ws.rs.BadRequestException;

/**
 * A parameter is invalid. The message is for the client, and follows the parameter's name. This is a JAX-RS exception
 * because Quarkus responds with 404 to any other exception of a parameter's converter.
 */
public final class InvalidParameterException extends BadRequestException {

    private static final long serialVersionUID = 1L;

    private final String parameter;

    public InvalidParameterException(String parameter, String message) {
        super(message);
        this.parameter = parameter;
    }

    /** Returns the parameter's name in the contract. */
    String parameter() {
        return parameter;
    }
}
