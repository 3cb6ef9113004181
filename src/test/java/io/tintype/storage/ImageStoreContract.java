package io.tintype.storage;

import static io.tintype.storage.SampleImages.NEW_YEAR;
import static io.tintype.storage.SampleImages.newestFirst;
import static io.tintype.storage.SampleImages.overDays;
import static io.tintype.storage.SampleImages.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintype.storage.SampleImages.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every promise of {@link ImageStore}. A store's test extends this. */
public abstract class ImageStoreContract {

    protected static final RenditionName SMALL_WEBP = new RenditionName("320x320-q80", RenditionFormat.WEBP);

    /** Used by this test only. */
    protected final Library library = Library.of(UUID.randomUUID().toString());

    @TempDir
    protected Path uploads;

    /** The store under test; always the same one within a test. */
    protected abstract ImageStore store();

    /** Makes the second of the two writes that store this image fail. */
    protected abstract void breakSecondWrite(ImageMetadata image) throws IOException;

    /** Reverts {@link #breakSecondWrite}. */
    protected abstract void repairSecondWrite(ImageMetadata image) throws IOException;

    static Stream<String> awfulNames() {
        return Stream.of(
                "plain.png",
                "",
                " ",
                " spaces around ",
                "quote\" apostrophe' back\\slash `tick`.png",
                "bell\u0007 tab\t escape\u001b delete\u007f nul\u0000.png",
                "line\r\nX-Injected: yes\n.png",
                "é.png",
                "e\u0301.png",
                "日本.png",
                "🙈👩‍👩‍👧.png",
                "\u202egnp.exe",
                ".hidden",
                ".",
                "..",
                "../../../etc/passwd",
                "..\\..\\windows",
                "/absolute/path.png",
                "~",
                "con",
                "%2e%2e%2f+&?=#;.png",
                "<b>&amp;</b>.png",
                "n".repeat(251) + ".png",
                "é".repeat(127) + "n",
                "日".repeat(85),
                "🙈".repeat(63) + "日");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("awfulNames")
    void keepsBytesAndMetadataForAnyName(String name) throws IOException {
        Sample sample = sample(uploads, name);

        store(sample);

        assertThat(store().find(library, sample.image().id())).contains(sample.image());
        assertThat(list(10).images()).containsExactly(sample.image());
        assertThatOpens(sample);
    }

    @Test
    void keepsExtremeMetadata() throws IOException {
        Path file = Files.write(uploads.resolve("one"), new byte[] {1});
        Sample one = sample(uploads, "x", NEW_YEAR.plusNanos(123_000_000), UUID.randomUUID(), 1);
        ImageMetadata image = new ImageMetadata(
                one.image().id(),
                "x",
                "application/vnd.tintype-test+xml;charset=\"utf-8\"",
                1,
                Integer.MAX_VALUE,
                1,
                "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a",
                one.image().createdAt());

        store().store(library, image, file);

        assertThat(store().find(library, image.id())).contains(image);
        assertThat(list(1).images()).containsExactly(image);
    }

    @Test
    void leavesTheUploadedFileAlone() {
        Sample sample = sample(uploads);

        store(sample);

        assertThat(sample.file()).hasBinaryContent(sample.bytes());
    }

    @Test
    void keepsAnImageLargerThanAnyBuffer() throws IOException {
        Sample sample = sample(uploads, "large", NEW_YEAR, UUID.randomUUID(), 9_000_001);

        store(sample);

        assertThatOpens(sample);
    }

    @Test
    void knowsNothingOfAnImageThatWasNeverStored() {
        store(sample(uploads));
        UUID unknown = UUID.randomUUID();

        assertThat(store().find(library, unknown)).isEmpty();
        assertThat(store().open(library, unknown)).isEmpty();
        assertThat(store().open(library, unknown, new ByteRange(0, 0))).isEmpty();
    }

    @Test
    void listsNothingInAnEmptyLibrary() {
        assertThat(list(10)).isEqualTo(new ListPage(List.of(), Optional.empty()));
    }

    @Test
    void separatesLibraries() throws IOException {
        Library other = Library.of(UUID.randomUUID().toString());
        Sample sample = sample(uploads);
        store(sample);

        store().delete(other, sample.image().id());

        assertThat(store().find(other, sample.image().id())).isEmpty();
        assertThat(store().open(other, sample.image().id())).isEmpty();
        assertThat(store().list(other, ImageCursor.START, 10).images()).isEmpty();
        assertThatOpens(sample);
    }

    @Test
    void separatesLibrariesIfOneKeyIsAPrefixOfTheOther() {
        Library longer = new Library(library.key() + "-2");
        Sample sample = sample(uploads);

        store().store(longer, sample.image(), sample.file());

        assertThat(list(10).images()).isEmpty();
    }

    @Test
    void keepsTwoImagesWithOneIdInTwoLibraries() {
        Library other = Library.of(UUID.randomUUID().toString());
        Sample mine = sample(uploads);
        Sample theirs = sample(uploads, "theirs.png", NEW_YEAR, mine.image().id(), 7);
        store(mine);

        store().store(other, theirs.image(), theirs.file());
        store().delete(library, mine.image().id());

        assertThat(store().find(library, mine.image().id())).isEmpty();
        assertThat(store().find(other, mine.image().id())).contains(theirs.image());
    }

    static Stream<ByteRange> ranges() {
        return Stream.of(
                new ByteRange(0, 0),
                new ByteRange(999, 999),
                new ByteRange(300, 699),
                new ByteRange(0, 998),
                new ByteRange(1, 999),
                new ByteRange(0, 999));
    }

    @ParameterizedTest
    @MethodSource("ranges")
    void opensARangeWithTheMetadataOfTheCompleteImage(ByteRange range) throws IOException {
        Sample sample = sample(uploads);
        store(sample);

        try (ImageContent content =
                store().open(library, sample.image().id(), range).orElseThrow()) {
            assertThat(content.image()).isEqualTo(sample.image());
            assertThat(content.bytes().stream().readAllBytes())
                    .isEqualTo(Arrays.copyOfRange(sample.bytes(), (int) range.first(), (int) range.last() + 1));
            assertThat(content.bytes().stream().read()).isEqualTo(-1);
        }
    }

    @Test
    void readsByteByByteAndSkips() throws IOException {
        Sample sample = sample(uploads);
        store(sample);

        try (ImageContent content = store().open(library, sample.image().id(), new ByteRange(10, 19))
                .orElseThrow()) {
            assertThat((byte) content.bytes().stream().read()).isEqualTo(sample.bytes()[10]);
            content.bytes().stream().skipNBytes(8);
            assertThat((byte) content.bytes().stream().read()).isEqualTo(sample.bytes()[19]);
            assertThat(content.bytes().stream().read()).isEqualTo(-1);
        }
    }

    @Test
    void closesContentWithBytesLeftUnread() throws IOException {
        Sample sample = sample(uploads, "large", NEW_YEAR, UUID.randomUUID(), 3_000_000);
        store(sample);

        for (int i = 0; i < 60; i++) { // more than a client has connections
            try (ImageContent content =
                    store().open(library, sample.image().id()).orElseThrow()) {
                assertThat(content.bytes().stream().read()).isNotNegative();
            }
        }

        assertThatOpens(sample);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6, 11, 12, 13, 1000})
    void listsPageByPageToTheEnd(int limit) {
        List<Sample> samples = overDays(uploads, 12);
        samples.forEach(this::store);

        List<ListPage> pages = pages(limit);

        assertThat(pages.stream().flatMap(page -> page.images().stream()))
                .containsExactlyElementsOf(newestFirst(samples));
        assertThat(pages).hasSize((12 + limit - 1) / limit);
        assertThat(pages.subList(0, pages.size() - 1))
                .allSatisfy(page -> assertThat(page.images()).hasSize(limit));
    }

    @Test
    void listsNewestFirstAlsoWhenIdsAreRandom() {
        List<Sample> samples = overDays(uploads, 9);
        samples.reversed().forEach(this::store);

        ListPage page = list(1000);

        assertThat(page.images()).containsExactlyElementsOf(newestFirst(samples));
    }

    @Test
    void listsImagesOfOneMillisecondByDescendingId() {
        List<Sample> samples = Stream.of(
                        "00000000-0000-0000-0000-000000000000",
                        "7fffffff-ffff-ffff-7fff-ffffffffffff",
                        "80000000-0000-0000-0000-000000000000",
                        "80000000-0000-0000-8000-000000000000",
                        "ffffffff-ffff-ffff-ffff-ffffffffffff")
                .map(id -> sample(uploads, UUID.fromString(id)))
                .toList();
        samples.forEach(this::store);

        List<ListPage> pages = pages(2);

        assertThat(pages.stream().flatMap(page -> page.images().stream()))
                .containsExactlyElementsOf(newestFirst(samples));
    }

    @Test
    void listsOnFromAnImageThatIsDeletedMeanwhile() {
        List<Sample> samples = overDays(uploads, 6);
        samples.forEach(this::store);
        ListPage first = list(3);

        store().delete(library, first.images().getLast().id());

        assertThat(store().list(library, first.next().orElseThrow(), 10).images())
                .containsExactlyElementsOf(newestFirst(samples).subList(3, 6));
    }

    @Test
    void continuesAListWhenNewerImagesArrive() {
        List<Sample> samples = overDays(uploads, 4);
        samples.forEach(this::store);
        ListPage first = list(2);

        store(sample(uploads, NEW_YEAR.plus(Duration.ofDays(100))));

        assertThat(store().list(library, first.next().orElseThrow(), 10).images())
                .containsExactlyElementsOf(newestFirst(samples).subList(2, 4));
    }

    @Test
    void listsNothingAfterTheOldestImage() {
        List<Sample> samples = overDays(uploads, 2);
        samples.forEach(this::store);
        ImageCursor end = ImageCursor.after(samples.getFirst().image());

        assertThat(store().list(library, end, 10)).isEqualTo(new ListPage(List.of(), Optional.empty()));
    }

    @Test
    void listsFromAPlaceBetweenImages() {
        List<Sample> samples = overDays(uploads, 3);
        samples.forEach(this::store);
        ImageCursor between =
                ImageCursor.after(samples.get(1).image().createdAt().plus(Duration.ofHours(1)), UUID.randomUUID());

        assertThat(store().list(library, between, 10).images())
                .containsExactlyElementsOf(newestFirst(samples).subList(1, 3));
    }

    @Test
    void deletesAnImageFromEverything() throws IOException {
        Sample sample = sample(uploads);
        Sample other = sample(uploads);
        store(sample);
        store(other);

        store().delete(library, sample.image().id());

        assertThatIsNowhere(sample.image());
        assertThatOpens(other);
        assertThat(list(10).images()).containsExactly(other.image());
    }

    @Test
    void deletesAnImageThatDoesNotExist() {
        Sample sample = sample(uploads);
        store(sample);
        store().delete(library, sample.image().id());

        assertThatCode(() -> store().delete(library, sample.image().id())).doesNotThrowAnyException();
        assertThatCode(() -> store().delete(library, UUID.randomUUID())).doesNotThrowAnyException();
    }

    @Test
    void storesAnIdAgainAfterItsDeletion() throws IOException {
        Sample first = sample(uploads);
        Sample second = sample(
                uploads, "second.png", NEW_YEAR.plusSeconds(1), first.image().id(), 5);
        store(first);
        store().delete(library, first.image().id());

        store(second);

        assertThatOpens(second);
        assertThat(list(10).images()).containsExactly(second.image());
    }

    @Test
    void rejectsAnExistingIdAndKeepsItsImage() throws IOException {
        Sample first = sample(uploads);
        Sample second = sample(
                uploads, "second.png", NEW_YEAR.plusSeconds(1), first.image().id(), 5);
        store(first);

        assertThatThrownBy(() -> store(second)).isInstanceOf(StorageException.AlreadyStored.class);

        assertThat(store().find(library, first.image().id())).contains(first.image());
        assertThatOpens(first);
        assertThat(list(10).images()).containsExactly(first.image());
    }

    @Test
    void letsExactlyOneWinWhenManyStoreOneId() throws Exception {
        for (int round = 0; round < 10; round++) {
            UUID id = UUID.randomUUID();
            List<Sample> rivals = IntStream.range(0, 6)
                    .mapToObj(i -> sample(uploads, "rival " + i, NEW_YEAR.plusSeconds(i), id, 100 + i))
                    .toList();

            List<Optional<Throwable>> outcomes = atOnce(
                    rivals.stream().<Runnable>map(rival -> () -> store(rival)).toList());

            int winner = outcomes.indexOf(Optional.empty());
            assertThat(outcomes.stream().flatMap(Optional::stream))
                    .hasSize(5)
                    .hasOnlyElementsOfType(StorageException.AlreadyStored.class);
            assertThatOpens(rivals.get(winner));
            assertThat(list(1000).images())
                    .filteredOn(image -> image.id().equals(id))
                    .hasSize(1);
        }
    }

    @Test
    void listsAllThatManyStoreAtOnce() throws Exception {
        List<Sample> samples = overDays(uploads, 24);

        List<Optional<Throwable>> outcomes = atOnce(
                samples.stream().<Runnable>map(sample -> () -> store(sample)).toList());

        assertThat(outcomes).containsOnly(Optional.empty());
        assertThat(list(1000).images()).containsExactlyElementsOf(newestFirst(samples));
    }

    @Test
    void listsOnlyCompleteImagesDuringConcurrentChanges() throws Exception {
        Sample staying = sample(uploads);
        store(staying);
        List<Runnable> work = new ArrayList<>();
        for (Sample sample : overDays(uploads, 4)) {
            work.add(() -> {
                for (int i = 0; i < 4; i++) {
                    store(sample);
                    store().delete(library, sample.image().id());
                }
            });
        }
        for (int i = 0; i < 2; i++) {
            work.add(() -> {
                for (int j = 0; j < 15; j++) {
                    assertThat(list(1000).images()).contains(staying.image());
                }
            });
        }

        assertThat(atOnce(work)).containsOnly(Optional.empty());
        assertThat(list(1000).images()).containsExactly(staying.image());
    }

    @Test
    void deletesOneImageByManyAtOnce() throws Exception {
        Sample sample = sample(uploads);
        store(sample);
        Runnable delete = () -> store().delete(library, sample.image().id());

        List<Optional<Throwable>> outcomes = atOnce(List.of(delete, delete, delete, delete));

        assertThat(outcomes).containsOnly(Optional.empty());
        assertThatIsNowhere(sample.image());
    }

    @Test
    void showsNothingOfAStoreThatFailedHalfWay() throws IOException {
        Sample sample = sample(uploads);
        breakSecondWrite(sample.image());

        assertThatThrownBy(() -> store(sample))
                .isInstanceOf(StorageException.class)
                .isNotInstanceOf(StorageException.AlreadyStored.class)
                .hasCauseInstanceOf(Exception.class);

        assertThatIsNowhere(sample.image());
    }

    @Test
    void storesAnImageAgainWhoseFirstStoreFailedHalfWay() throws IOException {
        Sample sample = sample(uploads);
        breakSecondWrite(sample.image());
        assertThatThrownBy(() -> store(sample)).isInstanceOf(StorageException.class);
        repairSecondWrite(sample.image());

        store(sample);

        assertThatOpens(sample);
        assertThat(list(10).images()).containsExactly(sample.image());
    }

    @Test
    void storesOnceUnderAnIdOfTheCaller() throws IOException {
        Sample first = sample(uploads);
        ImageMetadata later = atTime(first, NEW_YEAR.plusSeconds(60));

        ImageMetadata stored = store().storeOnce(library, first.image(), first.file());
        ImageMetadata repeated = store().storeOnce(library, later, first.file());

        assertThat(stored).isSameAs(first.image());
        assertThat(repeated).isEqualTo(first.image());
        assertThatOpens(first);
        assertThat(list(10).images()).containsExactly(first.image());
    }

    @Test
    void returnsTheOtherImageThatHasTheId() throws IOException {
        Sample first = sample(uploads);
        Sample other =
                sample(uploads, first.image().name(), NEW_YEAR, first.image().id(), 999);
        store(first);

        assertThat(store().storeOnce(library, other.image(), other.file())).isEqualTo(first.image());
        assertThatOpens(first);
        assertThat(list(10).images()).containsExactly(first.image());
    }

    @Test
    void completesAStoreOnceThatFailedHalfway() throws IOException {
        Sample first = sample(uploads);
        ImageMetadata later = atTime(first, NEW_YEAR.plusSeconds(60));
        breakSecondWrite(first.image());

        assertThatThrownBy(() -> store().storeOnce(library, first.image(), first.file()))
                .isInstanceOf(StorageException.class);
        repairSecondWrite(first.image());
        ImageMetadata stored = store().storeOnce(library, later, first.file());

        assertThat(stored).isIn(first.image(), later);
        assertThat(list(10).images()).containsExactly(stored);
        assertThat(store().find(library, stored.id())).contains(stored);
    }

    @Test
    void storesOnceAgainAfterADelete() {
        Sample first = sample(uploads);
        ImageMetadata later = atTime(first, NEW_YEAR.plusSeconds(60));
        store().storeOnce(library, first.image(), first.file());
        store().delete(library, first.image().id());

        assertThat(store().storeOnce(library, later, first.file())).isSameAs(later);
        assertThat(list(10).images()).containsExactly(later);
    }

    @RepeatedTest(5)
    void storesOnceForConcurrentCallers() throws Exception {
        UUID id = UUID.randomUUID();
        List<Sample> rivals = IntStream.range(0, 6)
                .mapToObj(i -> sample(uploads, "photo.png", NEW_YEAR.plusMillis(i), id, 1000 + i % 2))
                .toList();
        CyclicBarrier start = new CyclicBarrier(rivals.size());
        List<ImageMetadata> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ImageMetadata>> calls = rivals.stream()
                    .map(rival -> threads.submit(() -> {
                        start.await();
                        return store().storeOnce(library, rival.image(), rival.file());
                    }))
                    .toList();
            for (Future<ImageMetadata> call : calls) {
                results.add(call.get());
            }
        }

        ImageMetadata winner = results.getFirst();
        assertThat(results).containsOnly(winner);
        assertThat(list(10).images()).containsExactly(winner);
        assertThatOpens(rivals.stream()
                .filter(rival -> rival.image().equals(winner))
                .findFirst()
                .orElseThrow());
    }

    private static ImageMetadata atTime(Sample sample, Instant createdAt) {
        ImageMetadata image = sample.image();
        return new ImageMetadata(
                image.id(),
                image.name(),
                image.mediaType(),
                image.size(),
                image.width(),
                image.height(),
                image.sha256(),
                createdAt);
    }

    @Test
    void keepsRenditionsByWhatTheyAre() throws IOException {
        Sample sample = sample(uploads);
        Sample small = sample(uploads);
        store(sample);

        assertThat(keep(sample, SMALL_WEBP, small)).isTrue();

        assertThatOpens(sample, SMALL_WEBP, small);
        assertThat(store().openRendition(
                                library, sample.image().id(), new RenditionName("320x320-q80", RenditionFormat.JPEG)))
                .isEmpty();
        assertThat(store().openRendition(
                                library, sample.image().id(), new RenditionName("32x32-q80", RenditionFormat.WEBP)))
                .isEmpty();
        assertThat(list(10).images()).containsExactly(sample.image());
        assertThatOpens(sample);
    }

    @Test
    void countsTheRenditionsOfAnImage() {
        Sample sample = sample(uploads);
        Sample other = sample(uploads);
        store(sample);
        store(other);
        assertThat(store().countRenditions(library, sample.image().id())).isZero();
        for (int size = 1; size <= 5; size++) {
            keep(sample, new RenditionName(size + "x" + size + "-q80", RenditionFormat.AVIF), sample(uploads));
        }

        assertThat(store().countRenditions(library, sample.image().id())).isEqualTo(5);
        assertThat(store().countRenditions(library, other.image().id())).isZero();
        assertThat(store().countRenditions(library, UUID.randomUUID())).isZero();
    }

    @Test
    void beginsGenerationsOfLinksByLibrary() {
        Library other = Library.of("other");
        assertThat(store().linkGeneration(library)).isZero();

        for (int generation = 1; generation <= 12; generation++) {
            assertThat(store().nextLinkGeneration(library)).isEqualTo(generation);
            assertThat(store().linkGeneration(library)).isEqualTo(generation);
        }

        assertThat(store().linkGeneration(other)).isZero();
        assertThat(list(10).images()).isEmpty();
    }

    @Test
    void neverGoesBackToAnEarlierGenerationOfLinks() throws Exception {
        Callable<Integer> revoke = () -> store().nextLinkGeneration(library);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int greatest = 0;
            for (Future<Integer> begun : threads.invokeAll(Collections.nCopies(16, revoke))) {
                greatest = Math.max(greatest, begun.get());
            }

            assertThat(store().linkGeneration(library)).isEqualTo(greatest);
        }
    }

    @Test
    void replacesARendition() throws IOException {
        Sample sample = sample(uploads);
        Sample second = sample(uploads, "second", NEW_YEAR, UUID.randomUUID(), 70_000);
        store(sample);
        keep(sample, SMALL_WEBP, sample(uploads));

        keep(sample, SMALL_WEBP, second);

        assertThatOpens(sample, SMALL_WEBP, second);
    }

    @Test
    void keepsNoRenditionWithoutItsImage() {
        Sample sample = sample(uploads);

        assertThat(keep(sample, SMALL_WEBP, sample(uploads))).isFalse();

        assertThat(store().openRendition(library, sample.image().id(), SMALL_WEBP))
                .isEmpty();
    }

    @Test
    void keepsNoRenditionWithAnotherImageThatHasTheId() {
        Sample first = sample(uploads);
        Sample second = sample(
                uploads, "second.png", NEW_YEAR.plusSeconds(1), first.image().id(), 5);
        store(second);

        assertThat(keep(first, SMALL_WEBP, sample(uploads))).isFalse();

        assertThat(store().openRendition(library, first.image().id(), SMALL_WEBP))
                .isEmpty();
    }

    @Test
    void deletesRenditionsWithTheirImage() {
        Sample sample = sample(uploads);
        store(sample);
        for (RenditionFormat format : RenditionFormat.values()) {
            keep(sample, new RenditionName("320x320-q80", format), sample(uploads));
        }

        store().delete(library, sample.image().id());

        for (RenditionFormat format : RenditionFormat.values()) {
            assertThat(store().openRendition(library, sample.image().id(), new RenditionName("320x320-q80", format)))
                    .isEmpty();
        }
    }

    @Test
    void leavesNoRenditionThatIsKeptWhileItsImageIsDeleted() throws Exception {
        for (int round = 0; round < 20; round++) {
            Sample sample = sample(uploads);
            Sample small = sample(uploads);
            store(sample);
            UUID id = sample.image().id();

            List<Optional<Throwable>> outcomes =
                    atOnce(List.of(() -> keep(sample, SMALL_WEBP, small), () -> store().delete(library, id)));

            assertThat(outcomes).containsOnly(Optional.empty());
            assertThat(store().openRendition(library, id, SMALL_WEBP)).isEmpty();
        }
    }

    @Test
    void respondsToACheck() {
        assertThatCode(() -> store().check()).doesNotThrowAnyException();
    }

    protected final void store(Sample sample) {
        store().store(library, sample.image(), sample.file());
    }

    protected final boolean keep(Sample sample, RenditionName name, Sample rendition) {
        return store().putRendition(
                        library,
                        sample.image(),
                        name,
                        rendition.file(),
                        rendition.image().sha256());
    }

    private void assertThatOpens(Sample sample, RenditionName name, Sample rendition) throws IOException {
        try (RenditionContent content =
                store().openRendition(library, sample.image().id(), name).orElseThrow()) {
            assertThat(content.size()).isEqualTo(rendition.image().size());
            assertThat(content.sha256()).isEqualTo(rendition.image().sha256());
            assertThat(content.bytes().stream().readAllBytes()).isEqualTo(rendition.bytes());
        }
    }

    protected final ListPage list(int limit) {
        return store().list(library, ImageCursor.START, limit);
    }

    protected final List<ListPage> pages(int limit) {
        List<ListPage> pages = new ArrayList<>();
        Optional<ImageCursor> cursor = Optional.of(ImageCursor.START);
        while (cursor.isPresent()) {
            assertThat(pages).as("pages").hasSizeLessThan(1000);
            ListPage page = store().list(library, cursor.get(), limit);
            pages.add(page);
            cursor = page.next();
        }
        return pages;
    }

    protected final void assertThatOpens(Sample sample) throws IOException {
        try (ImageContent content = store().open(library, sample.image().id()).orElseThrow()) {
            assertThat(content.image()).isEqualTo(sample.image());
            assertThat(content.bytes().stream().readAllBytes()).isEqualTo(sample.bytes());
        }
    }

    protected final void assertThatIsNowhere(ImageMetadata image) {
        assertThat(store().find(library, image.id())).isEmpty();
        assertThat(store().open(library, image.id())).isEmpty();
        assertThat(list(1000).images()).doesNotContain(image);
    }

    /** Runs all actions at the same time. Returns what each threw, in their order. */
    protected static List<Optional<Throwable>> atOnce(List<Runnable> work) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(work.size());
        List<Callable<Optional<Throwable>>> calls = new ArrayList<>();
        for (Runnable one : work) {
            calls.add(() -> {
                barrier.await();
                try {
                    one.run();
                    return Optional.empty();
                } catch (RuntimeException | AssertionError e) {
                    return Optional.of(e);
                }
            });
        }
        List<Optional<Throwable>> outcomes = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Optional<Throwable>> outcome : threads.invokeAll(calls)) {
                outcomes.add(outcome.get());
            }
        }
        return outcomes;
    }
}
