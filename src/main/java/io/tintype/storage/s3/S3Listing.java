package io.tintype.storage.s3;

import static io.tintype.storage.s3.S3Failures.calling;

import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Lists a bucket in the order of its keys, 1,000 a request, one answer in memory at a time. */
record S3Listing(S3Client client, String bucket) {

    /** All objects whose keys begin so. */
    Stream<S3Object> objects(String prefix) {
        return flat(
                "list " + prefix,
                client.listObjectsV2Paginator(request -> request.bucket(bucket).prefix(prefix)),
                ListObjectsV2Response::contents);
    }

    /** Those objects whose keys have no further '/'. */
    Stream<S3Object> objectsAt(String prefix) {
        return flat("list " + prefix, level(prefix), ListObjectsV2Response::contents);
    }

    /** The "folders" right below, each with its '/'. */
    Stream<String> foldersAt(String prefix) {
        return flat("list " + prefix, level(prefix), ListObjectsV2Response::commonPrefixes)
                .map(CommonPrefix::prefix);
    }

    /** Multipart uploads that have neither ended nor been given up. */
    Stream<MultipartUpload> uploads(String prefix) {
        return flat(
                "list unfinished uploads below " + prefix,
                client.listMultipartUploadsPaginator(
                        request -> request.bucket(bucket).prefix(prefix)),
                answer -> answer.uploads());
    }

    private Iterable<ListObjectsV2Response> level(String prefix) {
        return client.listObjectsV2Paginator(
                request -> request.bucket(bucket).prefix(prefix).delimiter("/"));
    }

    private static <A, T> Stream<T> flat(String action, Iterable<A> answers, Function<A, List<T>> things) {
        Iterator<A> iterator = answers.iterator();
        Iterable<A> classified = () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return calling(action, iterator::hasNext);
            }

            @Override
            public A next() {
                return calling(action, iterator::next);
            }
        };
        return StreamSupport.stream(classified.spliterator(), false).flatMap(answer -> things.apply(answer).stream());
    }
}
