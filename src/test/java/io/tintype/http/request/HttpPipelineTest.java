package io.tintype.http.request;

import static io.tintype.http.request.HttpPipeline.AUTHENTICATION;
import static io.tintype.http.request.HttpPipeline.AUTHORIZATION;
import static io.tintype.http.request.HttpPipeline.CORS;
import static io.tintype.http.request.HttpPipeline.DECLARED_LENGTH;
import static io.tintype.http.request.HttpPipeline.DISCONNECTS;
import static io.tintype.http.request.HttpPipeline.HEADER_RULES;
import static io.tintype.http.request.HttpPipeline.LINK_AUTHORIZATION;
import static io.tintype.http.request.HttpPipeline.MALFORMED_REQUESTS;
import static io.tintype.http.request.HttpPipeline.PIPELINING;
import static io.tintype.http.request.HttpPipeline.QUARKUS_BODY_LIMIT;
import static io.tintype.http.request.HttpPipeline.RATE_LIMIT;
import static io.tintype.http.request.HttpPipeline.REQUEST_ID;
import static io.tintype.http.request.HttpPipeline.SECURITY_HEADERS;
import static io.tintype.http.request.HttpPipeline.STATIC_FILES;
import static io.tintype.http.request.HttpPipeline.TRACING;
import static io.tintype.http.request.HttpPipeline.TUS_VERSION;
import static io.tintype.http.request.HttpPipeline.UNDECLARED_LENGTH;
import static io.tintype.http.request.HttpPipeline.UPLOAD_PERMIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.vertx.http.runtime.RouteConstants;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HttpPipelineTest {

    @Test
    void hasTheStagesInTheirOrder() {
        assertThat(HttpPipeline.values())
                .containsExactly(
                        PIPELINING,
                        DISCONNECTS,
                        MALFORMED_REQUESTS,
                        TRACING,
                        SECURITY_HEADERS,
                        REQUEST_ID,
                        HEADER_RULES,
                        LINK_AUTHORIZATION,
                        CORS,
                        TUS_VERSION,
                        AUTHENTICATION,
                        AUTHORIZATION,
                        RATE_LIMIT,
                        STATIC_FILES,
                        DECLARED_LENGTH,
                        QUARKUS_BODY_LIMIT,
                        UNDECLARED_LENGTH,
                        UPLOAD_PERMIT);
        assertThat(Arrays.stream(HttpPipeline.values()).map(HttpPipeline::order))
                .isSorted();
    }

    @Test
    void knowsTheOrdersOfQuarkus() {
        assertThat(QUARKUS_BODY_LIMIT.order()).isEqualTo(RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT);
        assertThat(UPLOAD_PERMIT.order()).isLessThan(RouteConstants.ROUTE_ORDER_DEFAULT);
    }
}
