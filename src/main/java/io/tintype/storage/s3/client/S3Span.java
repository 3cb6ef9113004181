package io.tintype.storage.s3.client;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.tintype.tracing.CurrentSpan;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * The span of a call, as the semantic conventions for the SDK specify, with an event for each retry. A span of GetObject
 * ends when the object begins. Without a traced request, it records nothing. It does not contain the key, because keys
 * contain the owner, nor messages, because those contain the key.
 */
final class S3Span {

    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("rpc.system");
    private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("rpc.service");
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("rpc.method");
    private static final AttributeKey<String> BUCKET = AttributeKey.stringKey("aws.s3.bucket");
    private static final AttributeKey<String> HOST = AttributeKey.stringKey("server.address");
    private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("aws.request_id");
    private static final AttributeKey<Long> RESENDS = AttributeKey.longKey("http.request.resend_count");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private static final String REQUEST_ID_HEADER = "x-amz-request-id";

    /** Statuses that callers expect: of an absent object, of a condition, and of a range. */
    private static final Set<Integer> EXPECTED = Set.of(304, 404, 409, 412, 416);

    private final Span span;
    private int retries;

    private S3Span(Span span) {
        this.span = span;
    }

    static S3Span start(S3Request call, S3Signer signer) {
        Span span = CurrentSpan.startChild("S3." + call.operation(), SpanKind.CLIENT);
        if (span.isRecording()) {
            span.setAttribute(SYSTEM, "aws-api")
                    .setAttribute(SERVICE, "S3")
                    .setAttribute(METHOD, call.operation())
                    .setAttribute(BUCKET, signer.bucket())
                    .setAttribute(HOST, signer.server().getHost());
            if (signer.server().getPort() > 0) {
                span.setAttribute(PORT, (long) signer.server().getPort());
            }
        }
        return new S3Span(span);
    }

    /** Returns the request with {@code traceparent}, which is not signed, so that proxies may change it. */
    SdkHttpRequest propagate(SdkHttpRequest signed) {
        if (!span.isRecording()) {
            return signed;
        }
        SdkHttpRequest.Builder request = signed.toBuilder();
        CurrentSpan.inject(span, request::putHeader);
        return request.build();
    }

    void retry(SdkException failure) {
        retries++;
        if (span.isRecording()) {
            span.addEvent("retry", Attributes.of(ERROR, type(failure)));
        }
    }

    void succeeded(S3Response response) {
        if (span.isRecording()) {
            response(response.status(), response.headers().get(REQUEST_ID_HEADER));
        }
    }

    void failed(SdkException failure) {
        if (!span.isRecording()) {
            return;
        }
        span.setAttribute(ERROR, type(failure));
        if (failure instanceof AwsServiceException rejection) {
            response(rejection.statusCode(), rejection.requestId());
            if (EXPECTED.contains(rejection.statusCode())) {
                return;
            }
        }
        span.setStatus(StatusCode.ERROR);
    }

    void end() {
        span.end();
    }

    private void response(int status, String requestId) {
        span.setAttribute(STATUS, (long) status);
        if (requestId != null) {
            span.setAttribute(REQUEST_ID, requestId);
        }
        if (retries > 0) {
            span.setAttribute(RESENDS, (long) retries);
        }
    }

    /** Returns S3's error code, or else the status or the class of the exception. */
    private static String type(SdkException failure) {
        if (failure instanceof AwsServiceException rejection) {
            String code = S3ExceptionTranslator.code(rejection);
            return code.isEmpty() ? Integer.toString(rejection.statusCode()) : code;
        }
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getClass().getName();
    }
}
