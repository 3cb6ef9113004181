package io.tintype.storage.s3.client;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Validates the names of general purpose buckets by S3's rules, and the ARNs of access points, which may replace a
 * name.
 */
final class BucketName {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern IP_ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

    /** Other stores, and the oldest buckets of us-east-1, allow more names than that. */
    private static final Pattern LENIENT_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]");

    private static final Pattern ACCESS_POINT =
            Pattern.compile("arn:[a-z-]+:s3:([a-z0-9-]+):\\d{12}:accesspoint[:/][a-z0-9-]{3,50}");

    private static final String DIRECTORY_BUCKET = "--x-s3";

    private BucketName() {}

    /**
     * Returns what is wrong with a name, as the end of a sentence, or empty if the name is valid.
     *
     * @param isOtherStore whether the store may be one other than AWS
     * @param region for which requests are signed
     */
    static Optional<String> faultOf(String name, boolean isOtherStore, String region) {
        if (name.startsWith("arn:")) {
            return faultOfArn(name, isOtherStore, region);
        }
        boolean isValid = isOtherStore
                ? LENIENT_NAME.matcher(name).matches()
                : NAME.matcher(name).matches() && !IP_ADDRESS.matcher(name).matches();
        if (!isValid || name.contains("..")) {
            return Optional.of("which is not a valid bucket name: 3 to 63 lowercase letters, digits, dots and hyphens. "
                    + "Set it to the name of the bucket");
        }
        return name.endsWith(DIRECTORY_BUCKET)
                ? Optional.of("a directory bucket, which does not list its keys in order. "
                        + "Set it to the name of a general purpose bucket")
                : Optional.empty();
    }

    private static Optional<String> faultOfArn(String arn, boolean isOtherStore, String region) {
        Matcher accessPoint = ACCESS_POINT.matcher(arn);
        if (isOtherStore || !accessPoint.matches()) {
            return Optional.of("which is not the ARN of an access point of AWS. Set it to the name of the bucket");
        }
        String home = accessPoint.group(1);
        return home.equals(region)
                ? Optional.empty()
                : Optional.of("an access point in %s, but the region is %s. Set the variable AWS_REGION to %s"
                        .formatted(home, region, home));
    }
}
