package io.tintype.storage.s3.client;

import static io.tintype.storage.s3.client.S3ExceptionTranslator.translate;

import io.tintype.storage.s3.client.ObjectsPage.ListedObject;
import io.tintype.storage.s3.client.UploadsPage.ListedUpload;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Lists a bucket in the order of its keys, {@value #MAX_KEYS} keys per request, with one response in memory at a time.
 * Verifies that each page follows the previous one.
 */
public record S3Listing(Bucket bucket) {

    private static final int MAX_KEYS = 1000;

    /** Returns all objects whose keys have the prefix. */
    public Stream<ListedObject> objects(String prefix) {
        return flat(new ObjectPages(prefix, ""), ObjectsPage::objects);
    }

    /** Returns the objects whose keys have the prefix, and no '/' after the prefix. */
    public Stream<ListedObject> objectsAt(String prefix) {
        return flat(new ObjectPages(prefix, "/"), ObjectsPage::objects);
    }

    /** Returns the "folders" directly below the prefix, each with its '/'. */
    public Stream<String> foldersAt(String prefix) {
        return flat(new ObjectPages(prefix, "/"), ObjectsPage::folders);
    }

    /** Returns the multipart uploads that are neither completed nor aborted. */
    public Stream<ListedUpload> uploads(String prefix) {
        return flat(new UploadPages(prefix), UploadsPage::uploads);
    }

    private static <P, T> Stream<T> flat(Iterator<P> pages, Function<P, List<T>> things) {
        Iterable<P> iterable = () -> pages;
        return StreamSupport.stream(iterable.spliterator(), false).flatMap(page -> things.apply(page).stream());
    }

    /** Iterates over pages, and requests each page when it is needed. */
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

    private final class ObjectPages extends Pages<ObjectsPage> {

        private final String prefix;
        private final String delimiter;
        private final ListProgress progress;

        /** @param delimiter empty for no delimiter */
        ObjectPages(String prefix, String delimiter) {
            super("list " + prefix);
            this.prefix = prefix;
            this.delimiter = delimiter;
            this.progress = new ListProgress(prefix, "");
        }

        @Override
        ObjectsPage request() {
            ObjectsPage page = bucket.page(
                    S3Request.list(prefix, delimiter, progress.startAfter(), progress.token(), MAX_KEYS),
                    ObjectsPage::parse);
            progress.accept(keys(page), page.isTruncated(), page.nextToken());
            return page;
        }

        /**
         * Returns the keys of a page. With a delimiter, returns only the last one of the keys and "folders", because a
         * page sorts both together, and stores differ in how a page starts.
         */
        private List<String> keys(ObjectsPage page) {
            Stream<String> keys = page.objects().stream().map(ListedObject::key);
            return delimiter.isEmpty()
                    ? keys.toList()
                    : Stream.concat(keys, page.folders().stream()).max(Comparator.naturalOrder()).stream()
                            .toList();
        }

        @Override
        boolean isTruncated(ObjectsPage page) {
            return page.isTruncated();
        }
    }

    private final class UploadPages extends Pages<UploadsPage> {

        private final String prefix;
        private String key = "";
        private String id = "";

        UploadPages(String prefix) {
            super("list incomplete uploads below " + prefix);
            this.prefix = prefix;
        }

        @Override
        UploadsPage request() {
            UploadsPage page = bucket.page(S3Request.listUploads(prefix, key, id, MAX_KEYS), UploadsPage::parse);
            String nextKey = page.nextKey();
            if (page.isTruncated()
                    && (nextKey.compareTo(key) < 0
                            || nextKey.equals(key) && page.nextId().equals(id))) {
                throw SdkClientException.create("the store's list of uploads makes no progress");
            }
            key = nextKey;
            id = page.nextId();
            return page;
        }

        @Override
        boolean isTruncated(UploadsPage page) {
            return page.isTruncated();
        }
    }
}
