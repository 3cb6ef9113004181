package io.tintype.cli;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.tintype.image.ImageId;
import io.tintype.link.BaseUrl;
import io.tintype.link.Link.Disposition;
import io.tintype.link.Link.Variant;
import io.tintype.link.LinkNames;
import io.tintype.link.LinkRequest;
import io.tintype.link.OfflineLinks;
import io.tintype.security.Libraries;
import io.tintype.security.TokenSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Signs a link, without a store or a server. */
@Command(
        name = "link",
        description = {
            "Signs a link that opens one image without a token, and prints only its URL.",
            "",
            "The link is signed with TINTYPE_LINK_SECRET, or with a key that is derived from JWT_SECRET. Its expiry is "
                    + "rounded up to an eighth of the lifetime, as by the service. Whether the image exists is not "
                    + "checked."
        },
        versionProvider = Tintype.Version.class,
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0, the URL was printed; 2, an option or a setting is invalid.",
            "",
            "Examples:",
            "  tintype link --subject ann --image 01a20c18-fed3-7329-aafe-c80d8dadcc10",
            "  tintype link --subject ann --image $ID --expires 7d --base-url https://images.example.com",
            "  tintype link --subject ann --image $ID --variant original --disposition attachment"
        })
final class LinkCommand implements Callable<Integer> {

    private static final String UNLIMITED = "unlimited";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--subject",
            paramLabel = "NAME",
            description = "The subject (sub) that owns the library. Omitted with TINTYPE_LIBRARY=shared.")
    private String subject;

    @Option(names = "--image", required = true, paramLabel = "ID", description = "The id of the image.")
    private String image;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            defaultValue = "1h",
            description =
                    "The lifetime, such as 90s, 30m, 1h, 7d or P1D; at most TINTYPE_LINK_MAX_AGE (P7D). unlimited, "
                            + "if that is unlimited. Default: 1h.")
    private String lifetime;

    @Option(
            names = "--variant",
            paramLabel = "NAME",
            defaultValue = "picture",
            description =
                    "What the link opens: picture, only renditions; original, only the bytes as uploaded; all, both. "
                            + "Default: picture.")
    private String variant;

    @Option(
            names = "--disposition",
            paramLabel = "NAME",
            defaultValue = "inline",
            description = "What a browser does: inline, it shows the image; attachment, it saves it. Default: inline.")
    private String disposition;

    @Option(
            names = "--file-name",
            paramLabel = "NAME",
            description = "The name under which a browser saves the image. Default: the image's own.")
    private String fileName;

    @Option(
            names = "--generation",
            paramLabel = "N",
            defaultValue = "0",
            description = "The generation of the library's links, which DELETE /links returns. Default: 0.")
    private long generation;

    @Option(
            names = "--base-url",
            paramLabel = "URL",
            description = "The URL of the service. Default: TINTYPE_PUBLIC_URL, or none for a path.")
    private String baseUrl;

    @Override
    public Integer call() {
        try {
            UUID id =
                    ImageId.parse(image).orElseThrow(() -> invalid("--image: '%s' is not the id of an image.", image));
            TokenSettings settings = TokenSettings.ofEnvironment();
            String base = base(settings);
            checkLibrary(Libraries.of(settings));
            OfflineLinks links = OfflineLinks.of(settings);
            String token = links.create(Optional.ofNullable(subject), id, request(links.maxAge()), generation());
            spec.commandLine().getOut().println(base + "/links/" + token);
            return CommandLine.ExitCode.OK;
        } catch (ConfigurationException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
    }

    private String base(TokenSettings settings) {
        if (baseUrl != null) {
            return BaseUrl.parse(baseUrl)
                    .orElseThrow(() ->
                            invalid("--base-url: '%s' is not a URL such as https://images.example.com.", baseUrl));
        }
        return settings.value("tintype.public-url")
                .map(text -> BaseUrl.parse(text)
                        .orElseThrow(() -> new ConfigurationException(
                                "TINTYPE_PUBLIC_URL is '%s'. Set it to the URL of the service, for example https://images.example.com/tintype."
                                        .formatted(text))))
                .orElse("");
    }

    /** Rejects a subject that the service would reject, and one that its library does not have. */
    private void checkLibrary(Libraries libraries) {
        if (subject == null) {
            libraries.shared();
        } else {
            libraries.of(subject);
        }
    }

    private LinkRequest request(Optional<Duration> maxAge) {
        if (fileName != null && !LinkRequest.isFileName(fileName)) {
            throw invalid("--file-name: a name has at most 255 bytes and no control characters.");
        }
        return new LinkRequest(
                lifetime(maxAge),
                value("--variant", Variant.values(), variant),
                value("--disposition", Disposition.values(), disposition),
                Optional.ofNullable(fileName).filter(name -> !name.isEmpty()));
    }

    private Optional<Duration> lifetime(Optional<Duration> maxAge) {
        if (lifetime.equals(UNLIMITED) && maxAge.isEmpty()) {
            return Optional.empty();
        }
        Duration duration = duration();
        if (duration.toSeconds() < 1) {
            throw invalid("--expires: the lifetime must be at least 1s.");
        }
        maxAge.filter(most -> duration.compareTo(most) > 0).ifPresent(most -> {
            throw invalid("--expires: the lifetime must be at most %s (TINTYPE_LINK_MAX_AGE).", most);
        });
        return Optional.of(duration);
    }

    private Duration duration() {
        try {
            return new DurationOption().convert(lifetime);
        } catch (TypeConversionException e) {
            throw invalid("--expires: %s", e.getMessage());
        }
    }

    private <E extends Enum<E>> E value(String option, E[] values, String name) {
        return LinkNames.value(values, name)
                .orElseThrow(() -> invalid("%s: '%s' is unknown. Use one of %s.", option, name, LinkNames.all(values)));
    }

    private long generation() {
        if (generation < 0) {
            throw invalid("--generation: the generation must be at least 0.");
        }
        return generation;
    }

    private ParameterException invalid(String words, Object... values) {
        return new ParameterException(spec.commandLine(), words.formatted(values));
    }
}
