package io.tintype.image;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.ListPage;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Limits what a library may hold. Counts a library by listing it; without a quota, counts nothing. */
@Singleton
@Startup // an invalid value stops startup
public class Quotas {

    private static final int PAGE = 1000;

    /** Libraries whose usage is in memory. Their uploads in progress are forgotten with them. */
    private static final int MAX_LIBRARIES = 10_000;

    private final ImageStore store;
    private final Quota configured;
    private final Cache<String, LibraryUsage> usages = Caffeine.newBuilder()
            .maximumWeight(MAX_LIBRARIES)
            .weigher((String library, LibraryUsage usage) -> 1)
            .expireAfter(Expiry.accessing((String library, LibraryUsage usage) -> LibraryUsage.MAX_AGE.multipliedBy(2)))
            .executor(Runnable::run)
            .build();

    @Inject
    Quotas(ImageStore store, QuotaConfig config) {
        this(
                store,
                new Quota(
                        text(config.quotaBytes()).map(Quotas::bytes),
                        text(config.quotaImages()).map(Quotas::images)));
    }

    /** Creates quotas that are the same for all libraries. */
    public Quotas(ImageStore store, Quota configured) {
        this.store = store;
        this.configured = configured;
    }

    /** Room in a library for one image, which is held while the image is stored. */
    interface Reservation extends AutoCloseable {

        /** Keeps the room, because the image is stored. */
        default void keep() {}

        @Override
        default void close() {}
    }

    private static final class Held implements Reservation {

        private final LibraryUsage usage;
        private final ImageMetadata image;
        private boolean isKept;

        Held(LibraryUsage usage, ImageMetadata image) {
            this.usage = usage;
            this.image = image;
        }

        @Override
        public void keep() {
            isKept = true;
        }

        @Override
        public void close() {
            usage.end(image.id(), image.size(), isKept);
        }
    }

    /** Returns the limits of a library for a caller, whose own take precedence over the configured ones. */
    public Quota effective(Quota own) {
        return own.or(configured);
    }

    /** Returns what a library holds, as counted within the last minute. */
    public Usage usage(Library library) {
        return of(library).current(() -> count(library));
    }

    /**
     * Reserves room for an image.
     *
     * @param own the caller's limits
     * @throws ImageException.QuotaExceeded if the library may not hold it
     */
    Reservation reserve(Library library, ImageMetadata image, Quota own) {
        Quota quota = effective(own);
        if (quota.equals(Quota.NONE)) {
            return track(library, image);
        }
        LibraryUsage usage = of(library);
        if (!usage.reserve(image.id(), image.size(), quota, () -> count(library))) {
            throw exceeded(usage.current(() -> count(library)), quota);
        }
        return new Held(usage, image);
    }

    /** Adds an image without a quota, if the library's usage is in memory. */
    private Reservation track(Library library, ImageMetadata image) {
        LibraryUsage usage = usages.getIfPresent(library.key());
        if (usage == null) {
            return new Reservation() {};
        }
        usage.begin(image.id(), image.size());
        return new Held(usage, image);
    }

    /**
     * Checks that a library may hold an image of this size, before it is uploaded.
     *
     * @throws ImageException.QuotaExceeded if it may not
     */
    void check(Library library, long size, Quota own) {
        Quota quota = effective(own);
        if (!quota.equals(Quota.NONE)) {
            Usage usage = usage(library);
            if (!quota.allows(usage.plus(Usage.ofImage(size)))) {
                throw exceeded(usage, quota);
            }
        }
    }

    /** Deletes an image, and subtracts it if the library's usage is in memory. */
    void delete(Library library, UUID id) {
        LibraryUsage usage = usages.getIfPresent(library.key());
        Optional<ImageMetadata> image = usage == null ? Optional.empty() : store.find(library, id);
        store.delete(library, id);
        image.ifPresent(deleted -> usage.delete(id, deleted.size()));
    }

    private LibraryUsage of(Library library) {
        return usages.get(library.key(), key -> new LibraryUsage(System::nanoTime));
    }

    private Usage count(Library library) {
        Usage all = Usage.NOTHING;
        Optional<ImageCursor> next = Optional.of(ImageCursor.START);
        while (next.isPresent()) {
            ListPage page = store.list(library, next.get(), PAGE);
            for (ImageMetadata image : page.images()) {
                all = all.plus(Usage.ofImage(image.size()));
            }
            next = page.next();
        }
        return all;
    }

    /** Names the limit that is exceeded: that of images if both are. */
    private static ImageException.QuotaExceeded exceeded(Usage usage, Quota quota) {
        return quota.images().filter(limit -> usage.images() >= limit).isPresent()
                ? new ImageException.QuotaExceeded(
                        "images", usage.images(), quota.images().get())
                : new ImageException.QuotaExceeded(
                        "bytes", usage.bytes(), quota.bytes().orElse(Long.MAX_VALUE));
    }

    private static long bytes(String text) {
        try {
            long bytes = new MemorySizeConverter().convert(text).asLongValue();
            if (bytes >= 0) {
                return bytes;
            }
        } catch (IllegalArgumentException | ArithmeticException _) {
            // reported below
        }
        throw new ConfigurationException("TINTYPE_QUOTA_BYTES is '%s'. Set it to a size such as 10G.".formatted(text));
    }

    private static long images(String text) {
        try {
            long images = Long.parseLong(text);
            if (images >= 0) {
                return images;
            }
        } catch (NumberFormatException _) {
            // reported below
        }
        throw new ConfigurationException(
                "TINTYPE_QUOTA_IMAGES is '%s'. Set it to a number of images, such as 10000.".formatted(text));
    }

    private static Optional<String> text(Optional<String> value) {
        return value.map(String::strip).filter(text -> !text.isEmpty());
    }
}
