package io.tintype.cli;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.tintype.security.Scope;
import io.tintype.security.TokenIssuer;
import io.tintype.security.TokenSettings;
import io.tintype.security.UploadRestrictions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Issues a token, without a store or a server. */
@Command(
        name = "token",
        description = {
            "Issues a token that the service accepts, and prints only the token.",
            "",
            "The token is signed with JWT_SECRET (HS256), or with the private key of --key: RS256 for an RSA key; ES256, "
                    + "ES384 or ES512 for an elliptic-curve key."
        },
        versionProvider = Tintype.Version.class,
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0, the token was printed; 2, an option or a setting is invalid.",
            "",
            "Examples:",
            "  export TOKEN=$(tintype token --subject ann)",
            "  tintype token --subject ann --max-size 5M --media-type image/jpeg --image-id $(uuidgen)",
            "  tintype token --subject backup --scope images:read --expires 30m",
            "  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem",
            "  openssl pkey -in key.pem -pubout -out public.pem    # for JWT_PUBLIC_KEY_LOCATION",
            "  tintype token --subject ann --key key.pem --expires P1D"
        })
final class TokenCommand implements Callable<Integer> {

    /** Tokens cannot be revoked, so their lifetime is limited. */
    private static final Duration MAX_LIFETIME = Duration.ofDays(366);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--subject",
            required = true,
            paramLabel = "NAME",
            description = "The subject (sub), which owns a library.")
    private String subject;

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            description =
                    "Limits the token to images:read, images:write, images:delete or images:share. Separate several by spaces or "
                            + "commas, or repeat the option. Without a scope, the token grants all four.")
    private List<String> scopes = new ArrayList<>();

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "The lifetime, such as 90s, 30m, 1h, 7d or P1D; from 1s to 366d. Default: 1h.")
    private Duration lifetime;

    @Option(
            names = "--max-size",
            paramLabel = "BYTES",
            description = "Limits the size of an upload, such as 500K or 5M. A token with this or one of the next two "
                    + "options and without --scope grants images:write only.")
    private String maxSize;

    @Option(
            names = "--media-type",
            paramLabel = "TYPE",
            description = "Limits uploads to a media type, such as image/jpeg. Repeat the option for several.")
    private Set<String> mediaTypes = new LinkedHashSet<>();

    @Option(
            names = "--image-id",
            paramLabel = "UUID",
            description = "Limits uploads to one image with this id, which is stored once.")
    private UUID imageId;

    @Option(
            names = "--quota-bytes",
            paramLabel = "BYTES",
            description = "Bytes that the library may hold, such as 500M or 10G, instead of TINTYPE_QUOTA_BYTES.")
    private String quotaBytes;

    @Option(
            names = "--quota-images",
            paramLabel = "NUMBER",
            description = "Images that the library may hold, instead of TINTYPE_QUOTA_IMAGES.")
    private Long quotaImages;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Signs with this private key (PEM, PKCS#8) instead of JWT_SECRET.")
    private Path key;

    @Option(
            names = "--key-id",
            paramLabel = "ID",
            description = "The id (kid) of the key, if JWT_PUBLIC_KEY_LOCATION is a JWK set with several keys.")
    private String keyId;

    @Option(names = "--issuer", paramLabel = "NAME", description = "The issuer (iss). Default: JWT_ISSUER.")
    private String issuer;

    @Option(names = "--audience", paramLabel = "NAME", description = "The audience (aud). Default: JWT_AUDIENCE.")
    private String audience;

    @Override
    public Integer call() {
        try {
            List<Scope> allowed = allowed();
            checkLifetime();
            TokenSettings settings = TokenSettings.ofEnvironment();
            TokenIssuer tokens = issuer(settings);
            tokens.setClaims(settings);
            tokens.setRestrictions(new UploadRestrictions(
                    size("--max-size", maxSize, 1),
                    mediaTypes,
                    Optional.ofNullable(imageId),
                    size("--quota-bytes", quotaBytes, 0),
                    quotaImages()));
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

    private Optional<Long> size(String option, String text, long least) {
        try {
            Optional<Long> size = Optional.ofNullable(text)
                    .map(given -> new MemorySizeConverter().convert(given).asLongValue());
            if (size.orElse(least) >= least) {
                return size;
            }
        } catch (IllegalArgumentException | ArithmeticException _) {
            // reported below
        }
        throw new ParameterException(
                spec.commandLine(), "%s: '%s' is not a size, such as 500K or 5M.".formatted(option, text));
    }

    private Optional<Long> quotaImages() {
        if (quotaImages != null && quotaImages < 0) {
            throw new ParameterException(spec.commandLine(), "--quota-images: the number must be at least 0.");
        }
        return Optional.ofNullable(quotaImages);
    }

    private TokenIssuer issuer(TokenSettings settings) {
        if (key != null) {
            return TokenIssuer.ofPrivateKey(key);
        }
        if (settings.publicKeyLocation().isPresent() && settings.secret().isEmpty()) {
            throw new ConfigurationException(
                    "JWT_PUBLIC_KEY_LOCATION is set, and JWT_SECRET is not. Set --key to the private key of that public key.");
        }
        return TokenIssuer.ofSecret(settings.secret()
                .orElseThrow(() -> new ConfigurationException(
                        "JWT_SECRET is not set. Set it to the secret of the service, or set --key to a private key.")));
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
                        "--scope: '%s' is unknown. Use images:read, images:write, images:delete or images:share."
                                .formatted(text)));
    }

    private void checkLifetime() {
        if (lifetime.compareTo(MAX_LIFETIME) > 0 || lifetime.toSeconds() < 1) {
            throw new ParameterException(spec.commandLine(), "--expires: the lifetime must be between 1s and 366d.");
        }
    }
}
