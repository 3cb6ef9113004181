package io.tintype.storage.s3.doctor;

import io.tintype.storage.Library;
import io.tintype.storage.admin.StoreCheck;
import io.tintype.storage.admin.StoreDoctor;
import io.tintype.storage.s3.client.Bucket;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
                .toList();
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
