package io.tintype.storage.s3.client;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.retry.ClockSkew;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.PayloadChecksumStore;
import software.amazon.awssdk.http.auth.spi.signer.SdkInternalHttpSignerProperty;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ServiceClientConfiguration;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Addresses requests to a bucket and signs them, both with the SDK (Signature Version 4). The SHA-256 of a body is
 * already known and is signed with the request, so that the signer need not read the body, and S3 verifies the body.
 */
final class S3Signer {

    private static final String ANY_KEY = "k";

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final IdentityProvider<? extends AwsCredentialsIdentity> credentials;
    private final String region;
    private final String bucket;
    private final URI root;
    private volatile Duration clockSkew = Duration.ZERO;

    /** Uses the address, region and credentials that the client has for the bucket. */
    S3Signer(S3Client client, String bucket) {
        S3ServiceClientConfiguration settings = client.serviceClientConfiguration();
        credentials = settings.credentialsProvider();
        region = settings.region().id();
        this.bucket = bucket;
        String object = client.utilities()
                .getUrl(any -> any.bucket(bucket).key(ANY_KEY))
                .toString();
        root = URI.create(object.substring(0, object.length() - ANY_KEY.length()));
    }

    /**
     * Returns the signed request, as it is to be sent.
     *
     * @throws SdkClientException if no credentials are available
     */
    SdkHttpRequest sign(S3Request call) {
        SignRequest.Builder<AwsCredentialsIdentity> unsigned = unsigned(call, root);
        if (call.body().size() > 0) {
            unsigned.putProperty(AwsV4HttpSigner.CHECKSUM_ALGORITHM, DefaultChecksumAlgorithm.SHA256)
                    .putProperty(SdkInternalHttpSignerProperty.CHECKSUM_STORE, known(call.body()));
        }
        return signer.sign(unsigned.build()).request();
    }

    /** Returns a signed URL; see {@link Bucket#presign}. */
    URI presign(S3Request call, Optional<URI> publicStore, Duration lifetime) {
        SignRequest<AwsCredentialsIdentity> unsigned = unsigned(call, publicStore.orElse(root))
                .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, lifetime)
                .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false) // a presigned URL has no body to sign
                .build();
        return signer.sign(unsigned).request().getUri();
    }

    /** Returns the URL of the bucket, without a slash at its end. */
    URI address() {
        return URI.create(root.toString().replaceFirst("/+$", ""));
    }

    /** Returns the value of {@code x-amz-copy-source} for an object. The name of an access point is an ARN. */
    String copySource(String key) {
        String path = bucket.startsWith("arn:") ? bucket + "/object/" + key : bucket + "/" + key;
        return SdkHttpUtils.urlEncodeIgnoreSlashes(path);
    }

    private SignRequest.Builder<AwsCredentialsIdentity> unsigned(S3Request call, URI server) {
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(call.method())
                .protocol(server.getScheme())
                .host(server.getHost())
                .port(server.getPort() < 0 ? null : server.getPort())
                .encodedPath(path(call.key()));
        call.query().forEach(request::putRawQueryParameter);
        call.headers().forEach(request::putHeader);
        return SignRequest.<AwsCredentialsIdentity>builder(identity())
                .request(request.build())
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                .putProperty(AwsV4HttpSigner.SIGNING_CLOCK, Clock.offset(Clock.systemUTC(), clockSkew.negated()));
    }

    /** Signs by S3's clock from now on, if the response contains S3's time. */
    void adjustClock(SdkHttpResponse response) {
        Instant now = Instant.now();
        ClockSkew.getServerTime(response).ifPresent(time -> clockSkew = ClockSkew.getClockSkew(now, time));
    }

    String bucket() {
        return bucket;
    }

    /** Returns the URL below which the bucket's keys are. */
    URI server() {
        return root;
    }

    /** Returns how far this machine's clock is ahead of S3's clock, as far as that is known. */
    Duration clockSkew() {
        return clockSkew;
    }

    /**
     * Returns the path of a request. As in the SDK, no slash follows a bucket at the end of the path: some stores
     * interpret {@code /bucket/} as a key.
     */
    private String path(String key) {
        String path = root.getRawPath();
        boolean endsWithBucket = key.isEmpty() && path.length() > 1;
        return endsWithBucket ? path.substring(0, path.length() - 1) : path + SdkHttpUtils.urlEncodeIgnoreSlashes(key);
    }

    private AwsCredentialsIdentity identity() {
        try {
            return credentials.resolveIdentity().join();
        } catch (CompletionException e) {
            throw SdkClientException.create(e.getCause().getMessage(), e.getCause());
        }
    }

    private static PayloadChecksumStore known(S3RequestBody body) {
        PayloadChecksumStore checksums = PayloadChecksumStore.create();
        checksums.putChecksumValue(
                DefaultChecksumAlgorithm.SHA256, HexFormat.of().parseHex(body.sha256()));
        return checksums;
    }
}
