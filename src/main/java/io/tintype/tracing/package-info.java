/**
 * Traces by OpenTelemetry: the SDK, which the {@code OTEL_} variables configure, and the current span of a request. Spans
 * contain nothing that identifies a caller or opens an image: no tokens, names of files, subjects, keys or queries.
 */
package io.tintype.tracing;
