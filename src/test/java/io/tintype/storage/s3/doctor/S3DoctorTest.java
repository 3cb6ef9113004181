package io.tintype.storage.s3.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.storage.admin.BoundedExecutor;
import io.tintype.storage.admin.StoreCheck;
import io.tintype.storage.admin.StoreCheck.Failure;
import io.tintype.storage.admin.StoreCheck.Need;
import io.tintype.storage.s3.client.Bucket;
import io.tintype.storage.s3.client.S3Response;
import io.tintype.storage.s3.client.S3Transport;
import io.tintype.storage.s3.client.TestTransports;
import io.tintype.testing.S3Server;
import java.net.URI;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.s3.S3Client;

/** What the checks report about stores with and without flaws. */
class S3DoctorTest {

    /** More than two pages of {@link FlawedStore}. */
    private static final int ENTRIES = 50;

    /** Its check takes seconds. */
    private static final String SLOW = "rejects an expired URL";

    /** What was found in a store, and what remained in it. */
    private record Examination(Map<String, String> failures, List<String> keys) {}

    private static Map<Flaw, Examination> examinations;

    /** The checks mostly wait, so all stores are examined at once. */
    @BeforeAll
    static void examine() {
        try (BoundedExecutor executor = new BoundedExecutor()) {
            examinations = executor
                    .all(Stream.of(Flaw.values())
                            .<Callable<Map.Entry<Flaw, Examination>>>map(flaw -> () -> Map.entry(flaw, examine(flaw)))
                            .toList())
                    .stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }
    }

    private static Examination examine(Flaw flaw) {
        try (FlawedStore store = new FlawedStore(flaw)) {
            return new Examination(failures(store, TestTransports.DEFAULT), store.keys());
        }
    }

    static Stream<Arguments> flaws() {
        String conditional = "rejects a second write of a key";
        String concurrent = "accepts one of 16 concurrent writes of a key";
        String again = "keeps an image that is uploaded again";
        String list = "lists 50 entries in order, page by page";
        String tokens = "continues a list by its token, and groups keys";
        String consistency = "reads and lists what was just written or deleted";
        return Stream.of(
                Arguments.of(
                        Flaw.IGNORES_IF_NONE_MATCH,
                        new String[] {conditional, concurrent, again, "rejects a second presigned upload"}),
                Arguments.of(Flaw.CHECKS_BEFORE_IT_LOCKS, new String[] {concurrent}),
                Arguments.of(
                        Flaw.IGNORES_CHECKSUMS,
                        new String[] {"rejects altered bytes", "rejects a presigned upload of other bytes"}),
                Arguments.of(Flaw.REJECTS_CHECKSUMS, new String[] {"allows s3:PutObject"}),
                Arguments.of(Flaw.DENIES_DELETE, new String[] {"allows s3:DeleteObject"}),
                Arguments.of(Flaw.DENIES_PUT_BELOW_UPLOADS, new String[] {"allows s3:PutObject"}),
                Arguments.of(Flaw.DENIES_LIST, new String[] {"allows s3:ListBucket"}),
                Arguments.of(
                        Flaw.DENIES_LIST_OF_MULTIPART_UPLOADS, new String[] {"allows s3:ListBucketMultipartUploads"}),
                Arguments.of(Flaw.HAS_NO_BUCKET, new String[] {"has the bucket"}),
                Arguments.of(Flaw.REJECTS_THE_SECRET, new String[] {"accepts the credentials"}),
                // versitygw 1.8.0
                Arguments.of(Flaw.DOES_NOT_FIND_THE_KEY, new String[] {"accepts the credentials"}),
                Arguments.of(Flaw.IS_IN_ANOTHER_REGION, new String[] {"accepts the credentials"}),
                Arguments.of(Flaw.IS_PUBLIC, new String[] {"rejects requests without a signature"}),
                Arguments.of(Flaw.EXPIRES_IMAGES, new String[] {"keeps images until they are deleted"}),
                Arguments.of(Flaw.KEEPS_VERSIONS, new String[] {"removes a deleted image"}),
                Arguments.of(Flaw.LISTS_ONE_PAGE, new String[] {list, tokens}),
                Arguments.of(Flaw.LISTS_IN_ANOTHER_ORDER, new String[] {list, tokens}),
                Arguments.of(Flaw.IGNORES_DELIMITERS, new String[] {tokens}),
                Arguments.of(Flaw.IGNORES_RANGES, new String[] {
                    "returns only the requested range", "serves presigned downloads with their headers"
                }),
                Arguments.of(Flaw.COPIES_THE_METADATA, new String[] {"accepts presigned uploads and copies them"}),
                Arguments.of(Flaw.HAS_NO_COPY, new String[] {"accepts presigned uploads and copies them"}),
                Arguments.of(
                        Flaw.IGNORES_RESPONSE_HEADERS, new String[] {"serves presigned downloads with their headers"}),
                Arguments.of(Flaw.KEEPS_NO_CHECKSUMS, new String[] {"keeps the SHA-256 of a presigned upload"}));
    }

    @ParameterizedTest
    @MethodSource("flaws")
    void namesExactlyWhatAStoreLacks(Flaw flaw, String... checks) {
        assertThat(examinations.get(flaw).failures().keySet()).containsExactly(checks);
    }

    /** These flaws make several adapters fail, so only the check that explains them is asserted. */
    static Stream<Arguments> flawsWithConsequences() {
        return Stream.of(
                Arguments.of(Flaw.REJECTS_IF_NONE_MATCH, "rejects a second write of a key"),
                Arguments.of(Flaw.HIDES_ABSENCE, "reports an absent object as absent"),
                Arguments.of(Flaw.DROPS_METADATA, "returns the bytes and the name of an image"),
                Arguments.of(Flaw.TRUNCATES_KEYS, "accepts long keys, and distinguishes upper and lower case"),
                Arguments.of(Flaw.IGNORES_CASE, "accepts long keys, and distinguishes upper and lower case"),
                Arguments.of(Flaw.LISTS_LATE, "reads and lists what was just written or deleted"));
    }

    @ParameterizedTest
    @MethodSource("flawsWithConsequences")
    void namesTheReasonAmongItsConsequences(Flaw flaw, String check) {
        assertThat(examinations.get(flaw).failures()).containsKey(check);
    }

    /** The service treats these as if the store had no flaw. */
    @ParameterizedTest
    @EnumSource(names = "REJECTS_DELETE_OF_ABSENT")
    void toleratesWhatTheServiceTolerates(Flaw flaw) {
        assertThat(examinations.get(flaw).failures()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LISTS_IN_ANOTHER_ORDER")
    void removesWhatItWrote(Flaw flaw) {
        assertThat(examinations.get(flaw).keys()).isEmpty();
    }

    @Test
    void findsNothingInAStoreWithoutFlaws() {
        try (FlawedStore store = new FlawedStore(null)) {
            assertThat(failures(store, TestTransports.DEFAULT)).isEmpty();
            assertThat(store.keys()).isEmpty();
        }
    }

    @Test
    void namesThePermissionAndThePrefix() {
        assertThat(examinations.get(Flaw.DENIES_PUT_BELOW_UPLOADS).failures())
                .containsEntry("allows s3:PutObject", "s3:PutObject is denied on uploads/*");
    }

    @Test
    void namesTheRegionAmongTheReasons() {
        assertThat(examinations.get(Flaw.IS_IN_ANOTHER_REGION).failures().get("accepts the credentials"))
                .startsWith("PermanentRedirect");
    }

    /** As Backblaze B2 responds to an unsupported header. A permission would not help. */
    @Test
    void doesNotTakeAnUnsupportedHeaderForAMissingPermission() {
        assertThat(examinations.get(Flaw.REJECTS_CHECKSUMS).failures().get("allows s3:PutObject"))
                .startsWith("InvalidArgument: PutObject images/_doctor-")
                .endsWith("(status 400)");
    }

    @Test
    void comparesTheClocks() {
        S3Transport ahead = (call, signed, time) -> {
            S3Response response = TestTransports.DEFAULT.send(call, signed, time);
            response.headers()
                    .set(
                            "Date",
                            DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                    ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(10)));
            return response;
        };
        try (FlawedStore store = new FlawedStore(null)) {
            assertThat(failures(store, ahead))
                    .containsOnlyKeys("has the same time as this machine")
                    .satisfies(found -> assertThat(found.values())
                            .singleElement()
                            .asString()
                            .matches("This machine's clock differs from the store's by -(599|600) s\\."));
        }
    }

    /** Runs the checks as the command does, and returns the reasons of those that fail. */
    private static Map<String, String> failures(FlawedStore store, S3Transport transport) {
        try (S3Client client = client(store.endpoint())) {
            Bucket bucket = TestTransports.bucket(client, "bucket", transport);
            Map<String, String> failures = new LinkedHashMap<>();
            try (S3Doctor doctor = new S3Doctor(bucket, Optional.empty())) {
                for (StoreCheck check : doctor.checks(ENTRIES)) {
                    String failure = check.name().equals(SLOW) ? "" : failure(check);
                    if (!failure.isEmpty()) {
                        failures.put(check.name(), failure);
                    }
                    if (!failure.isEmpty() && check.need() == Need.FIRST) {
                        break;
                    }
                }
            }
            return failures;
        }
    }

    private static String failure(StoreCheck check) {
        try {
            check.action().run();
            return "";
        } catch (Failure e) {
            return e.getMessage();
        } catch (Exception e) {
            return e.toString();
        }
    }

    private static S3Client client(URI endpoint) {
        return S3Server.shared()
                .client()
                .overrideConfiguration(options -> options.retryStrategy(retries -> retries.maxAttempts(1)))
                .endpointOverride(endpoint)
                .build();
    }
}
