package io.tintype.storage.s3;

import static io.tintype.storage.SampleImages.newestFirst;
import static io.tintype.storage.SampleImages.overDays;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.ListPage;
import io.tintype.storage.SampleImages.Sample;
import io.tintype.storage.StorageException;
import io.tintype.storage.s3.client.ListingStandIn;
import io.tintype.storage.s3.client.ListingStandIn.Flaw;
import io.tintype.storage.s3.client.StandInS3;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the store handles pages of keys that violate the promises of S3. No test may last until the timeout. */
@Timeout(60)
class S3ListTest {

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
    @EnumSource(names = {"EMPTY_PAGES", "NO_TOKENS", "IGNORES_MAX_KEYS"})
    void listsEveryImageOnce(Flaw flaw) {
        for (int limit : List.of(1, 2, 3, 100)) {
            try (StandInS3 s3 = new StandInS3(catalog(3, flaw))) {
                List<ListPage> pages = pages(new S3ImageStore(s3.bucket()), limit);

                assertThat(pages.stream().flatMap(page -> page.images().stream()))
                        .containsExactlyElementsOf(newestFirst(samples));
                assertThat(pages).allMatch(page -> page.images().size() <= limit);
            }
        }
    }

    @Test
    void continuesByTheTokenAfterAPageWithoutKeys() {
        try (StandInS3 s3 = new StandInS3(catalog(1000, Flaw.EMPTY_PAGES))) {
            new S3ImageStore(s3.bucket()).list(library, ImageCursor.START, 100);

            assertThat(s3.requests())
                    .satisfiesExactly(
                            first -> assertThat(first).contains("start-after=").doesNotContain("continuation-token"),
                            second -> assertThat(second)
                                    .contains("continuation-token=")
                                    .doesNotContain("start-after"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NOTHING", "SAME_TOKEN", "OTHER_TOKENS", "IGNORES_PREFIX"})
    void isUnavailableWithoutProgress(Flaw flaw) {
        ListingStandIn bucket = catalog(1000, flaw);
        bucket.keys().add("z-key-of-others");
        try (StandInS3 s3 = new StandInS3(bucket)) {
            assertUnavailable(() -> new S3ImageStore(s3.bucket()).list(library, ImageCursor.START, 100));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void isUnavailableIfAPageDoesNotFollowItsCursor(int limit) {
        try (StandInS3 s3 = new StandInS3(catalog(1000, Flaw.IGNORES_START_AFTER))) {
            ListPage first = new S3ImageStore(s3.bucket()).list(library, ImageCursor.START, limit);

            assertThat(first.images()).hasSize(limit);
            assertUnavailable(() ->
                    new S3ImageStore(s3.bucket()).list(library, first.next().orElseThrow(), limit));
            assertThat(s3.requests()).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NOTHING", "SAME_TOKEN", "OTHER_TOKENS"})
    void endsADeleteThatMakesNoProgress(Flaw flaw) {
        try (StandInS3 s3 = new StandInS3(catalog(1000, flaw))) {
            assertUnavailable(() -> new S3ImageStore(s3.bucket()).delete(library, UUID.randomUUID()));
            assertThat(s3.requests()).hasSizeLessThan(1100);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EMPTY_PAGES", "NO_TOKENS"})
    void deletesTheRenditionsOfAllPages(Flaw flaw) {
        UUID id = UUID.randomUUID();
        ListingStandIn bucket = new BucketOf(id).with(2, flaw);
        try (StandInS3 s3 = new StandInS3(bucket)) {
            new S3ImageStore(s3.bucket()).delete(library, id);

            assertThat(bucket.keys()).isEmpty();
            assertThat(s3.requests().stream().filter(request -> request.startsWith("DELETE")))
                    .hasSize(5)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void deletesNothingOfOthersIfAStoreIgnoresThePrefix() {
        UUID id = UUID.randomUUID();
        ListingStandIn bucket = new BucketOf(id).with(1000, Flaw.IGNORES_PREFIX);
        bucket.keys().add("z-key-of-others");
        try (StandInS3 s3 = new StandInS3(bucket)) {
            assertUnavailable(() -> new S3ImageStore(s3.bucket()).delete(library, id));

            assertThat(bucket.keys()).hasSize(6);
        }
    }

    private ListingStandIn catalog(int maxKeys, Flaw... flaws) {
        ListingStandIn bucket = new ListingStandIn(maxKeys, flaws);
        samples.forEach(sample ->
                bucket.keys().add(CatalogKey.of(library, sample.image()).text()));
        return bucket;
    }

    /** A bucket with the renditions of an image that is gone. */
    private record BucketOf(UUID id) {

        ListingStandIn with(int maxKeys, Flaw flaw) {
            ListingStandIn bucket = new ListingStandIn(maxKeys, flaw);
            Stream.of("100.jpg", "100.webp", "200.jpg", "200.webp", "300.jpg")
                    .forEach(name -> bucket.keys().add("renditions/ann/" + id + "/" + name));
            return bucket;
        }
    }

    private List<ListPage> pages(ImageStore store, int limit) {
        List<ListPage> pages = new ArrayList<>();
        Optional<ImageCursor> cursor = Optional.of(ImageCursor.START);
        while (cursor.isPresent()) {
            ListPage page = store.list(library, cursor.get(), limit);
            pages.add(page);
            cursor = page.next();
        }
        return pages;
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(StorageException.Unavailable.class);
    }
}
