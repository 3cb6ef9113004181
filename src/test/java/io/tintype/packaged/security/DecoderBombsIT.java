package io.tintype.packaged.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.HostileFile;
import io.tintype.testing.Json;
import io.tintype.testing.Libvips;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/** Small files that cost decoders gigabytes or minutes, and their cost to the packaged service. */
class DecoderBombsIT {

    private static final Logger LOG = Logger.getLogger(DecoderBombsIT.class);
    private static final String TOKEN = Tokens.of("ada");

    /** Maximum growth of a worker. Of an image of 49 megapixels, libvips keeps a few hundred bytes per row in memory. */
    private static final long MAX_GROWTH = 400L * 1024 * 1024;

    /** Maximum growth of the service, which does not decode images. */
    private static final long MAX_GROWTH_OF_SERVICE = 64L * 1024 * 1024;

    private static final Duration MAX_TIME = Duration.ofSeconds(22);

    private static final List<String> REFUSED = List.of(
            "nested-grids.heic",
            "grid-of-itself.heic",
            "lying-item.heic",
            "lying-data.heic",
            "lying-item.avif",
            "lying-tiles.heic",
            "uncovered-grid.heic",
            "turned-tiles.heic",
            "one-tile-often.heic",
            "lying-thumbnail.heic",
            "nested-grids.avif",
            "lying-configuration.avif",
            "many-frames.avif",
            "many-units.avif",
            "many-pictures.heic",
            "lying-after-slice.heic",
            "lying-after-limit.heic",
            "vast-overlay.heic",
            "turned-often.heic",
            "data-named-often.heic",
            "segments-10001.jpg",
            "segments-after-frame.jpg",
            "scans-27000.jpg",
            "large-canvas.webp",
            "float-planes.tiff",
            "vast-tile.tiff");

    private static final List<String> ACCEPTED =
            List.of("many-texts.png", "many-pages.tiff", "many-frames.gif", "many-frames.webp", "scans-100.jpg");

    @Test
    void rejectsDecoderBombsAtUpload() {
        try (PackagedApplication application = start()) {
            for (String name : REFUSED) {
                HostileFile file = named(name);

                Response refused = upload(application, file.bytes());

                assertThat(refused.statusCode()).as(name).isEqualTo(422);
                assertThat(Json.of(refused).path("type").asText())
                        .isEqualTo("urn:tintype:problem:" + file.expected().problem());
            }
            Response list = request(application).get("/images");
            assertThat(Json.of(list).path("images").size()).as("stored").isZero();
            report(application, REFUSED.size() + " refused uploads", 422, 0);
        }
    }

    @Test
    void spendsLittleOnWhatItAccepts() {
        Libvips.assumeInstalled();
        for (String name : ACCEPTED) {
            try (PackagedApplication application = start()) {
                String good = stored(application, Fixtures.PHOTOGRAPH.bytes());
                thumbnail(application, good).then().statusCode(200);
                long before = application.peakBytes();
                long beforeInWorkers = application.peakBytesOfWorkers();
                String id = stored(application, named(name).bytes());
                long start = System.nanoTime();

                int status = thumbnail(application, id).statusCode();

                Duration took = Duration.ofNanos(System.nanoTime() - start);
                report(application, name, status, took.toMillis());
                assertThat(status).as(name).isIn(200, 422, 503);
                assertThat(took).as(name).isLessThan(MAX_TIME);
                assertThat(application.peakBytes() - before).as(name).isLessThan(MAX_GROWTH_OF_SERVICE);
                assertThat(application.peakBytesOfWorkers() - beforeInWorkers)
                        .as(name)
                        .isLessThan(MAX_GROWTH);
            }
        }
    }

    private static PackagedApplication start() {
        Map<String, String> environment = Settings.onDisk();
        return PackagedApplication.start(environment, List.of("-XX:+ExitOnOutOfMemoryError"));
    }

    private static void report(PackagedApplication application, String what, int status, long millis) {
        LOG.infof(
                "%s: %d after %d ms, %d MB peak and %d MB in workers, %.1f s of CPU since the start and %.1f s in workers",
                what,
                status,
                millis,
                application.peakBytes() >> 20,
                application.peakBytesOfWorkers() >> 20,
                cpuSeconds(application.pid()),
                ProcessHandle.of(application.pid())
                        .orElseThrow()
                        .children()
                        .mapToDouble(worker -> cpuSeconds(worker.pid()))
                        .sum());
    }

    private static double cpuSeconds(long process) {
        try {
            String[] fields =
                    Files.readString(Path.of("/proc/" + process + "/stat")).split(" ");
            return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / 100.0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HostileFile named(String name) {
        return Fixtures.hostileFiles().stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String stored(PackagedApplication application, byte[] image) {
        Response response = upload(application, image);
        assertThat(response.statusCode()).isEqualTo(201);
        return Json.of(response).path("id").asText();
    }

    private static Response upload(PackagedApplication application, byte[] image) {
        return request(application)
                .contentType(Form.CONTENT_TYPE)
                .body(Form.of("image", image).body())
                .post("/images");
    }

    private static Response thumbnail(PackagedApplication application, String id) {
        return request(application).get("/images/" + id + "/renditions/thumbnail");
    }

    private static RequestSpecification request(PackagedApplication application) {
        return Contract.given(application.baseUri(), TOKEN);
    }
}
