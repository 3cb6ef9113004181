package io.tintype.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import io.tintype.testing.ContractFile;
import io.tintype.testing.Json;
import java.time.Duration;
import java.util.List;

/**
 * The outcome of an HTTP request.
 *
 * @param status 0 if the connection ended before the whole response had arrived
 * @param duration from the request to the end of the response
 */
public record HttpResult(int status, byte[] body, Duration duration) {

    public boolean isAborted() {
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

    /** Returns the cursor of the next page, or an empty string. */
    public String next() {
        return json().path("next").asText();
    }

    private JsonNode json() {
        return Json.of(body);
    }

    @Override
    public String toString() {
        return isAborted()
                ? "aborted after " + duration
                : status + " after " + duration + ", " + body.length + " bytes";
    }
}
