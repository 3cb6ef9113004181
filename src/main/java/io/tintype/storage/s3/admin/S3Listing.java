package io.tintype.storage.s3.admin;

import static io.tintype.storage.s3.client.S3ExceptionTranslator.translate;

import io.tintype.storage.s3.client.ListProgress;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Lists a bucket in the order of its keys, 1,000 a request, one answer in memory at a time. The SDK's paginators end at
 * a truncated page without a token, and never where a store repeats a page; {@link ListProgress} finds both.
 */
record S3Listing(S3Client client, String bucket) {

    /** All objects whose keys begin so. */
    Stream<S3Object> objects(String prefix) {
        return flat(new ObjectPages(prefix, ""), ListObjectsV2Response::contents);
    }

    /** Those objects whose keys have no further '/'. */
    Stream<S3Object> objectsAt(String prefix) {
        return flat(new ObjectPages(prefix, "/"), ListObjectsV2Response::contents);
    }

    /** The "folders" right below, each with its '/'. */
    Stream<String> foldersAt(String prefix) {
        return flat(new ObjectPages(prefix, "/"), ListObjectsV2Response::commonPrefixes)
                .map(CommonPrefix::prefix);
    }

    /** Multipart uploads that have neither ended nor been given up. */
    Stream<MultipartUpload> uploads(String prefix) {
        return flat(new UploadPages(prefix), ListMultipartUploadsResponse::uploads);
    }

    private static <P, T> Stream<T> flat(Iterator<P> pages, Function<P, List<T>> things) {
        Iterable<P> iterable = () -> pages;
        return StreamSupport.stream(iterable.spliterator(), false).flatMap(page -> things.apply(page).stream());
    }

    /** Pages, each requested when it is wanted. */
    private abstract static class Pages<P> implements Iterator<P> {

        private final String action;
        private boolean isTruncated = true;

        Pages(String action) {
            this.action = action;
        }

        @Override
        public boolean hasNext() {
            return isTruncated;
        }

        @Override
        public P next() {
            if (!isTruncated) {
                throw new NoSuchElementException();
            }
            P page = translate(action, this::request);
            isTruncated = isTruncated(page);
            return page;
        }

        /** Requests the next page, and verifies that it follows the last one. */
        abstract P request();

        abstract boolean isTruncated(P page);
    }

    private final class ObjectPages extends Pages<ListObjectsV2Response> {

        private final String prefix;
        private final String delimiter;
        private final ListProgress progress;

        /** @param delimiter empty for none */
        ObjectPages(String prefix, String delimiter) {
            super("list " + prefix);
            this.prefix = prefix;
            this.delimiter = delimiter;
            this.progress = new ListProgress(prefix, "");
        }

        @Override
        ListObjectsV2Response request() {
            ListObjectsV2Response page = client.listObjectsV2(this::describe);
            progress.accept(keys(page), isTruncated(page), text(page.nextContinuationToken()));
            return page;
        }

        private void describe(ListObjectsV2Request.Builder request) {
            request.bucket(bucket).prefix(prefix).delimiter(delimiter.isEmpty() ? null : delimiter);
            if (!progress.token().isEmpty()) {
                request.continuationToken(progress.token());
            } else if (!progress.startAfter().isEmpty()) {
                request.startAfter(progress.startAfter());
            }
        }

        /** Of keys and "folders" the last one alone: they are ordered together, and stores differ at a page's start. */
        private List<String> keys(ListObjectsV2Response page) {
            Stream<String> keys = page.contents().stream().map(S3Object::key);
            return delimiter.isEmpty()
                    ? keys.toList()
                    : Stream.concat(keys, page.commonPrefixes().stream().map(CommonPrefix::prefix))
                            .max(Comparator.naturalOrder())
                            .stream()
                            .toList();
        }

        @Override
        boolean isTruncated(ListObjectsV2Response page) {
            return Boolean.TRUE.equals(page.isTruncated());
        }
    }

    private final class UploadPages extends Pages<ListMultipartUploadsResponse> {

        private final String prefix;
        private String key = "";
        private String id = "";

        UploadPages(String prefix) {
            super("list unfinished uploads below " + prefix);
            this.prefix = prefix;
        }

        @Override
        ListMultipartUploadsResponse request() {
            ListMultipartUploadsResponse page = client.listMultipartUploads(request -> request.bucket(bucket)
                    .prefix(prefix)
                    .keyMarker(key.isEmpty() ? null : key)
                    .uploadIdMarker(id.isEmpty() ? null : id));
            String nextKey = text(page.nextKeyMarker());
            String nextId = text(page.nextUploadIdMarker());
            if (isTruncated(page) && (nextKey.compareTo(key) < 0 || nextKey.equals(key) && nextId.equals(id))) {
                throw SdkClientException.create("the store's list of uploads makes no progress");
            }
            key = nextKey;
            id = nextId;
            return page;
        }

        @Override
        boolean isTruncated(ListMultipartUploadsResponse page) {
            return Boolean.TRUE.equals(page.isTruncated());
        }
    }

    private static String text(String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
