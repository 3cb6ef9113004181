package io.tintype.packaged.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tintype.packaged.Settings;
import io.tintype.testing.Contract;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Json;
import io.tintype.testing.Keys;
import io.tintype.testing.PackagedApplication;
import io.tintype.testing.TokenSigner;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests the keys of links where public keys verify the tokens, so that no secret exists from which to derive one. */
class LinkKeysIT {

    private static final KeyPair PAIR = Keys.rsa();
    private static final String TOKEN = new TokenSigner("RS256", PAIR.getPrivate()).token();
    private static final String ID = "019ab4d2-7f1b-7c3e-9d54-3a8e5b6c7d10";
    private static final String KEY =
            Keys.file(Keys.pem("PUBLIC KEY", PAIR.getPublic())).toString();

    @Test
    void hasNoLinksWithoutASecret() {
        Map<String, String> settings = Settings.onDisk(Map.of("JWT_PUBLIC_KEY_LOCATION", KEY));
        try (PackagedApplication application = PackagedApplication.start(settings)) {
            put(application);

            for (Response response : List.of(
                    request(application).post("/images/" + ID + "/links"),
                    request(application).get("/images?link=PT1H"),
                    request(application).get("/images/" + ID + "/metadata?link=PT1H"),
                    Contract.given(application.baseUri(), null).get("/links/eyJ0"))) {
                response.then()
                        .statusCode(501)
                        .body("type", equalTo("urn:tintype:problem:links-unavailable"))
                        .body(
                                "detail",
                                equalTo("The service has no key for links; its operator can set TINTYPE_LINK_SECRET."));
            }
            request(application).get("/images").then().statusCode(200);
            assertThat(application.log().lines().filter(line -> line.contains("links are unavailable")))
                    .singleElement()
                    .asString()
                    .endsWith("links are unavailable, because neither TINTYPE_LINK_SECRET nor JWT_SECRET is set");
        }
    }

    @Test
    void signsWithASecretOfItsOwn() {
        Map<String, String> settings = Settings.onDisk(Map.of(
                "JWT_PUBLIC_KEY_LOCATION", KEY, "TINTYPE_LINK_SECRET", "a-secret-of-links-with-more-than-32-bytes"));
        try (PackagedApplication application = PackagedApplication.start(settings)) {
            put(application);

            String url = Json.of(request(application).post("/images/" + ID + "/links?variant=original"))
                    .path("url")
                    .asText();

            assertThat(Contract.given(application.baseUri(), null).get(url).asByteArray())
                    .isEqualTo(Fixtures.PHOTOGRAPH.bytes());
        }
    }

    private static void put(PackagedApplication application) {
        request(application)
                .body(Fixtures.PHOTOGRAPH.bytes())
                .put("/images/" + ID)
                .then()
                .statusCode(201);
    }

    private static RequestSpecification request(PackagedApplication application) {
        return Contract.given(application.baseUri(), TOKEN);
    }
}
