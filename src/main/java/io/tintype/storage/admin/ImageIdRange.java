package io.tintype.storage.admin;

import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * A range of ids, and the ids in it under which a library stores objects.
 *
 * @param ids the ids under which the library stores objects
 * @param range tests whether an id is in the range, whether or not the library uses it
 */
public record ImageIdRange(Set<UUID> ids, Predicate<UUID> range) {

    /** Returns whether an id is in this range. */
    public boolean covers(UUID id) {
        return range.test(id);
    }
}
