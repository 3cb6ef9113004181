package io.tintype.security;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A URL whose content others cannot change on its way: https, or http on this machine. */
final class SecureUrl {

    private static final Pattern THIS_MACHINE = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    private SecureUrl() {}

    /** Returns the URL, or empty if it is malformed, insecure, or contains a user. */
    static Optional<URI> parse(String text) {
        try {
            URI url = new URI(text);
            if (url.getScheme() == null || url.getHost() == null || url.getRawUserInfo() != null) {
                return Optional.empty();
            }
            return switch (url.getScheme().toLowerCase(Locale.ROOT)) {
                case "https" -> Optional.of(url);
                case "http" -> Optional.of(url).filter(SecureUrl::isOnThisMachine);
                default -> Optional.empty();
            };
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean isOnThisMachine(URI url) {
        return THIS_MACHINE.matcher(url.getHost().toLowerCase(Locale.ROOT)).matches();
    }
}
