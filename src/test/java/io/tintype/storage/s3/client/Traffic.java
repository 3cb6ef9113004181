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

/** What the service says to S3, and a hand on the line. A call reads like {@code PutObject images/library/id}. */
public final class Traffic implements S3Transport {

    private final S3Transport line;
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Set<S3Request> seen = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger answersToLose = new AtomicInteger();
    private volatile Predicate<String> cut = _ -> false;
    private volatile Predicate<String> losing = _ -> false;

    public Traffic(S3Transport line) {
        this.line = line;
    }

    /** The calls so far, each once however often it was tried. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** Requests on the line so far. */
    public int attempts() {
        return attempts.get();
    }

    /** Calls like this fail before they reach S3. */
    public void cut(Predicate<String> calls) {
        cut = calls;
    }

    /** So many answers to calls like this are replaced by an internal error, though S3 has done what it was asked. */
    public void loseAnswers(int count, Predicate<String> calls) {
        answersToLose.set(count);
        losing = calls;
    }

    /** Forgets the calls so far and mends the line. */
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
        S3Response answer = line.send(call, signed, time);
        boolean lost = answer.isSuccess() && losing.test(call.title()) && answersToLose.getAndDecrement() > 0;
        return lost ? new S3Response(500, answer.headers(), new byte[0], null) : answer;
    }
}
