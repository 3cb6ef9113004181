package io.tintype.storage.s3.admin;

import static io.tintype.storage.SampleImages.newestFirst;
import static io.tintype.storage.SampleImages.overDays;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintype.storage.ImageMetadata;
import io.tintype.storage.Library;
import io.tintype.storage.SampleImages.Sample;
import io.tintype.storage.StorageException;
import io.tintype.storage.admin.CatalogEntry;
import io.tintype.storage.admin.StoreAdmin;
import io.tintype.storage.s3.CatalogKey;
import io.tintype.storage.s3.client.ListingStandIn;
import io.tintype.storage.s3.client.ListingStandIn.Flaw;
import io.tintype.storage.s3.client.StandInS3;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the audit handles pages of keys that violate the promises of S3. No test may last until the timeout. */
@Timeout(60)
class S3AdminListTest {

    private static final int IMAGES = 7;

    private final Library library = Library.of("ann");
    private List<Sample> samples;

    @TempDir
    Path uploads;

    @BeforeEach
    void makeSamples() {
        samples = overDays(uploads, IMAGES);
    }

    @ParameterizedTest
    @EnumSource(names = {"EMPTY_PAGES", "NO_TOKENS"})
    void auditsEveryEntryOnce(Flaw flaw) {
        try (StandInS3 s3 = new StandInS3(catalog(3, flaw));
                Stream<CatalogEntry> entries = admin(s3).entries(library)) {
            assertThat(entries.map(CatalogEntry::id))
                    .containsExactlyElementsOf(
                            newestFirst(samples).stream().map(ImageMetadata::id).toList());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NOTHING", "SAME_TOKEN", "OTHER_TOKENS", "IGNORES_PREFIX"})
    void endsAnAuditThatMakesNoProgress(Flaw flaw) {
        ListingStandIn bucket = catalog(3, flaw);
        bucket.keys().add("z-key-of-others");
        try (StandInS3 s3 = new StandInS3(bucket)) {
            assertUnavailable(() -> admin(s3).entries(library).count());
            assertUnavailable(() -> admin(s3).libraries().count());
        }
    }

    @Test
    void endsAnAuditOfAStoreThatRepeatsItsPages() {
        try (StandInS3 s3 = new StandInS3(catalog(3, Flaw.NO_TOKENS, Flaw.IGNORES_START_AFTER))) {
            assertUnavailable(() -> admin(s3).entries(library).count());
            assertThat(s3.requests()).hasSize(2);
        }
    }

    @Test
    void endsAnAuditOfUploadsThatMakesNoProgress() {
        try (StandInS3 s3 = new StandInS3(exchange -> StandInS3.respond(
                exchange,
                200,
                "<ListMultipartUploadsResult><IsTruncated>true</IsTruncated></ListMultipartUploadsResult>"))) {
            assertUnavailable(() -> admin(s3).incompleteUploads().count());
        }
    }

    @Test
    void acceptsAKeyThatStoresOrderDifferently() {
        ListingStandIn bucket = catalog(1);
        bucket.keys().add("catalog/ann/\ud83d\ude00"); // by UTF-16 before the next, by UTF-8 after it
        bucket.keys().add("catalog/ann/\uff46");
        try (StandInS3 s3 = new StandInS3(bucket)) {
            assertThat(admin(s3).entries(library)).hasSize(IMAGES);
        }
    }

    private ListingStandIn catalog(int maxKeys, Flaw... flaws) {
        ListingStandIn bucket = new ListingStandIn(maxKeys, flaws);
        samples.forEach(sample ->
                bucket.keys().add(CatalogKey.of(library, sample.image()).text()));
        return bucket;
    }

    private static StoreAdmin admin(StandInS3 s3) {
        return new S3StoreAdmin(s3.bucket());
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(StorageException.Unavailable.class);
    }
}
