package io.tintype.storage.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of S3, and the sentence about each invalid one. */
class S3SettingsTest {

    private static final String OTHER_STORE = "http://localhost:8333";

    private record Config(
            Optional<String> bucket,
            Optional<String> region,
            Optional<String> defaultRegion,
            Optional<String> endpoint,
            Optional<String> endpointOfAll,
            Optional<String> accessKeyId,
            Optional<String> secretAccessKey)
            implements S3Config {

        @Override
        public Optional<String> publicUrl() {
            return Optional.empty();
        }
    }

    /** Amazon's own examples and rules: docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "amzn-s3-demo-bucket1-a1b2c3d4-5678-90ab-cdef-example11111",
                "amzn-s3-demo-bucket",
                "example.com",
                "my.example.s3.bucket",
                "abc",
                "123",
                "arn:aws:s3:eu-central-1:123456789012:accesspoint/images",
                "arn:aws-cn:s3:eu-central-1:123456789012:accesspoint:images"
            })
    void acceptsABucketOfAws(String bucket) {
        assertThat(settings(bucket, "eu-central-1", "").bucket()).isEqualTo(bucket);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "amzn_s3_demo_bucket",
                "AmznS3DemoBucket",
                "amzn-s3-demo-bucket-",
                "example..com",
                "192.168.5.4",
                "ab",
                "my images",
                " images",
                "s3://images",
                "images/2026",
                "images--euc1-az1--x-s3",
                "arn:aws:s3:::images",
                "arn:aws:s3:eu-west-1:123456789012:accesspoint/images",
                "arn:aws:s3::123456789012:accesspoint/alias.mrap"
            })
    void namesTheVariableWithAnInvalidBucket(String bucket) {
        assertThatThrownBy(() -> settings(bucket, "eu-central-1", "").bucket())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("BUCKET_NAME is '" + bucket + "', ")
                .hasMessageContaining("Set ");
    }

    @Test
    void acceptsAsManyCharactersAsS3() {
        assertThat(BucketName.faultOf("a".repeat(63), false, "eu-central-1")).isEmpty();
        assertThat(BucketName.faultOf("a".repeat(64), false, "eu-central-1")).isPresent();
    }

    /** Ceph and others have such buckets. */
    @ParameterizedTest
    @ValueSource(strings = {"My_Images", "images", "a.b-c_d"})
    void acceptsABucketOfAnotherStore(String bucket) {
        assertThat(settings(bucket, "", OTHER_STORE).bucket()).isEqualTo(bucket);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a/b", "arn:aws:s3:eu-west-1:123456789012:accesspoint/images", "..."})
    void rejectsAnInvalidBucketName(String bucket) {
        assertThatThrownBy(() -> settings(bucket, "", OTHER_STORE).bucket()).isInstanceOf(ConfigurationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void treatsABlankBucketAsNotSet(String bucket) {
        assertThatThrownBy(() -> settings(bucket, "eu-central-1", "").bucket())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("BUCKET_NAME is not set");
    }

    @ParameterizedTest
    @CsvSource({
        "eu-west-1, eu-north-1, eu-west-1",
        "'', eu-north-1, eu-north-1",
        "' ', eu-north-1, eu-north-1",
        "'', '', us-east-1"
    })
    void usesTheFirstRegionThatIsSet(String region, String defaultRegion, String expected) {
        S3Settings settings = new S3Settings(new Config(
                Optional.of("images"),
                Optional.of(region),
                Optional.of(defaultRegion),
                Optional.of(OTHER_STORE),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));

        assertThat(settings.region().id()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eu central 1", "Frankfurt!", "eu-west-1/", "-"})
    void rejectsARegionThatIsNotAHostName(String region) {
        assertThatThrownBy(() -> settings("images", region, "").region())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("AWS_REGION is '" + region + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP://localhost:9000", "Https://s3.example.com", "http://[::1]:9000", "http://10.0.0.1/s3"})
    void acceptsAnEndpoint(String endpoint) {
        assertThatCode(settings("images", "", endpoint)::check).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "http://my_store:9000, whose host name has an underscore",
        "http://my_store, whose host name has an underscore",
        "https://store.my_team.example.com/s3, whose host name has an underscore",
        "my_store:9000, whose host name has an underscore",
        "nonsense, Set it to the http or https URL",
        "ftp://localhost, Set it to the http or https URL"
    })
    void explainsWhyAnEndpointIsInvalid(String endpoint, String words) {
        assertThatThrownBy(settings("images", "", endpoint)::check)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("AWS_ENDPOINT_URL_S3 is '" + endpoint + "'")
                .hasMessageContaining(words);
    }

    private static S3Settings settings(String bucket, String region, String endpoint) {
        return new S3Settings(new Config(
                Optional.of(bucket),
                Optional.of(region),
                Optional.empty(),
                Optional.of(endpoint),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    }
}
