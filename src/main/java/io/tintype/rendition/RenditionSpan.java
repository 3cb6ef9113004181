package io.tintype.rendition;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.tintype.rendition.recipe.Recipe;
import io.tintype.storage.ImageMetadata;
import io.tintype.tracing.CurrentSpan;

/** The span of a rendition that is made, of which the calls to the store are children. */
record RenditionSpan(Span span, CurrentSpan.Scope scope) {

    private static final AttributeKey<String> RECIPE = AttributeKey.stringKey("tintype.rendition.recipe");
    private static final AttributeKey<String> SOURCE = AttributeKey.stringKey("tintype.rendition.source");
    private static final AttributeKey<Long> PIXELS = AttributeKey.longKey("tintype.rendition.source_pixels");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("tintype.rendition.outcome");

    /** The outcome of a fault; a rejection is in the response, as a problem. */
    private static final String FAILED = "failed";

    static RenditionSpan start(Recipe recipe, ImageMetadata image) {
        Span span = CurrentSpan.startChild("rendition", SpanKind.INTERNAL);
        if (span.isRecording()) {
            span.setAttribute(RECIPE, recipe.name().text())
                    .setAttribute(SOURCE, image.mediaType())
                    .setAttribute(PIXELS, (long) image.width() * image.height());
        }
        return new RenditionSpan(span, CurrentSpan.use(span));
    }

    void end(String outcome) {
        scope.close();
        span.setAttribute(OUTCOME, outcome);
        if (outcome.equals(FAILED)) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }
}
