package io.tintype.storage.s3.client;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;

/** Verifies and returns the settings of S3. A blank setting counts as unset. */
@Singleton
public class S3Settings {

    /** The region for which requests to another store are signed. Such stores seldom verify it. */
    private static final Region DEFAULT_REGION = Region.US_EAST_1;

    private static final Pattern REGION = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
    private static final Pattern UNDERSCORE = Pattern.compile("[A-Za-z0-9.-]*_[A-Za-z0-9._-]*(:\\d+)?");

    private final S3Config config;

    S3Settings(S3Config config) {
        this.config = config;
    }

    /**
     * Verifies the settings of the connection to the store.
     *
     * @throws ConfigurationException if they are incomplete or invalid
     */
    public void check() {
        if (isSet(config.accessKeyId()) != isSet(config.secretAccessKey())) {
            throw new ConfigurationException(
                    "Only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set. Set both, or neither to use the role of the machine or pod.");
        }
        config.endpoint().ifPresent(url -> checkUrl("AWS_ENDPOINT_URL_S3", url));
        if (!isSet(config.endpoint())) {
            config.endpointOfAll().ifPresent(url -> checkUrl("AWS_ENDPOINT_URL", url));
        }
        config.publicUrl().filter(text -> !text.isBlank()).ifPresent(url -> checkUrl("TINTYPE_S3_PUBLIC_URL", url));
        region();
    }

    /** Returns the URL at which clients reach the store, if it differs from the one that the service uses. */
    public Optional<URI> publicUrl() {
        return config.publicUrl().filter(text -> !text.isBlank()).map(URI::create);
    }

    /**
     * Returns the region for which requests are signed: that of a variable, or that of the profile, or a default for
     * another store.
     *
     * @throws ConfigurationException if it is missing or invalid
     */
    Region region() {
        Optional<String> name = config.region().filter(text -> !text.isBlank());
        name.ifPresent(region -> checkRegion("AWS_REGION", region));
        if (name.isEmpty()) {
            name = config.defaultRegion().filter(text -> !text.isBlank());
            name.ifPresent(region -> checkRegion("AWS_DEFAULT_REGION", region));
        }
        return name.map(Region::of)
                .or(S3Settings::regionOfTheProfile)
                .or(() -> hasEndpoint() ? Optional.of(DEFAULT_REGION) : Optional.empty())
                .orElseThrow(() -> new ConfigurationException(
                        "AWS_REGION is not set. Set it to the region of the bucket, for example eu-central-1."));
    }

    /**
     * Returns the name of the bucket that stores the images.
     *
     * @throws ConfigurationException if it is not set, or is not a valid bucket name
     */
    public String bucket() {
        String name = config.bucket()
                .filter(text -> !text.isBlank())
                .orElseThrow(
                        () -> new ConfigurationException(
                                "BUCKET_NAME is not set. Set it to the bucket that stores the images, or set TINTYPE_STORAGE=disk to store them in a folder."));
        return checkBucket("BUCKET_NAME", name);
    }

    /**
     * Returns the name of a bucket if it is valid.
     *
     * @param setting that contains the name, for the message
     * @throws ConfigurationException if the store cannot have a bucket of that name
     */
    public String checkBucket(String setting, String name) {
        BucketName.faultOf(name, hasEndpoint(), region().id()).ifPresent(fault -> {
            throw new ConfigurationException("%s is '%s', %s.".formatted(setting, name, fault));
        });
        return name;
    }

    private boolean hasEndpoint() {
        return isSet(config.endpoint()) || isSet(config.endpointOfAll());
    }

    private static Optional<Region> regionOfTheProfile() {
        try {
            return Optional.ofNullable(new AwsProfileRegionProvider().getRegion());
        } catch (SdkClientException _) {
            return Optional.empty();
        }
    }

    private static boolean isSet(Optional<String> text) {
        return text.filter(any -> !any.isBlank()).isPresent();
    }

    private static void checkRegion(String variable, String region) {
        if (!REGION.matcher(region).matches()) {
            throw new ConfigurationException("%s is '%s'. Set it to the region of the bucket, for example eu-central-1."
                    .formatted(variable, region));
        }
    }

    private static void checkUrl(String variable, String url) {
        if (url.isBlank() || EndpointSettings.url(url).isPresent()) {
            return;
        }
        String host = url.replaceFirst("(?i)^https?://", "").replaceFirst("/.*", "");
        throw new ConfigurationException((UNDERSCORE.matcher(host).matches()
                        ? "%s is '%s', whose host name has an underscore, which is invalid in a URL. Set it to a URL with another name of the store, or with its IP address."
                        : "%s is '%s'. Set it to the http or https URL of the store, for example http://localhost:8333.")
                .formatted(variable, url));
    }
}
