package io.tintype.storage.s3.client;

import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpRequest;

/** Records requests to S3, and makes some of them fail. A request reads like {@code PutObject images/library/id}. */
public final class RecordingTransport implements S3Transport {

    private final S3Transport transport;
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Set<S3Request> seen = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger responsesToLose = new AtomicInteger();
    private volatile Predicate<String> cut = _ -> false;
    private volatile Predicate<String> losing = _ -> false;

    public RecordingTransport(S3Transport transport) {
        this.transport = transport;
    }

    /** Returns the calls so far, each once regardless of its attempts. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** Returns the number of requests that were sent. */
    public int attempts() {
        return attempts.get();
    }

    /** Makes such calls fail before they reach S3. */
    public void cut(Predicate<String> calls) {
        cut = calls;
    }

    /** Replaces the next responses to such calls by an internal error, after S3 has processed them. */
    public void loseResponses(int count, Predicate<String> calls) {
        responsesToLose.set(count);
        losing = calls;
    }

    /** Forgets the calls so far and lets all calls succeed. */
    public void reset() {
        calls.clear();
        seen.clear();
        attempts.set(0);
        cut = _ -> false;
        losing = _ -> false;
    }

    @Override
    public S3Response send(S3Request call, SdkHttpRequest signed, Duration time) {
        if (seen.add(call)) {
            calls.add(call.title());
        }
        if (cut.test(call.title())) {
            throw SdkClientException.create("cut by the test: " + call.title());
        }
        attempts.incrementAndGet();
        S3Response response = transport.send(call, signed, time);
        boolean lost = response.isSuccess() && losing.test(call.title()) && responsesToLose.getAndDecrement() > 0;
        return lost ? new S3Response(500, response.headers(), new byte[0], null) : response;
    }
}
