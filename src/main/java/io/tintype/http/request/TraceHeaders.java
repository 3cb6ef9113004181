package io.tintype.http.request;

import io.opentelemetry.context.propagation.TextMapGetter;
import io.vertx.core.MultiMap;
import java.util.List;

/** Reads the headers of W3C Trace Context, by which a client tells of which trace its request is part. */
final class TraceHeaders implements TextMapGetter<MultiMap> {

    static final TraceHeaders GETTER = new TraceHeaders();

    private static final String STATE = "tracestate";

    /**
     * Longer state need not be propagated (section 3.3.1.5). It would be part of each span, and a collector rejects batches
     * of more than a few megabytes.
     */
    private static final int MAX_STATE = 512;

    private TraceHeaders() {}

    /** A repeated header other than {@code tracestate} is invalid. */
    @Override
    public String get(MultiMap headers, String name) {
        List<String> values = headers.getAll(name);
        if (!name.equals(STATE)) {
            return values.size() == 1 ? values.getFirst() : null;
        }
        String state = String.join(",", values);
        return state.isEmpty() || state.length() > MAX_STATE ? null : state;
    }
}
