package io.tintype.packaged.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.packaged.Settings;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the sources of credentials, region and address with a stand-in for AWS. */
class S3CredentialsIT {

    private static final String ROLE = "arn:aws:iam::123456789012:role/images";

    @TempDir
    Path folder;

    @Test
    void signsByTheRoleOfAProfileForItsRegion() throws IOException {
        Path config = Files.writeString(folder.resolve("config"), """
                [profile base]
                aws_access_key_id = AKIABASE
                aws_secret_access_key = base-secret

                [profile images]
                role_arn = %s
                source_profile = base
                region = eu-north-1
                """.formatted(ROLE));
        try (AwsStandIn aws = new AwsStandIn("127.0.0.1", Map.of("POST /", assumedRole()))) {
            start(
                    aws,
                    "AWS_PROFILE",
                    "images",
                    "AWS_CONFIG_FILE",
                    config.toString(),
                    "AWS_ENDPOINT_URL_STS",
                    aws.url());

            assertThat(aws.received("POST /")).first().satisfies(request -> {
                assertThat(request.body()).contains("Action=AssumeRole", "RoleArn=" + ROLE);
                assertThat(request.header("Authorization")).contains("Credential=AKIABASE/", "/sts/aws4_request");
            });
            assertSigned(aws, "ASIAROLE", "eu-north-1", "session-of-the-role");
        }
    }

    @Test
    void signsByASessionForTheDefaultRegion() {
        try (AwsStandIn aws = new AwsStandIn("127.0.0.1", Map.of())) {
            start(
                    aws,
                    "AWS_ACCESS_KEY_ID",
                    "ASIASESSION",
                    "AWS_SECRET_ACCESS_KEY",
                    "secret",
                    "AWS_SESSION_TOKEN",
                    "token-of-the-session",
                    "AWS_DEFAULT_REGION",
                    "ap-southeast-2");

            assertSigned(aws, "ASIASESSION", "ap-southeast-2", "token-of-the-session");
        }
    }

    /** EKS Pod Identity and ECS. */
    @Test
    void signsByTheRoleOfAContainer() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "the-token-of-the-pod");
        try (AwsStandIn aws = new AwsStandIn(
                "127.0.0.1", Map.of("GET /v1/credentials", """
                {"AccessKeyId": "ASIACONTAINER", "SecretAccessKey": "secret", "Token": "session-of-the-container",
                 "Expiration": "%s", "RoleArn": "%s"}
                """.formatted(AwsStandIn.inAnHour(), ROLE)))) {
            start(
                    aws,
                    "AWS_REGION",
                    "eu-west-1",
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                    aws.url() + "/v1/credentials",
                    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
                    token.toString());

            assertThat(aws.received("GET /v1/credentials"))
                    .first()
                    .satisfies(request ->
                            assertThat(request.header("Authorization")).isEqualTo("the-token-of-the-pod"));
            assertSigned(aws, "ASIACONTAINER", "eu-west-1", "session-of-the-container");
        }
    }

    /** Version 2 of the instance metadata service (IMDSv2): each request has the token of a session. */
    @Test
    void signsByTheRoleOfAMachine() {
        Map<String, String> metadata = Map.of(
                "PUT /latest/api/token", "session-of-the-metadata",
                "GET /latest/meta-data/iam/security-credentials", "images",
                "GET /latest/meta-data/iam/security-credentials/images",
                        """
                        {"Code": "Success", "LastUpdated": "%s", "Type": "AWS-HMAC", "AccessKeyId": "ASIAMACHINE",
                         "SecretAccessKey": "secret", "Token": "session-of-the-machine", "Expiration": "%s"}
                        """.formatted(Instant.now(), AwsStandIn.inAnHour()));
        try (AwsStandIn aws = new AwsStandIn("127.0.0.1", metadata)) {
            start(aws, "AWS_REGION", "eu-west-1", "AWS_EC2_METADATA_SERVICE_ENDPOINT", aws.url());

            assertThat(aws.received("GET /latest/api/token")).isEmpty();
            assertThat(aws.received("GET /latest/meta-data"))
                    .isNotEmpty()
                    .allSatisfy(request -> assertThat(request.header("x-aws-ec2-metadata-token"))
                            .isEqualTo("session-of-the-metadata"));
            assertSigned(aws, "ASIAMACHINE", "eu-west-1", "session-of-the-machine");
        }
    }

    /** IAM Identity Center, after `aws sso login`. */
    @Test
    void signsByTheSignInOfAPerson() throws IOException {
        Path config = Files.writeString(folder.resolve("config"), """
                [profile images]
                sso_session = company
                sso_account_id = 123456789012
                sso_role_name = images
                region = eu-south-1

                [sso-session company]
                sso_region = eu-central-1
                sso_start_url = https://company.example.com/start
                """);
        Path cache = Files.createDirectories(folder.resolve(".aws/sso/cache"));
        Files.writeString(cache.resolve(sha1("company") + ".json"), """
                {"accessToken": "token-of-the-person", "expiresAt": "%s", "region": "eu-central-1",
                 "startUrl": "https://company.example.com/start"}
                """.formatted(AwsStandIn.inAnHour()));
        String credentials = """
                {"roleCredentials": {"accessKeyId": "ASIAPERSON", "secretAccessKey": "secret",
                 "sessionToken": "session-of-the-person", "expiration": %d}}
                """.formatted(Instant.now().plusSeconds(3600).toEpochMilli());
        try (AwsStandIn aws = new AwsStandIn("127.0.0.1", Map.of("GET /federation/credentials", credentials))) {
            start(
                    aws,
                    "HOME",
                    folder.toString(),
                    "AWS_PROFILE",
                    "images",
                    "AWS_CONFIG_FILE",
                    config.toString(),
                    "AWS_ENDPOINT_URL_SSO",
                    aws.url());

            assertThat(aws.received("GET /federation/credentials")).first().satisfies(request -> {
                assertThat(request.target()).contains("role_name=images", "account_id=123456789012");
                assertThat(request.header("x-amz-sso_bearer_token")).isEqualTo("token-of-the-person");
            });
            assertSigned(aws, "ASIAPERSON", "eu-south-1", "session-of-the-person");
        }
    }

    /** A store below a path of a host, at an IPv6 address, or both. */
    @ParameterizedTest
    @CsvSource({"127.0.0.1, /s3", "127.0.0.1, /s3/", "[::1], ''", "[::1], /store/s3"})
    void reachesTheStoreAtItsAddress(String host, String path) {
        try (AwsStandIn aws = new AwsStandIn(host, Map.of())) {
            start(
                    aws,
                    "AWS_ACCESS_KEY_ID",
                    "AKIA",
                    "AWS_SECRET_ACCESS_KEY",
                    "secret",
                    "AWS_ENDPOINT_URL_S3",
                    aws.url() + path);

            String prefix = path.replaceAll("/$", "") + "/images";
            assertThat(aws.received("")).isNotEmpty().allSatisfy(request -> {
                assertThat(request.target()).startsWith(prefix);
                assertThat(request.header("Host")).isEqualTo(aws.url().substring("http://".length()));
            });
        }
    }

    /** The SDK describes each source twice, so that the reasons were beyond the end of a line. */
    @Test
    void namesTheReasonOfEachSourceThatHasNone() throws IOException {
        Path config = Files.writeString(folder.resolve("config"), """
                [profile images]
                role_arn = %s
                source_profile = missing
                """.formatted(ROLE));
        try (AwsStandIn aws = new AwsStandIn("127.0.0.1", Map.of())) {
            Map<String, String> environment = environment(
                    aws,
                    "AWS_PROFILE",
                    "images",
                    "AWS_CONFIG_FILE",
                    config.toString(),
                    "AWS_EC2_METADATA_DISABLED",
                    "true");
            try (PackagedApplication application = PackagedApplication.start(environment)) {
                assertThat(application.log())
                        .contains(
                                "no credentials found: [EnvironmentVariableCredentialsProvider: ",
                                "ProfileCredentialsProvider: ",
                                "InstanceProfileCredentialsProvider: ")
                        .doesNotContain("\tat ");
            }
        }
    }

    /** Until it serves, and so has verified that the store supports conditional writes. */
    private static void start(AwsStandIn aws, String... settings) {
        try (PackagedApplication application = PackagedApplication.start(environment(aws, settings))) {
            assertThat(application.log()).doesNotContain("WARN", "ERROR");
        }
    }

    private static Map<String, String> environment(AwsStandIn aws, String... settings) {
        return Settings.with(
                Map.of("JWT_SECRET", Tokens.SECRET, "BUCKET_NAME", "images", "AWS_ENDPOINT_URL", aws.url()), settings);
    }

    private static void assertSigned(AwsStandIn aws, String accessKey, String region, String sessionToken) {
        assertThat(aws.received("PUT /images")).isNotEmpty().allSatisfy(request -> {
            assertThat(request.header("Authorization"))
                    .contains(
                            "Credential=" + accessKey + "/", "/" + region + "/s3/aws4_request", "x-amz-security-token");
            assertThat(request.header("x-amz-security-token")).isEqualTo(sessionToken);
        });
    }

    private static String sha1(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String assumedRole() {
        return """
                <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <AssumeRoleResult>
                    <AssumedRoleUser>
                      <AssumedRoleId>AROA:session</AssumedRoleId>
                      <Arn>arn:aws:sts::123456789012:assumed-role/images/session</Arn>
                    </AssumedRoleUser>
                    <Credentials>
                      <AccessKeyId>ASIAROLE</AccessKeyId>
                      <SecretAccessKey>role-secret</SecretAccessKey>
                      <SessionToken>session-of-the-role</SessionToken>
                      <Expiration>%s</Expiration>
                    </Credentials>
                  </AssumeRoleResult>
                  <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>
                </AssumeRoleResponse>
                """.formatted(AwsStandIn.inAnHour());
    }
}
