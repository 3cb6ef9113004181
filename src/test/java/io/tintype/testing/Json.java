package io.tintype.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Reads the JSON of responses with Jackson, since RestAssured's JsonPath compiles a Groovy script per expression. */
public final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    public static JsonNode of(Response response) {
        return of(response.asByteArray());
    }

    public static JsonNode of(byte[] text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the ids of a page, in its order. */
    public static List<String> ids(Response page) {
        return of(page).path("images").findValuesAsText("id");
    }

    /** Returns the cursor of the next page, or null after the last one. */
    public static String next(Response page) {
        return of(page).path("next").textValue();
    }
}
