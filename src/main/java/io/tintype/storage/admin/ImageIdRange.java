package io.tintype.storage.admin;

import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Some of a library's images.
 *
 * @param ids under which bytes are held
 * @param range which ids belong to the group, held or not
 */
public record ImageIdRange(Set<UUID> ids, Predicate<UUID> range) {

    /** Whether an id belongs to this group. */
    public boolean covers(UUID id) {
        return range.test(id);
    }
}
