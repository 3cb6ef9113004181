package io.tintype.image;

import static io.tintype.testing.Bytes.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintype.testing.Fixtures;
import io.tintype.testing.HostileFile;
import io.tintype.testing.RealImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImageProbeTest {
    private static final long PIXEL_LIMIT = 100_000_000;
    private static final int MUTATIONS_OF_EACH = 500;
    private static final byte[] EXTREMES = bytes(0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF);

    private final ImageProbe probe = new ImageProbe();

    @TempDir
    Path folder;

    static List<RealImage> realImages() {
        return Fixtures.realImages();
    }

    static List<HostileFile> hostileFiles() {
        return Fixtures.hostileFiles();
    }

    @ParameterizedTest
    @MethodSource("realImages")
    void recognisesRealImage(RealImage image) throws IOException {
        Path file = Files.write(folder.resolve("upload"), image.bytes());

        ImageInfo info = probe.probe(file);

        assertThat(info.format().mediaType()).isEqualTo(image.mediaType());
        assertThat(info.width()).isEqualTo(image.width());
        assertThat(info.height()).isEqualTo(image.height());
        assertThat(info.pixels())
                .as("what coded data say, which are as large as the image or a little larger")
                .isBetween((long) image.width() * image.height(), 2L * image.width() * image.height());
    }

    @Test
    void fixturesHaveEveryAcceptedFormat() {
        Set<String> mediaTypes = realImages().stream().map(RealImage::mediaType).collect(Collectors.toSet());

        assertThat(mediaTypes)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ImageFormat.values())
                        .map(ImageFormat::mediaType)
                        .toList());
    }

    @Test
    void hostileFilesHaveNamesOfTheirOwn() {
        assertThat(hostileFiles()).extracting(HostileFile::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("hostileFiles")
    void rejectsHostileFileAsExpectedAndReadsLittle(HostileFile file) throws IOException {
        CountingChannel channel = new CountingChannel(file.bytes());

        HostileFile.Expected response = response(channel);

        assertThat(response).isEqualTo(file.expected());
        assertThat(channel.bytesRead()).isLessThanOrEqualTo(HeaderReader.READ_LIMIT);
        assertThat(channel.largestRead()).isLessThanOrEqualTo(8 * 1024);
    }

    /** Maps the probe's outcome to that of an upload. */
    private HostileFile.Expected response(CountingChannel channel) throws IOException {
        try {
            ImageInfo info = probe.probe(channel);
            return info.pixels() > PIXEL_LIMIT
                    ? new HostileFile.Expected(422, "too-many-pixels", null, null, info.pixels())
                    : new HostileFile.Expected(201, null, info.format().mediaType(), null, 0);
        } catch (ImageException.Empty e) {
            return new HostileFile.Expected(400, "invalid-upload", null, null, 0);
        } catch (ImageException.UnsupportedFormat e) {
            return new HostileFile.Expected(
                    415, "unsupported-image", null, e.detectedType().orElse(null), 0);
        } catch (ImageException.Unreadable e) {
            return new HostileFile.Expected(
                    422, "unreadable-image", null, e.format().mediaType(), 0);
        }
    }

    @Test
    void stopsReadingAtTheLimit() {
        CountingChannel endless = new CountingChannel(named("fill-bytes.jpg").bytes());

        assertThatThrownBy(() -> probe.probe(endless)).isInstanceOf(ImageException.Unreadable.class);

        assertThat(endless.bytesRead()).isEqualTo(HeaderReader.READ_LIMIT);
    }

    @Test
    void doesNotReadWhatItSkips() throws IOException {
        CountingChannel segments =
                new CountingChannel(named("large-segments.jpg").bytes());
        CountingChannel pixelsFirst =
                new CountingChannel(named("pixels-first.avif").bytes());
        CountingChannel bomb = new CountingChannel(named("text-bomb.png").bytes());

        probe.probe(segments);
        probe.probe(pixelsFirst);
        probe.probe(bomb);

        assertThat(segments.bytesRead()).isLessThan(3 * 1024 * 1024); // one window for each of 300 segments
        assertThat(pixelsFirst.bytesRead()).isLessThan(20_000);
        assertThat(bomb.bytesRead()).isLessThan(10_000);
    }

    private static HostileFile named(String name) {
        return hostileFiles().stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("realImages")
    void returnsInfoOrImageExceptionForEveryMutation(RealImage image) throws IOException {
        byte[] original = image.bytes();
        Random random = new Random(image.name().hashCode());
        for (int i = 0; i < MUTATIONS_OF_EACH; i++) {
            CountingChannel mutation = new CountingChannel(mutate(original, random));
            try {
                ImageInfo info = probe.probe(mutation);
                assertThat(Math.min(info.width(), info.height())).isPositive();
            } catch (ImageException expected) {
                assertThat(expected)
                        .isInstanceOfAny(
                                ImageException.Empty.class,
                                ImageException.UnsupportedFormat.class,
                                ImageException.Unreadable.class);
            }
            assertThat(mutation.bytesRead()).isLessThanOrEqualTo(4L * original.length + 64 * 1024);
        }
    }

    /** Changes a few bytes, mostly near the beginning, and often truncates the file. */
    private static byte[] mutate(byte[] original, Random random) {
        byte[] copy = original.clone();
        int changes = 1 + random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            int reach = random.nextInt(4) == 0 ? copy.length : Math.min(copy.length, 600);
            int index = random.nextInt(reach);
            int run = random.nextInt(3) == 0 ? 4 : 1;
            byte value = random.nextBoolean() ? EXTREMES[random.nextInt(EXTREMES.length)] : (byte) random.nextInt(256);
            Arrays.fill(copy, index, Math.min(index + run, copy.length), value);
        }
        return random.nextInt(3) == 0 ? first(copy, random.nextInt(copy.length)) : copy;
    }

    @Test
    void returnsSizeOfHeifsPrimaryItemAndNotOfTilesOrThumbnails() throws IOException {
        byte[] properties = box("ipco", spatialExtents(512, 512), spatialExtents(4032, 3024), spatialExtents(320, 240));
        byte[] meta = box("meta", big32(0), primaryItem(3), box("iprp", properties, associations(1, 1, 2, 3)));

        ImageInfo info = probe.probe(new CountingChannel(join(fileType("heic", "mif1"), meta)));

        assertThat(info).isEqualTo(new ImageInfo(ImageFormat.HEIC, 4032, 3024));
    }

    /** Some encoders write such sequences. */
    @Test
    void usesTheOnlyItemIfTheFileNamesNoPrimaryOne() throws IOException {
        byte[] properties = box("iprp", box("ipco", spatialExtents(480, 270)), associations(1));
        byte[] entry = box("infe", big32(0x02000000), big16(1), big16(0), text("av01"));
        byte[] other = box("infe", big32(0x02000000), big16(2), big16(0), text("av01"));
        byte[] one = box("meta", big32(0), box("iinf", big32(0), big16(1), entry), properties);
        byte[] two = box("meta", big32(0), box("iinf", big32(0), big16(2), entry, other), properties);

        ImageInfo info = probe.probe(new CountingChannel(join(fileType("avis", "msf1"), one)));

        assertThat(info).isEqualTo(new ImageInfo(ImageFormat.AVIF, 480, 270));
        assertThatThrownBy(() -> probe.probe(new CountingChannel(join(fileType("avis", "msf1"), two))))
                .isInstanceOf(ImageException.Unreadable.class);
    }

    @Test
    void readsWideItemIdsAndPropertyNumbers() throws IOException {
        byte[] wideItem = box("pitm", bytes(1, 0, 0, 0), big32(70_000));
        byte[] wideEntry = join(big32(1), big32(70_000), bytes(2), big16(0x8002), big16(0x0001));
        byte[] associations = box("ipma", bytes(1, 0, 0, 1), wideEntry);
        byte[] properties = box("ipco", box("hvcC", zeros(30)), spatialExtents(800, 600));
        byte[] meta = box("meta", big32(0), box("iprp", properties, associations), wideItem);

        ImageInfo info = probe.probe(new CountingChannel(join(fileType("heix"), meta)));

        assertThat(info).isEqualTo(new ImageInfo(ImageFormat.HEIC, 800, 600));
    }

    @Test
    void readsOldestBitmapHeaderAsUnsigned() throws IOException {
        byte[] fileHeader = join(text("BM"), little32(26), zeros(4), little32(26));
        byte[] bitmap = join(fileHeader, little32(12), little16(40_000), little16(20), little16(1), little16(24));

        ImageInfo info = probe.probe(new CountingChannel(bitmap));

        assertThat(info).isEqualTo(new ImageInfo(ImageFormat.BMP, 40_000, 20));
    }

    @Test
    void leavesScaleOutOfLossyWebPsSize() throws IOException {
        byte[] frame = join(bytes(0x10, 0, 0, 0x9D, 1, 0x2A), little16(0x4000 | 640), little16(0xC000 | 480));

        ImageInfo info = probe.probe(new CountingChannel(webp(30, "VP8 ", 10, frame)));

        assertThat(info).isEqualTo(new ImageInfo(ImageFormat.WEBP, 640, 480));
    }

    @Test
    void throwsReadFailures() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> probe.probe(missing)).isInstanceOf(NoSuchFileException.class);
    }
}
