package io.tintype.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import io.tintype.testing.ContractFile;
import io.tintype.testing.Json;
import java.time.Duration;
import java.util.List;

/**
 * What a client got.
 *
 * @param status 0 where the connection was cut before the answer was whole
 */
public record Got(int status, byte[] body, Duration after) {

    public boolean isCut() {
        return status == 0;
    }

    public String id() {
        return json().path("id").asText();
    }

    public String problem() {
        return json().path("type").asText().replaceFirst(ContractFile.PROBLEM_TYPE, "");
    }

    public List<String> ids() {
        return json().path("images").findValuesAsText("id");
    }

    /** The cursor of the next page, or nothing. */
    public String next() {
        return json().path("next").asText();
    }

    private JsonNode json() {
        return Json.of(body);
    }

    @Override
    public String toString() {
        return isCut() ? "cut after " + after : status + " after " + after + ", " + body.length + " bytes";
    }
}
