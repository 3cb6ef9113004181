package io.tintype.storage.s3.doctor;

import static io.tintype.storage.admin.StoreCheck.Need.FIRST;
import static io.tintype.storage.admin.StoreCheck.Need.OPTIONAL;
import static io.tintype.storage.admin.StoreCheck.Need.REQUIRED;

import io.tintype.storage.admin.StoreCheck;
import io.tintype.storage.admin.StoreCheck.Failure;
import io.tintype.storage.s3.CatalogKey;
import io.tintype.storage.s3.ImageKey;
import io.tintype.storage.s3.client.Bucket;
import io.tintype.storage.s3.client.S3ExceptionTranslator;
import io.tintype.storage.s3.client.S3Reasons;
import io.tintype.storage.s3.client.S3Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Checks the way to the bucket, and each permission of {@code iam/policy.json}. */
record AccessChecks(Bucket bucket, Scratch scratch) {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final Set<Integer> ELSEWHERE = Set.of(301, 307);

    private static final Set<String> WRONG_REGION =
            Set.of("AuthorizationHeaderMalformed", "PermanentRedirect", "IllegalLocationConstraintException");
    /** Error codes about an unknown key, a wrong secret or an expired session. Stores have codes of their own. */
    private static final Pattern WRONG_KEY =
            Pattern.compile(".*(AccessKey|Signature|Token|UserNotFound|Credential).*|InvalidSecurity|NotSignedUp");

    private static final String WRONG_TIME = "RequestTimeTooSkewed";

    private static final String CREDENTIALS =
            "Check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, or the profile or role that provides"
                    + " them (docs/s3-stores.md, Credentials).";
    private static final String NOTHING_WORKS =
            "The service does not work: its readiness is DOWN, and requests receive" + " status 500 or 503.";
    private static final String POLICY =
            "Allow it to the key or role of the service. iam/policy.json has all permissions"
                    + " that the service needs.";

    private static final String UNSUPPORTED = "The store rejects the request, and not because of a permission. Update"
            + " the store, or use another one (docs/s3-stores.md has a table).";

    List<StoreCheck> all() {
        return List.of(
                new StoreCheck(
                        "responds",
                        FIRST,
                        NOTHING_WORKS,
                        "Check AWS_ENDPOINT_URL_S3, AWS_REGION, the proxy, and the certificate authorities that Java"
                                + " trusts (docs/s3-stores.md).",
                        this::responds),
                new StoreCheck("accepts the credentials", FIRST, NOTHING_WORKS, CREDENTIALS, this::credentials),
                new StoreCheck(
                        "has the bucket",
                        FIRST,
                        NOTHING_WORKS,
                        "Create the bucket, or set BUCKET_NAME to its name. The service does not create it.",
                        this::bucketExists),
                permission("s3:ListBucket", FIRST, NOTHING_WORKS, root -> bucket.list(root, "", "", 1)),
                permission(
                        "s3:DeleteObject",
                        FIRST,
                        "Images cannot be deleted, and this command could not remove what it writes.",
                        root -> bucket.delete(key(root))),
                permission(
                        "s3:PutObject",
                        FIRST,
                        "Nothing can be stored: uploads, renditions or revocations of links receive status 500.",
                        root -> {
                            scratch.use();
                            bucket.call(S3Request.putEmpty(key(root), Map.of()));
                        }),
                permission(
                        "s3:GetObject",
                        FIRST,
                        "Stored images cannot be read: downloads receive status 500.",
                        root -> bucket.call(S3Request.get(key(root), Map.of()))
                                .bytes()
                                .close()),
                new StoreCheck(
                        "reports an absent object as absent",
                        REQUIRED,
                        "A request for an image that does not exist receives status 500 instead of 404.",
                        "On AWS, allow s3:ListBucket as in iam/policy.json: without it, S3 responds 403.",
                        this::absence),
                new StoreCheck(
                        "allows s3:ListBucketMultipartUploads",
                        OPTIONAL,
                        "tintype verify cannot find incomplete multipart uploads, and reports that it did not check them.",
                        "Allow it to the key or role that runs tintype verify (iam/README.md). The service does not need"
                                + " it.",
                        () -> allowed(
                                "s3:ListBucketMultipartUploads",
                                () -> bucket.call(S3Request.listUploads(ImageKey.ROOT, "", "", 1)))),
                new StoreCheck(
                        "allows s3:AbortMultipartUpload",
                        OPTIONAL,
                        "tintype verify --remove-strays cannot remove incomplete multipart uploads.",
                        "Allow it to the key or role that runs tintype verify (iam/README.md), or add a lifecycle rule"
                                + " that removes them.",
                        () -> allowed("s3:AbortMultipartUpload", this::abort)));
    }

    /** Returns a check of a permission below each prefix of the service. */
    private StoreCheck permission(String action, StoreCheck.Need need, String consequence, Consumer<String> callBelow) {
        return new StoreCheck("allows " + action, need, consequence, POLICY, () -> {
            List<String> denied = new ArrayList<>();
            for (String root : Scratch.ROOTS) {
                try {
                    callBelow.accept(root);
                } catch (S3Exception e) {
                    if (!isDenied(e)) {
                        throw new Failure(S3Reasons.of(e), UNSUPPORTED);
                    }
                    denied.add(root + "*");
                }
            }
            if (!denied.isEmpty()) {
                throw new Failure("%s is denied on %s".formatted(action, String.join(", ", denied)));
            }
            return "";
        });
    }

    private String key(String root) {
        return root + scratch.objects().key() + "/permission";
    }

    private String responds() {
        try {
            bucket.call(S3Request.headBucket());
        } catch (S3Exception _) {
            // a response, which the next checks examine
        }
        return "";
    }

    private String credentials() {
        try {
            bucket.list(CatalogKey.ROOT, "", "", 1);
        } catch (S3Exception e) {
            String code = S3ExceptionTranslator.code(e);
            if (code.equals(WRONG_TIME)) {
                throw new Failure(
                        S3Reasons.of(e), "Set the clock of this machine or of the store, for example by NTP.");
            }
            if (WRONG_REGION.contains(code) || ELSEWHERE.contains(e.statusCode())) {
                throw new Failure(
                        S3Reasons.of(e),
                        "Set AWS_REGION to the region of the bucket, and unset AWS_ENDPOINT_URL_S3 for AWS.");
            }
            if (WRONG_KEY.matcher(code).matches() || e.statusCode() == UNAUTHORIZED) {
                throw new Failure(S3Reasons.of(e));
            }
        }
        return "";
    }

    private String bucketExists() {
        try {
            bucket.list(CatalogKey.ROOT, "", "", 1);
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND || "InvalidBucketName".equals(S3ExceptionTranslator.code(e))) {
                throw new Failure(S3Reasons.of(e));
            }
            if (!isDenied(e)) {
                throw e;
            }
        }
        return "";
    }

    private String absence() {
        bucket.callIfPresent(S3Request.get(key(ImageKey.ROOT) + "/absent", Map.of()))
                .ifPresent(_ -> {
                    throw new Failure("The store returned an object that was never written.");
                });
        bucket.head(key(ImageKey.ROOT) + "/absent");
        return "";
    }

    private void abort() {
        try {
            bucket.call(S3Request.abortUpload(key(ImageKey.ROOT), "doctor"));
        } catch (S3Exception e) {
            if (isDenied(e)) {
                throw e;
            }
            // There is no such upload. Stores report that with different status codes.
        }
    }

    private static String allowed(String action, Runnable call) {
        try {
            call.run();
        } catch (S3Exception e) {
            throw isDenied(e)
                    ? new Failure(action + " is denied.")
                    : new Failure(S3Reasons.of(e), "Nothing is required: the store does not have this operation.");
        }
        return "";
    }

    private static boolean isDenied(S3Exception e) {
        return e.statusCode() == FORBIDDEN;
    }
}
