package io.tintype.storage.s3.doctor;

import io.tintype.storage.Library;
import io.tintype.storage.admin.StoreCheck;
import io.tintype.storage.admin.StoreDoctor;
import io.tintype.storage.s3.client.Bucket;
import io.tintype.storage.s3.client.S3Reasons;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;

/** The checks of a bucket. */
final class S3Doctor implements StoreDoctor {

    private final Bucket bucket;
    private final Scratch scratch;

    /** @param publicStore the URL at which clients reach the store, if it differs from the one that the service uses */
    S3Doctor(Bucket bucket, Optional<URI> publicStore) {
        this.bucket = bucket;
        this.scratch = new Scratch(bucket, publicStore);
    }

    @Override
    public String store() {
        return bucket.address().toString();
    }

    @Override
    public Library library() {
        return scratch.library();
    }

    @Override
    public List<StoreCheck> checks(int entries) {
        return Stream.of(
                        new AccessChecks(bucket, scratch).all(),
                        new BucketChecks(bucket, scratch).all(),
                        new WriteChecks(bucket, scratch).all(),
                        new ReadChecks(bucket, scratch).all(),
                        new ListChecks(bucket, scratch, entries).all(),
                        new DirectChecks(bucket, scratch).all())
                .flatMap(List::stream)
                .map(S3Doctor::withReasons)
                .toList();
    }

    /** Returns the check with a reason in place of an exception of the SDK, whose message omits the store's. */
    private static StoreCheck withReasons(StoreCheck check) {
        return new StoreCheck(check.name(), check.need(), check.consequence(), check.advice(), () -> {
            try {
                return check.action().run();
            } catch (SdkException e) {
                throw new StoreCheck.Failure(S3Reasons.of(e));
            }
        });
    }

    @Override
    public void stop() {
        scratch.stop();
    }

    @Override
    public void close() {
        scratch.remove();
    }
}
