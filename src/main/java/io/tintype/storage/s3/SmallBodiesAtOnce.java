package io.tintype.storage.s3;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Sends bodies of up to 1 MiB without {@code Expect: 100-continue}. The SDK asks before every body whether S3 will have
 * it, which costs a round trip; that is worth it only where a refusal saves more than it.
 */
public class SmallBodiesAtOnce implements ExecutionInterceptor {

    private static final long MOST_BYTES = 1024 * 1024;
    private static final String EXPECT = "Expect";

    @Override
    public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
        SdkHttpRequest request = context.httpRequest();
        if (request.firstMatchingHeader(EXPECT).isEmpty() || length(request) > MOST_BYTES) {
            return request;
        }
        return request.toBuilder().removeHeader(EXPECT).build();
    }

    private static long length(SdkHttpRequest request) {
        return request.firstMatchingHeader("Content-Length")
                .map(Long::parseLong)
                .orElse(Long.MAX_VALUE);
    }
}
