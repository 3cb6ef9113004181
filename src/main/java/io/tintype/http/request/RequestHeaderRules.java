package io.tintype.http.request;

import io.tintype.http.problem.ProblemWriter;
import io.tintype.http.problem.Problems;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Applies HTTP's rules about headers that come in several lines, and about the length of a body, before other code
 * reads them, because Vert.x and JAX-RS read only the first line.
 */
@Singleton
class RequestHeaderRules {

    private static final int BAD_REQUEST = 400;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int VERSION_NOT_SUPPORTED = 505;
    private static final String CHUNKED = "chunked";

    /** Headers of which two lines are ambiguous (RFC 9110, section 5.3; RFC 9112, section 3.2). */
    private static final List<CharSequence> SINGLE =
            List.of(HttpHeaders.AUTHORIZATION, HttpHeaders.CONTENT_TYPE, HttpHeaders.HOST);

    /**
     * Headers whose lines form one list (RFC 9110, section 5.3). They include headers with a single value: two lines
     * form a malformed value, which is ignored (RFC 9110, sections 13.1.3 to 13.1.5 and 14.2) or rejected.
     */
    private static final List<CharSequence> COMBINED = List.of(
            HttpHeaders.IF_MATCH,
            HttpHeaders.IF_NONE_MATCH,
            HttpHeaders.IF_MODIFIED_SINCE,
            "If-Unmodified-Since",
            "If-Range",
            "Range",
            "Content-Digest",
            "Repr-Digest",
            HttpHeaders.CONTENT_ENCODING,
            HttpHeaders.EXPECT,
            "Tus-Resumable",
            "Upload-Checksum",
            "Upload-Complete",
            "Upload-Defer-Length",
            "Upload-Length",
            "Upload-Metadata",
            "Upload-Offset",
            "X-HTTP-Method-Override");

    private final ProblemWriter problems;
    private final BodySizeLimiter bodies;

    RequestHeaderRules(ProblemWriter problems, BodySizeLimiter bodies) {
        this.problems = problems;
        this.bodies = bodies;
    }

    void register(@Observes Router router) {
        HttpPipeline.HEADER_RULES.on(router).handler(this::apply);
    }

    private void apply(RoutingContext context) {
        HttpServerRequest request = context.request();
        MultiMap headers = request.headers();
        // Vert.x supports only HTTP/1.0, HTTP/1.1 and HTTP/2, and handles any other version as if it were HTTP/1.0.
        int refusal = request.version() == null ? VERSION_NOT_SUPPORTED : refusalOfCoding(headers);
        if (refusal != 0) {
            // A proxy could see the next request where this service sees the body of this one.
            bodies.closeAfter(context);
            problems.end(context.response(), Problems.ofStatus(refusal));
            return;
        }
        if (request.version() == HttpVersion.HTTP_2 && haveLineBreak(headers)) {
            bodies.refuse(context, Problems.ofStatus(BAD_REQUEST));
            return;
        }
        if (SINGLE.stream().anyMatch(name -> isRepeated(headers, name))) {
            bodies.refuse(context, Problems.ofStatus(BAD_REQUEST));
            return;
        }
        for (CharSequence name : COMBINED) {
            if (isRepeated(headers, name)) {
                headers.set(name, String.join(", ", headers.getAll(name)));
            }
        }
        if (isExpectingContinue(request)) {
            context.addHeadersEndHandler(headersEnd -> closeIfUnread(context));
        }
        if (isClosing(headers)) {
            bodies.closeAfter(context);
        }
        context.next();
    }

    /**
     * Returns the status that rejects a Transfer-Encoding, or 0 (RFC 9112, sections 6.1 and 6.3). A body whose last
     * coding is not chunked has no unambiguous end, and other codings are not implemented. Netty supports only chunked,
     * and otherwise uses the Content-Length.
     */
    private static int refusalOfCoding(MultiMap headers) {
        if (!headers.contains(HttpHeaders.TRANSFER_ENCODING)) {
            return 0;
        }
        List<String> codings = elements(headers, HttpHeaders.TRANSFER_ENCODING);
        if (codings.isEmpty() || !codings.getLast().equals(CHUNKED) || codings.indexOf(CHUNKED) < codings.size() - 1) {
            return BAD_REQUEST;
        }
        return codings.size() == 1 ? 0 : NOT_IMPLEMENTED;
    }

    /**
     * Returns whether the client waits for 100. HTTP/1.0 does not have expectations (RFC 9110, section 10.1.1), and on
     * HTTP/2 an unread body cannot be mistaken for a request.
     */
    private static boolean isExpectingContinue(HttpServerRequest request) {
        return request.version() == HttpVersion.HTTP_1_1
                && hasBody(request.headers())
                && elements(request.headers(), HttpHeaders.EXPECT).contains("100-continue");
    }

    /**
     * Closes the connection if the body was not read. A client that waits for 100 and receives a final status may or
     * may not send the body (RFC 9110, section 10.1.1), so the next bytes on the connection could be a body or a
     * request.
     */
    private void closeIfUnread(RoutingContext context) {
        if (!context.request().isEnded()) {
            bodies.closeAfter(context);
        }
    }

    /**
     * Returns whether "close" is one of several options of Connection (RFC 9112, section 9.6). Vert.x recognizes it
     * only as the single option.
     */
    private static boolean isClosing(MultiMap headers) {
        return elements(headers, HttpHeaders.CONNECTION).contains("close")
                && !headers.contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true);
    }

    /**
     * Returns whether a value contains a line break, which HTTP/2 can transport and forbids (RFC 9113, section 8.2.1). A
     * response that repeated it would be invalid.
     */
    private static boolean haveLineBreak(MultiMap headers) {
        return headers.entries().stream()
                .map(Map.Entry::getValue)
                .anyMatch(value -> value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0);
    }

    private static boolean hasBody(MultiMap headers) {
        return headers.contains(HttpHeaders.TRANSFER_ENCODING) || headers.contains(HttpHeaders.CONTENT_LENGTH);
    }

    private static boolean isRepeated(MultiMap headers, CharSequence name) {
        return headers.contains(name) && headers.getAll(name).size() > 1;
    }

    private static List<String> elements(MultiMap headers, CharSequence name) {
        if (!headers.contains(name)) {
            return List.of();
        }
        return ParameterizedValue.split(String.join(",", headers.getAll(name)), ',').stream()
                .map(element -> element.strip().toLowerCase(Locale.ROOT))
                .filter(element -> !element.isEmpty())
                .toList();
    }
}
