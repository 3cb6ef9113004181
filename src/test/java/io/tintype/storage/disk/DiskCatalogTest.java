package io.tintype.storage.disk;

import static io.tintype.storage.SampleImages.NEW_YEAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.github.f4b6a3.uuid.UuidCreator;
import io.tintype.storage.ImageCursor;
import io.tintype.storage.disk.CatalogWalk.Marker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DiskCatalogTest {

    private static final Logger LOG = Logger.getLogger(DiskCatalogTest.class);
    private static final int COUNT = 100_000;
    private static final int PAGE = 100;

    /** Directories that may be read for a page: those on the path, and two for each ten images. */
    private static final int MAX_DIRECTORIES = 16 + PAGE / 5;

    /** Each directory on the path is full, with 16 subdirectories. */
    private static final int MAX_NAMES = 16 * (DiskCatalog.MAX_ENTRIES + 16) + PAGE;

    private final Random random = new Random(20_260_101);

    @TempDir
    Path folder;

    private Path top;
    private DiskCatalog catalog;
    private int directories;
    private int names;

    @BeforeEach
    void makeCatalog() {
        top = folder.resolve("catalog");
        catalog = new DiskCatalog(top);
    }

    static Stream<Arguments> libraries() {
        Random random = new Random(7);
        return Stream.of(
                library("one day", i -> at(i * 864L), i -> v7(at(i * 864L))),
                library("ten years", i -> at(i * 3_153_600L), i -> v7(at(i * 3_153_600L))),
                library("one second, as an import brings it", i -> NEW_YEAR, i -> v4(random)),
                library("one second, in any order", i -> at(random.nextInt(1000)), i -> v4(random)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("libraries")
    void readsNoMoreForAPageThanThePageNeeds(String name, IntFunction<Instant> times, IntFunction<UUID> ids)
            throws IOException {
        Map<Path, List<Path>> tree = new HashMap<>(Map.of(top, new ArrayList<>()));
        List<ImageCursor> places = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            places.add(cursor(times.apply(i), ids.apply(i)));
            add(places.getLast(), tree);
        }
        Collections.sort(places);

        for (int start : new int[] {0, COUNT / 3, COUNT / 2, COUNT - PAGE - 1}) {
            ImageCursor cursor = start == 0 ? ImageCursor.START : places.get(start - 1);
            assertThat(page(cursor, tree)).isEqualTo(places.subList(start, start + PAGE));
            LOG.infof("%s, from %s: %s directories with %s names", name, start, directories, names);
            assertThat(directories).as("directories read").isLessThan(MAX_DIRECTORIES);
            assertThat(names).as("names read").isLessThan(MAX_NAMES);
        }
    }

    /** So the model counts what is read from a disk. */
    @Test
    void laysMarkersOutAsTheModelDoes() throws IOException {
        Map<Path, List<Path>> tree = new HashMap<>(Map.of(top, new ArrayList<>()));
        for (int i = 0; i < 700; i++) {
            ImageCursor cursor = cursor(at(random.nextInt(Integer.MAX_VALUE)), v4(random));
            add(cursor);
            add(cursor, tree);
        }

        try (Stream<Path> all = Files.walk(top)) {
            assertThat(all.filter(path -> !path.equals(top)))
                    .containsExactlyInAnyOrderElementsOf(
                            tree.values().stream().flatMap(List::stream).toList());
        }
        assertThat(tree).as("directories").hasSizeGreaterThan(10);
    }

    @Test
    void keepsTheOrderDuringAdditionsAndRemovals() throws IOException {
        List<ImageCursor> places = new ArrayList<>(IntStream.range(0, 600)
                .mapToObj(i -> cursor(at(random.nextInt(5000)), v4(random)))
                .toList());
        for (ImageCursor cursor : places) {
            add(cursor);
        }
        Collections.shuffle(places, random);
        for (ImageCursor cursor : places.subList(0, 250)) {
            catalog.remove(cursor);
        }
        places.subList(0, 250).clear();
        for (int i = 0; i < 100; i++) {
            places.add(cursor(at(random.nextInt(5000)), v4(random)));
            add(places.getLast());
        }

        Collections.sort(places);
        assertThat(all(ImageCursor.START)).isEqualTo(places);
        for (int start : new int[] {1, 99, 300, 449}) {
            assertThat(all(places.get(start))).isEqualTo(places.subList(start + 1, places.size()));
        }
    }

    @Test
    void leavesNoDirectoryButItsOwnAfterTheLastMarker() throws IOException {
        List<ImageCursor> places = IntStream.range(0, 200)
                .mapToObj(i -> cursor(NEW_YEAR, v4(random)))
                .toList();
        for (ImageCursor cursor : places) {
            add(cursor);
        }
        assertThat(top).isDirectoryContaining(Files::isDirectory);

        for (ImageCursor cursor : places) {
            catalog.remove(cursor);
        }

        assertThat(top).isEmptyDirectory();
    }

    @Test
    void findsAMarkerInAnyDirectoryAndAddsNoSecond() throws IOException {
        ImageCursor cursor = cursor(NEW_YEAR, v4(random));
        String key = cursor.key();
        Path deep = Files.createDirectories(top.resolve(key.substring(0, 4)).resolve(key.substring(4, 5)));
        Files.createFile(top.resolve(key));

        catalog.add(cursor);

        assertThat(deep).isEmptyDirectory();
        assertThat(catalog.contains(cursor)).isTrue();
        Files.createFile(deep.resolve(key)); // of a process that did not see the other
        assertThat(all(ImageCursor.START)).containsExactly(cursor);
        catalog.remove(cursor);
        assertThat(catalog.contains(cursor)).isFalse();
        assertThat(top).isEmptyDirectory();
    }

    @Test
    void ignoresFilesThatAreNotEntries() throws IOException {
        ImageCursor cursor = cursor(NEW_YEAR, v4(random));
        catalog.add(cursor);
        for (String name : List.of("fe64", "today", ".DS_Store", "0".repeat(43), "FE65", "a")) {
            Files.createFile(top.resolve(name));
        }
        Files.createDirectories(top.resolve("fe63/ab/c"));
        Files.createFile(top.resolve("fe63").resolve(cursor.key()));

        assertThat(all(ImageCursor.START)).containsExactly(cursor);
    }

    /** Adding and removing in the same directory, which is empty again and again. */
    @Test
    void addsAndRemovesByManyThreads() throws IOException {
        List<ImageCursor> full = IntStream.range(0, DiskCatalog.MAX_ENTRIES)
                .mapToObj(i -> cursor(NEW_YEAR, v4(random)))
                .toList();
        for (ImageCursor cursor : full) {
            add(cursor);
        }
        List<ImageCursor> kept = Collections.synchronizedList(new ArrayList<>(full));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int thread = 0; thread < 8; thread++) {
                boolean keeps = thread == 0;
                Random own = new Random(thread);
                threads.submit(() -> {
                    for (int i = 0; i < 50; i++) {
                        ImageCursor cursor = cursor(NEW_YEAR, v4(own));
                        catalog.add(cursor);
                        if (keeps) {
                            kept.add(cursor);
                        } else {
                            catalog.remove(cursor);
                        }
                    }
                    return null;
                });
            }
        }

        Collections.sort(kept);
        assertThat(kept).hasSize(DiskCatalog.MAX_ENTRIES + 50);
        assertThat(all(ImageCursor.START)).isEqualTo(kept);
    }

    private List<ImageCursor> page(ImageCursor cursor, Map<Path, List<Path>> tree) throws IOException {
        names = 0;
        directories = 0;
        CatalogWalk walk = new CatalogWalk(top, cursor, directory -> {
            List<Path> entries = tree.get(directory);
            directories++;
            names += entries.size();
            return entries;
        });
        List<ImageCursor> places = new ArrayList<>();
        while (places.size() < PAGE) {
            places.add(walk.next().orElseThrow().cursor());
        }
        return places;
    }

    private List<ImageCursor> all(ImageCursor cursor) throws IOException {
        CatalogWalk walk = new CatalogWalk(top, cursor, DurableFiles::entries);
        List<ImageCursor> places = new ArrayList<>();
        for (Optional<Marker> next = walk.next(); next.isPresent(); next = walk.next()) {
            assertThat(next.get().file()).hasFileName(next.get().cursor().key()).exists();
            places.add(next.get().cursor());
        }
        return places;
    }

    /** Adds an entry like the catalog, but without syncs. */
    private void add(ImageCursor cursor) throws IOException {
        Path directory = catalog.directoryFor(cursor);
        Files.createDirectories(directory);
        Files.createFile(directory.resolve(cursor.key()));
    }

    /** A model of it, in memory. */
    private void add(ImageCursor cursor, Map<Path, List<Path>> tree) {
        CatalogNode node = CatalogNode.top(top);
        CatalogNode next = node.child(cursor).orElseThrow();
        while (tree.containsKey(next.directory())) {
            node = next;
            next = node.child(cursor).orElseThrow();
        }
        List<Path> entries = tree.get(node.directory());
        if (entries.size() >= DiskCatalog.MAX_ENTRIES) {
            entries.add(next.directory());
            tree.put(next.directory(), new ArrayList<>(List.of(next.marker(cursor))));
            return;
        }
        entries.add(node.marker(cursor));
    }

    private static Arguments library(String name, IntFunction<Instant> times, IntFunction<UUID> ids) {
        return arguments(name, times, ids);
    }

    private static ImageCursor cursor(Instant createdAt, UUID id) {
        return ImageCursor.after(createdAt, id);
    }

    private static Instant at(long millis) {
        return NEW_YEAR.plus(Duration.ofMillis(millis));
    }

    private static UUID v4(Random random) {
        return new UUID(
                random.nextLong() & ~0xf000L | 0x4000L, random.nextLong() & Long.MAX_VALUE >> 1 | Long.MIN_VALUE);
    }

    private static UUID v7(Instant createdAt) {
        return UuidCreator.getTimeOrderedEpoch(createdAt);
    }
}
