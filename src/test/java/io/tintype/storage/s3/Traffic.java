package io.tintype.storage.s3;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;

/** What a client says to S3, and a hand on the line. A call reads like {@code PutObject images/library/id}. */
final class Traffic implements ExecutionInterceptor {

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger answersToLose = new AtomicInteger();
    private volatile Predicate<String> cut = _ -> false;
    private volatile Predicate<String> losing = _ -> false;

    /** The calls so far, each once however often it was tried. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    /** Requests on the line so far. */
    int attempts() {
        return attempts.get();
    }

    /** Calls like this fail before they reach S3. */
    void cut(Predicate<String> calls) {
        cut = calls;
    }

    /** So many answers to calls like this are replaced by an internal error, though S3 has done what it was asked. */
    void loseAnswers(int count, Predicate<String> calls) {
        answersToLose.set(count);
        losing = calls;
    }

    /** Forgets the calls so far and mends the line. */
    void reset() {
        calls.clear();
        attempts.set(0);
        cut = _ -> false;
        losing = _ -> false;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        String call = describe(context.request());
        calls.add(call);
        if (cut.test(call)) {
            throw SdkClientException.create("cut by the test: " + call);
        }
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        attempts.incrementAndGet();
    }

    @Override
    public SdkHttpResponse modifyHttpResponse(Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        boolean lost = context.httpResponse().isSuccessful()
                && losing.test(describe(context.request()))
                && answersToLose.getAndDecrement() > 0;
        return lost ? SdkHttpResponse.builder().statusCode(500).build() : context.httpResponse();
    }

    private static String describe(SdkRequest request) {
        String operation = request.getClass().getSimpleName().replace("Request", "");
        return operation
                + request.getValueForField("Key", String.class)
                        .map(key -> " " + key)
                        .orElse("");
    }
}
