package io.tintype.packaged.security;

import io.tintype.packaged.Operation;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of token, and what the service must make of it.
 *
 * @param kind for people
 * @param token as it is sent
 * @param allowed the operations that it allows, or empty if it does not verify
 */
public record TokenCase(String kind, String token, Optional<Set<Operation>> allowed) {

    /** It verifies, and allows every operation. */
    public static TokenCase accepted(String kind, String token) {
        return new TokenCase(kind, token, Optional.of(EnumSet.allOf(Operation.class)));
    }

    /** It verifies, and allows the operations of these scopes. */
    public static TokenCase scoped(String kind, String token, String... scopes) {
        Set<Operation> allowed = EnumSet.noneOf(Operation.class);
        for (Operation operation : Operation.values()) {
            if (Arrays.asList(scopes).contains(operation.scope())) {
                allowed.add(operation);
            }
        }
        return new TokenCase(kind, token, Optional.of(allowed));
    }

    /** It does not verify. */
    public static TokenCase refused(String kind, String token) {
        return new TokenCase(kind, token, Optional.empty());
    }

    public boolean isAllowed(Operation operation) {
        return allowed.map(operations -> operations.contains(operation)).orElse(false);
    }

    @Override
    public String toString() {
        return kind;
    }
}
