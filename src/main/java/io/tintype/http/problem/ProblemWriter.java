package io.tintype.http.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tintype.api.model.Problem;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;

/** Ends a response with a problem if a request does not reach JAX-RS. */
@Singleton
public class ProblemWriter {

    private final ObjectMapper json;
    private final ProblemMetrics metrics;

    ProblemWriter(ObjectMapper json, ProblemMetrics metrics) {
        this.json = json;
        this.metrics = metrics;
    }

    public void end(HttpServerResponse response, Problem problem) {
        metrics.record(problem);
        try {
            response.setStatusCode(problem.getStatus())
                    .putHeader(HttpHeaders.CONTENT_TYPE, Problems.MEDIA_TYPE)
                    .end(json.writeValueAsString(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // a Problem is plain data
        }
    }
}
