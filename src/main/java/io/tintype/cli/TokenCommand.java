package io.tintype.cli;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.tintype.security.Scope;
import io.tintype.security.TokenIssuer;
import io.tintype.security.TokenSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a token. Needs no store and no server. */
@Command(
        name = "token",
        description = {
            "Makes a token that the service accepts, and prints it and nothing else.",
            "",
            "It is signed with JWT_SECRET (HS256), or with a private key by --key: RS256 for RSA; ES256, ES384 or "
                    + "ES512 for an elliptic curve."
        },
        versionProvider = Tintype.Version.class,
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0, the token is printed; 2, an option or a setting cannot be.",
            "",
            "Examples:",
            "  export TOKEN=$(tintype token --subject ann)",
            "  tintype token --subject backup --scope images:read --expires 30m",
            "  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem",
            "  openssl pkey -in key.pem -pubout -out public.pem    # for JWT_PUBLIC_KEY_LOCATION",
            "  tintype token --subject ann --key key.pem --expires P1D"
        })
final class TokenCommand implements Callable<Integer> {

    /** A token cannot be taken back, so none lives for ever. */
    private static final Duration LONGEST = Duration.ofDays(366);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--subject",
            required = true,
            paramLabel = "NAME",
            description = "The caller, sub: whose library it is.")
    private String subject;

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            description = "What it allows: images:read, images:write, images:delete; several by spaces, commas or "
                    + "repetition. Without one the token allows everything in its library.")
    private List<String> scopes = new ArrayList<>();

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "How long it is valid, such as 90s, 30m, 1h, 7d or P1D; at most 366d. Default: 1h.")
    private String expires;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "A private key to sign with instead of JWT_SECRET: PEM, PKCS#8.")
    private Path key;

    @Option(
            names = "--key-id",
            paramLabel = "ID",
            description = "The key's id in the JWK set, kid, where JWT_PUBLIC_KEY_LOCATION is a set of several.")
    private String keyId;

    @Option(names = "--issuer", paramLabel = "NAME", description = "iss; JWT_ISSUER where it is not given.")
    private String issuer;

    @Option(names = "--audience", paramLabel = "NAME", description = "aud; JWT_AUDIENCE where it is not given.")
    private String audience;

    @Override
    public Integer call() {
        try {
            List<Scope> allowed = allowed();
            Duration lifetime = lifetime();
            TokenSettings settings = TokenSettings.ofEnvironment();
            TokenIssuer tokens = issuer(settings);
            Optional.ofNullable(keyId).ifPresent(tokens::setKeyId);
            Optional.ofNullable(issuer).or(settings::issuer).ifPresent(tokens::setIssuer);
            Optional.ofNullable(audience).or(settings::audience).ifPresent(tokens::setAudience);
            String token = tokens.issue(subject, allowed, lifetime);
            spec.commandLine().getOut().println(token);
            return CommandLine.ExitCode.OK;
        } catch (ConfigurationException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
    }

    private TokenIssuer issuer(TokenSettings settings) {
        if (key != null) {
            return TokenIssuer.ofPrivateKey(key);
        }
        if (settings.publicKeyLocation().isPresent() && settings.secret().isEmpty()) {
            throw new ConfigurationException(
                    "JWT_PUBLIC_KEY_LOCATION is set, and JWT_SECRET is not. Name the private key that belongs to it by --key.");
        }
        return TokenIssuer.ofSecret(
                settings.secret()
                        .orElseThrow(
                                () -> new ConfigurationException(
                                        "JWT_SECRET is not set. Set it to the secret that the service has, or name a private key by --key.")));
    }

    private List<Scope> allowed() {
        return scopes.stream()
                .flatMap(text -> Arrays.stream(text.split("[ ,]+")))
                .filter(text -> !text.isEmpty())
                .map(this::scope)
                .distinct()
                .toList();
    }

    private Scope scope(String text) {
        return Arrays.stream(Scope.values())
                .filter(scope -> scope.value().equals(text))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "--scope: '%s' is unknown. Use images:read, images:write or images:delete.".formatted(text)));
    }

    private Duration lifetime() {
        return Times.parse(expires)
                .filter(time -> time.compareTo(LONGEST) <= 0 && time.toSeconds() >= 1)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "--expires: '%s' cannot be. Say from 1s to 366d, for example 30m, 1h or P1D."
                                .formatted(expires)));
    }
}
