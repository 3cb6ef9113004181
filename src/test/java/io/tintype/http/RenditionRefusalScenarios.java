package io.tintype.http;

import static io.tintype.http.ImagesScenarios.PROBLEM;
import static io.tintype.http.RenditionScenarios.awaitEmptySpool;
import static io.tintype.http.RenditionScenarios.bytes;
import static io.tintype.http.RenditionScenarios.thumbnail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.Response;
import io.tintype.testing.Account;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.HostileFile;
import io.tintype.testing.Json;
import io.tintype.testing.Libvips;
import io.tintype.testing.RealImage;
import io.tintype.testing.Tokens;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests requests for renditions that are rejected, on every store and every build. */
interface RenditionRefusalScenarios {

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "image/gif", "application/json", "image/*;q=0"})
    default void rejectsAnotherRenditionFormat(String accept) {
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", Fixtures.PHOTOGRAPH.bytes());

        caller.request()
                .header("Accept", accept)
                .get(thumbnail(id))
                .then()
                .statusCode(406)
                .body("type", equalTo(PROBLEM + "not-acceptable"));
    }

    /** The service must remain available, whatever the outcome for an accepted file. A bomb may take too long. */
    @Test
    default void survivesHostileFiles() {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        for (HostileFile file : Fixtures.hostileFiles()) {
            if (file.expected().status() != 201 || file.bytes().length > Servers.MAX_UPLOAD_BYTES) {
                continue;
            }
            String id = caller.uploadedId(file.name(), file.bytes());

            Response answer = caller.request().get(thumbnail(id));

            assertThat(answer.statusCode()).as(file.name()).isIn(200, 422, 503);
        }
        String good = caller.uploadedId("photo.jpg", Fixtures.PHOTOGRAPH.bytes());
        await().atMost(Duration.ofMinutes(2))
                .until(() -> caller.request().get(thumbnail(good)).statusCode() == 200);
        awaitEmptySpool();
    }

    @ParameterizedTest
    @MethodSource("io.tintype.testing.Fixtures#realImages")
    default void rejectsAnImageWithTruncatedPixels(RealImage image) {
        Libvips.assumeInstalled();
        byte[] whole = image.bytes();
        Account caller = Account.fresh();
        Response uploaded = caller.upload(image.name(), Arrays.copyOf(whole, whole.length * 4 / 5));
        if (uploaded.statusCode() != 201) {
            uploaded.then().statusCode(422); // a TIFF whose directory is at its end
            return;
        }

        Response answer =
                caller.request().get(thumbnail(Json.of(uploaded).path("id").asText()));

        // Of an animation, the first frame may be whole.
        if (image.name().startsWith("animated") && answer.statusCode() == 200) {
            return;
        }
        answer.then()
                .statusCode(422)
                .body("type", equalTo(PROBLEM + "undecodable-image"))
                .body("detectedType", equalTo(image.mediaType()));
        awaitEmptySpool();
    }

    @Test
    default void rejectsMorePixelsThanTheLimitOfRenditions() {
        Libvips.assumeInstalled();
        Account caller = Account.fresh();
        byte[] vast = bytes("photograph.gif");
        vast[7] = 0x20; // a width of 8,392, as the header says
        vast[9] = 0x20; // a height of 8,342

        String id = caller.uploadedId("vast.gif", vast);

        caller.request()
                .get(thumbnail(id))
                .then()
                .statusCode(422)
                .body("type", equalTo(PROBLEM + "too-many-pixels"))
                .body("limit", equalTo(64_000_000));
    }

    @Test
    default void knowsTheConfiguredPresetsOnly() {
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", Fixtures.PHOTOGRAPH.bytes());

        caller.request()
                .get("/images/" + id + "/renditions/poster")
                .then()
                .statusCode(404)
                .body("type", equalTo(PROBLEM + "preset-not-found"))
                .body("detail", containsString("preview, thumbnail, tiny"));
        for (String bad : List.of("UPPER", "a_b", "320", "x".repeat(33))) {
            caller.request()
                    .get("/images/" + id + "/renditions/" + bad)
                    .then()
                    .statusCode(400)
                    .body("violations.parameter", equalTo(List.of("preset")));
        }
    }

    @Test
    default void keepsRenditionsToTheLibraryAndItsScope() {
        Account caller = Account.fresh();
        String id = caller.uploadedId("photo.jpg", Fixtures.PHOTOGRAPH.bytes());
        caller.request().get(thumbnail(id));

        Account.fresh()
                .request()
                .get(thumbnail(id))
                .then()
                .statusCode(404)
                .body("type", equalTo(PROBLEM + "image-not-found"));
        caller.request().get(thumbnail(UUID.randomUUID().toString())).then().statusCode(404);
        Contract.given(null).get(thumbnail(id)).then().statusCode(401);
        Contract.given(Tokens.of(caller.subject(), "images:write"))
                .get(thumbnail(id))
                .then()
                .statusCode(403);
    }
}
