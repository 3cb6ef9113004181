package io.tintype.security;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Names the claims in which an issuer states subject, audience and scopes. */
@ConfigMapping(prefix = "tintype")
interface ClaimConfig {

    /**
     * {@code optional} allows everything to a token that names no scope of this service; {@code required} allows it
     * nothing. The default is {@code required} if the next or the one after it is set, otherwise {@code optional}.
     */
    Optional<String> scopes();

    /** Claims that may contain scopes, separated by commas. The first that names one of this service decides. */
    Optional<String> scopeClaims();

    /** Text that precedes every scope in a token. */
    Optional<String> scopePrefix();

    /** The claim that identifies the caller, as text or as a whole number. */
    Optional<String> subjectClaim();

    /** Claims that may contain the audience, separated by commas. The first that a token has decides. */
    Optional<String> audienceClaims();
}
