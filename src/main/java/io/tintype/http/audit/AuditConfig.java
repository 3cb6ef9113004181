package io.tintype.http.audit;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Selects the audit log. */
@ConfigMapping(prefix = "tintype")
interface AuditConfig {

    /** {@code off} (the default), {@code stdout} or {@code file}. */
    Optional<String> auditLog();

    /** The file to which lines are appended. */
    Optional<String> auditFile();

    /** {@code on} adds the client's address; {@code off} by default. */
    Optional<String> auditClientAddress();
}
