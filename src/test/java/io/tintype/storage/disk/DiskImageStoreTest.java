package io.tintype.storage.disk;

import static io.tintype.storage.SampleImages.NEW_YEAR;
import static io.tintype.storage.SampleImages.newestFirst;
import static io.tintype.storage.SampleImages.overDays;
import static io.tintype.storage.SampleImages.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintype.storage.ImageContent;
import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ImageStore;
import io.tintype.storage.ImageStoreContract;
import io.tintype.storage.ListPage;
import io.tintype.storage.RenditionContent;
import io.tintype.storage.SampleImages.Sample;
import io.tintype.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiskImageStoreTest extends ImageStoreContract {

    @TempDir
    Path folder;

    private Path root;
    private ImageStore store;

    @BeforeEach
    void openStore() {
        root = folder.resolve("data");
        store = new DiskImageStore(root);
    }

    @Override
    protected ImageStore store() {
        return store;
    }

    /** The catalog is full, and a file is where its subdirectory should be. */
    @Override
    protected void breakSecondWrite(ImageMetadata image) throws IOException {
        Path marker = marker(image);
        Path catalog = Files.createDirectories(marker.getParent());
        for (int i = 0; i < DiskCatalog.MAX_ENTRIES; i++) {
            Files.createFile(catalog.resolve("unknown-" + i));
        }
        Files.createFile(catalog.resolve(marker.getFileName().toString().substring(0, 4)));
    }

    @Override
    protected void repairSecondWrite(ImageMetadata image) throws IOException {
        for (Path entry : DurableFiles.entries(marker(image).getParent())) {
            if (entry.getFileName().toString().length() < ImageCursor.KEY_LENGTH) {
                Files.delete(entry);
            }
        }
    }

    @Test
    void laysFilesOutAsDocumented() throws IOException {
        UUID id = UUID.fromString("0190a5b0-1234-7abc-8def-0123456789ab");

        store(sample(root.getParent(), "../x.png", Instant.parse("2026-03-01T23:59:59.999Z"), id, 3));

        String images = library.key() + "/images/ab/" + id;
        assertThat(files())
                .containsExactlyInAnyOrder(
                        images + "/content",
                        images + "/image.json",
                        library.key() + "/catalog/"
                                + ImageCursor.after(Instant.parse("2026-03-01T23:59:59.999Z"), id)
                                        .key());
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("awfulNames")
    void writesNothingOutsideItsFolderWhateverTheName(String name) throws IOException {
        Sample sample = sample(uploads, name);

        store(sample);

        try (Stream<Path> beside = Files.list(folder)) {
            assertThat(beside).containsExactly(root);
        }
    }

    @Test
    void storesARenditionWithItsChecksumAtTheEndOfTheFile() throws IOException {
        Sample sample = sample(uploads);
        Sample rendition = sample(uploads);
        store(sample);
        keep(sample, SMALL_WEBP, rendition);
        Path file = new DiskLayout(root).image(library, sample.image().id()).resolve(SMALL_WEBP.text());

        byte[] stored = Files.readAllBytes(file);

        int size = (int) rendition.image().size();
        assertThat(stored).startsWith(Files.readAllBytes(rendition.file())).hasSize(size + 32);
        assertThat(HexFormat.of().formatHex(stored, size, size + 32))
                .isEqualTo(rendition.image().sha256());
    }

    @Test
    void opensNoRenditionThatIsTooShortForItsChecksum() throws IOException {
        Sample sample = sample(uploads);
        store(sample);
        keep(sample, SMALL_WEBP, sample(uploads));
        Files.write(new DiskLayout(root).image(library, sample.image().id()).resolve(SMALL_WEBP.text()), new byte[32]);

        assertThat(store.openRendition(library, sample.image().id(), SMALL_WEBP))
                .isEmpty();
    }

    /** The service then makes it again, and stores it in the same place. */
    @Test
    void opensNoSmallRenditionThatIsAltered() throws IOException {
        Sample sample = sample(uploads);
        Sample rendition = sample(uploads);
        store(sample);
        keep(sample, SMALL_WEBP, rendition);
        Path file = new DiskLayout(root).image(library, sample.image().id()).resolve(SMALL_WEBP.text());
        byte[] altered = Files.readAllBytes(file);
        altered[500]++;
        Files.write(file, altered);

        assertThat(store.openRendition(library, sample.image().id(), SMALL_WEBP))
                .isEmpty();

        keep(sample, SMALL_WEBP, rendition);
        assertThat(store.openRendition(library, sample.image().id(), SMALL_WEBP))
                .hasValueSatisfying(content -> assertThat(content.verified()).isTrue());
    }

    @ParameterizedTest
    @CsvSource({"131072, true", "131073, false"})
    void verifiesSmallRenditionsWhenTheyAreOpened(int size, boolean verified) throws IOException {
        Sample sample = sample(uploads);
        Sample rendition = sample(uploads, "large.webp", Instant.EPOCH, UUID.randomUUID(), size);
        store(sample);
        keep(sample, SMALL_WEBP, rendition);

        try (RenditionContent content =
                store.openRendition(library, sample.image().id(), SMALL_WEBP).orElseThrow()) {
            assertThat(content.verified()).isEqualTo(verified);
            assertThat(content.sha256()).isEqualTo(rendition.image().sha256());
            assertThat(content.bytes().stream().readAllBytes()).isEqualTo(rendition.bytes());
        }
    }

    @Test
    void leavesNoFileAfterADelete() throws IOException {
        Sample sample = sample(uploads);
        store(sample);
        keep(sample, SMALL_WEBP, sample(uploads));
        assertThat(files()).anyMatch(file -> file.endsWith(sample.image().id() + "/320x320-q80-v3.webp"));

        store.delete(library, sample.image().id());

        assertThat(files()).isEmpty();
    }

    @Test
    void leavesNoFileAfterARejectedOrFailedStore() throws IOException {
        Sample first = sample(uploads);
        store(first);
        List<String> before = files();
        Sample second = sample(uploads, NEW_YEAR.plus(Duration.ofDays(1)));
        breakSecondWrite(second.image());

        assertThatThrownBy(() -> store(first)).isInstanceOf(StorageException.AlreadyStored.class);
        assertThatThrownBy(() -> store(second)).isInstanceOf(StorageException.Refused.class);

        repairSecondWrite(second.image());
        assertThat(files()).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void failsWhenTheUploadedFileIsGone() throws IOException {
        Sample sample = sample(uploads);
        Files.delete(sample.file());

        assertThatThrownBy(() -> store(sample)).isInstanceOf(StorageException.Unavailable.class);

        assertThat(files()).isEmpty();
    }

    @Test
    void continuesToReadADeletedImage() throws IOException {
        Sample sample = sample(uploads, "large", NEW_YEAR, UUID.randomUUID(), 1_000_000);
        store(sample);

        try (ImageContent content = store.open(library, sample.image().id()).orElseThrow()) {
            store.delete(library, sample.image().id());

            assertThat(content.bytes().stream().readAllBytes()).isEqualTo(sample.bytes());
        }
    }

    @Test
    void fillsAPageAlsoWhenMarkersHaveLostTheirImages() throws IOException {
        List<Sample> samples = overDays(uploads, 6);
        samples.forEach(this::store);
        List<ImageMetadata> images = newestFirst(samples);
        loseImage(images.get(1));
        loseImage(images.get(5));

        ListPage first = list(3);
        ListPage second = store.list(library, first.next().orElseThrow(), 1);

        assertThat(first.images()).containsExactly(images.get(0), images.get(2), images.get(3));
        assertThat(second.images()).containsExactly(images.get(4));
        assertThat(second.next()).isEmpty();
    }

    @Test
    void storesAnImageWhoseMarkerIsLeftFromACrash() throws IOException {
        Sample sample = sample(uploads);
        Files.createDirectories(marker(sample.image()).getParent());
        Files.createFile(marker(sample.image()));

        store(sample);

        assertThat(list(10).images()).containsExactly(sample.image());
    }

    /** Versions before 1.0 created such folders. */
    @Test
    void listsAndDeletesEntriesInAFolderForEachDay() throws IOException {
        List<Sample> samples = overDays(uploads, 8);
        samples.forEach(this::store);
        for (Sample sample : samples) {
            Path marker = marker(sample.image());
            Path day = Files.createDirectories(
                    marker.resolveSibling(sample.image().createdAt().toString().substring(0, 10)));
            Files.move(marker, day.resolve(marker.getFileName()));
        }

        store = new DiskImageStore(root);

        assertThat(list(1000).images()).isEqualTo(newestFirst(samples));
        samples.forEach(sample -> store.delete(library, sample.image().id()));
        assertThat(files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{}", "{\"id\":1}"})
    void treatsAnImageWithAnInvalidSidecarAsAbsent(String json) throws IOException {
        Sample sample = sample(uploads);
        store(sample);
        Files.writeString(DiskLayout.sidecar(image(sample.image())), json);

        assertThatIsNowhere(sample.image());
    }

    @Test
    void ignoresUnknownFiles() throws IOException {
        Sample sample = sample(uploads);
        store(sample);
        Path catalog = root.resolve(library.key()).resolve("catalog");
        Files.createFile(catalog.resolve(".DS_Store"));
        Files.createFile(
                Files.createDirectories(catalog.resolve("fe65").resolve("a")).resolve(".DS_Store"));

        assertThat(list(10).images()).containsExactly(sample.image());
    }

    @Test
    void findsImagesOfAnEarlierStore() throws IOException {
        Sample sample = sample(uploads);
        store(sample);

        store = new DiskImageStore(root);

        assertThatOpens(sample);
        assertThat(list(10).images()).containsExactly(sample.image());
    }

    @Test
    void removesLeftoversIfNoOtherProcessUsesTheFolder() throws IOException {
        Path recent = Files.createDirectories(root.resolve(".tmp/recent"));
        Files.createFile(recent.resolve("content"));

        store = new DiskImageStore(root);

        assertThat(recent).doesNotExist();
    }

    @Test
    void removesOldLeftoversAloneWhileAnotherWorksOnTheFolder() throws IOException {
        store(sample(uploads));
        Path old = Files.createDirectories(root.resolve(".tmp/old"));
        Files.createFile(old.resolve("content"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        Path recent = Files.createDirectories(root.resolve(".tmp/recent"));

        DiskImageStore another = new DiskImageStore(root);

        assertThat(old).doesNotExist();
        assertThat(recent).exists();
        assertThat(another.list(library, ImageCursor.START, 1).images()).hasSize(1);
    }

    @Test
    void makesNothingBeforeTheFirstStore() {
        store.check();
        list(10);
        store.delete(library, UUID.randomUUID());

        assertThat(root).doesNotExist();
    }

    @Test
    void rejectsAFolderThatCannotExist() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Sample sample = sample(uploads);

        store = new DiskImageStore(file.resolve("data"));

        assertThatThrownBy(() -> store.check()).isInstanceOf(StorageException.Refused.class);
        assertThatThrownBy(() -> store(sample)).isInstanceOf(StorageException.Refused.class);
        assertThatThrownBy(() -> list(10)).isInstanceOf(StorageException.Refused.class);
    }

    private void loseImage(ImageMetadata image) throws IOException {
        Files.delete(DiskLayout.sidecar(image(image)));
    }

    private Path image(ImageMetadata image) {
        return new DiskLayout(root).image(library, image.id());
    }

    private Path marker(ImageMetadata image) {
        return new DiskLayout(root)
                .catalog(library)
                .resolve(ImageCursor.after(image).key());
    }

    /** All but the lock, which stays. */
    private List<String> files() throws IOException {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.equals(root.resolve(".lock")))
                    .map(file -> root.relativize(file).toString())
                    .toList();
        }
    }
}
