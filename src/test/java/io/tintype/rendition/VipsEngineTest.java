package io.tintype.rendition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintype.storage.RenditionFormat;
import io.tintype.testing.Bytes;
import io.tintype.testing.Libvips;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps one image from taking the process. */
class VipsEngineTest {

    private static final String LIBRARY = "libvips.so.42";
    private static final int SIDE = 3000;

    @TempDir
    private Path folder;

    private Path source;
    private Path target;

    @BeforeEach
    void writeALargeImage() throws IOException {
        Libvips.assumeInstalled();
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
        source = Files.write(folder.resolve("large.png"), Bytes.greyPng(SIDE, 128, profile));
        target = folder.resolve("small.webp");
    }

    @Test
    void stopsWhatTakesTooLongAndGoesOn() {
        VipsEngine impatient = new VipsEngine(LIBRARY, Duration.ofMillis(1));
        for (int i = 0; i < 2 * VipsEngine.threads(); i++) {
            assertThatThrownBy(() -> make(impatient, SIDE * SIDE)).isInstanceOf(RenditionException.Busy.class);
        }
        impatient.close();

        VipsEngine patient = new VipsEngine(LIBRARY, Duration.ofMinutes(1));
        make(patient, SIDE * SIDE);
        patient.close();

        assertThat(target).isNotEmptyFile();
    }

    /** Though another reader of the header let it through. */
    @Test
    void refusesMorePixelsThanWereAnnounced() {
        VipsEngine engine = new VipsEngine(LIBRARY, Duration.ofMinutes(1));

        assertThatThrownBy(() -> make(engine, SIDE * SIDE - 1)).isInstanceOf(RenditionException.Undecodable.class);
        engine.close();

        assertThat(target).doesNotExist();
    }

    private void make(VipsEngine engine, long pixels) {
        engine.await(engine.start("image/png", pixels, source, 320, RenditionFormat.WEBP, target));
    }
}
