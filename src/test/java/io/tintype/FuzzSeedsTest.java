package io.tintype;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.http.download.ContentDispositionFuzzer;
import io.tintype.http.download.PreconditionsFuzzer;
import io.tintype.http.download.RangeHeaderFuzzer;
import io.tintype.http.upload.FormFilenameFuzzer;
import io.tintype.http.upload.MultipartReaderFuzzer;
import io.tintype.image.FileNameFuzzer;
import io.tintype.image.ImageProbeFuzzer;
import io.tintype.storage.ImageCursorFuzzer;
import io.tintype.storage.LibraryFuzzer;
import io.tintype.storage.disk.SidecarFuzzer;
import io.tintype.storage.s3.CatalogKeyFuzzer;
import io.tintype.storage.s3.ObjectMetadataFuzzer;
import io.tintype.storage.s3.admin.HeaderTextFuzzer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs each fuzzer on its seeds as ordinary tests: initial inputs, and inputs that have exposed a fault. */
class FuzzSeedsTest {

    private static final Path SEEDS = Path.of("fuzz", "seeds");

    private static final Map<String, Target> TARGETS = Map.ofEntries(
            target(CatalogKeyFuzzer.class, CatalogKeyFuzzer::fuzzerTestOneInput),
            target(PreconditionsFuzzer.class, PreconditionsFuzzer::fuzzerTestOneInput),
            target(ContentDispositionFuzzer.class, ContentDispositionFuzzer::fuzzerTestOneInput),
            target(ObjectMetadataFuzzer.class, ObjectMetadataFuzzer::fuzzerTestOneInput),
            target(FileNameFuzzer.class, FileNameFuzzer::fuzzerTestOneInput),
            target(MultipartReaderFuzzer.class, MultipartReaderFuzzer::fuzzerTestOneInput),
            target(HeaderTextFuzzer.class, HeaderTextFuzzer::fuzzerTestOneInput),
            target(ImageCursorFuzzer.class, ImageCursorFuzzer::fuzzerTestOneInput),
            target(ImageProbeFuzzer.class, ImageProbeFuzzer::fuzzerTestOneInput),
            target(LibraryFuzzer.class, LibraryFuzzer::fuzzerTestOneInput),
            target(FormFilenameFuzzer.class, FormFilenameFuzzer::fuzzerTestOneInput),
            target(RangeHeaderFuzzer.class, RangeHeaderFuzzer::fuzzerTestOneInput),
            target(SidecarFuzzer.class, SidecarFuzzer::fuzzerTestOneInput));

    private interface Target {
        void run(byte[] input) throws IOException;
    }

    private static Map.Entry<String, Target> target(Class<?> fuzzer, Target target) {
        return Map.entry(fuzzer.getSimpleName(), target);
    }

    @TestFactory
    Stream<DynamicNode> everySeedPasses() {
        return files(SEEDS)
                .flatMap(folder -> files(folder)
                        .map(seed -> DynamicTest.dynamicTest(
                                SEEDS.relativize(seed).toString(),
                                () -> TARGETS.get(folder.getFileName().toString())
                                        .run(Files.readAllBytes(seed)))));
    }

    @Test
    void everyFuzzerHasSeeds() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src", "test", "java"))) {
            assertThat(sources.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith("Fuzzer.java"))
                            .map(name -> name.replace(".java", "")))
                    .containsExactlyInAnyOrderElementsOf(TARGETS.keySet())
                    .allMatch(target -> Files.isDirectory(SEEDS.resolve(target)));
        }
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
