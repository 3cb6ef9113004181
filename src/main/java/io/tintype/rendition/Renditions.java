package io.tintype.rendition;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tintype.image.Images;
import io.tintype.rendition.RenditionMaker.Making;
import io.tintype.rendition.recipe.Recipe;
import io.tintype.rendition.recipe.RecipeParameters;
import io.tintype.rendition.recipe.RecipeParser;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.RenditionFormat;
import io.tintype.storage.StorageException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Returns renditions of the images of a library. Makes each one at the first request, and then keeps it in the store.
 * The metric {@code tintype.rendition} records how long that took and its outcome: {@code made}, {@code rejected} or
 * {@code failed}.
 */
@Singleton
public class Renditions {

    private static final Duration FAILURE_IS_REMEMBERED = Duration.ofMinutes(5);
    private static final int MAX_FAILURES = 10_000;

    private final ImageStore store;
    private final Images images;
    private final WorkerPool workers;
    private final RenditionMaker maker;
    private final RenditionLimits limits;
    private final MeterRegistry registry;
    private final RecipeParser parser;
    private final Map<Making, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();
    private final Cache<Object, RenditionException> failures = Caffeine.newBuilder()
            .maximumSize(MAX_FAILURES)
            .expireAfterWrite(FAILURE_IS_REMEMBERED)
            .build();

    Renditions(
            ImageStore store,
            Images images,
            WorkerPool workers,
            RenditionMaker maker,
            RenditionLimits limits,
            MeterRegistry registry) {
        this.store = store;
        this.images = images;
        this.workers = workers;
        this.maker = maker;
        this.limits = limits;
        this.registry = registry;
        parser = new RecipeParser(limits.sizes());
    }

    /**
     * Returns the parameters of a preset.
     *
     * @throws RenditionException.UnknownPreset if there is no such preset
     */
    public RecipeParameters preset(String name) {
        RecipeParameters preset = limits.presets().get(name);
        if (preset == null) {
            throw new RenditionException.UnknownPreset(
                    name, limits.presets().keySet().stream().sorted().toList());
        }
        return preset;
    }

    /** Returns the parser of the parameters that a request may have. */
    public RecipeParser parser() {
        return parser;
    }

    /**
     * Returns a rendition of an image. The caller closes it.
     *
     * @param formats the formats that the caller accepts, in order of preference. AVIF is made of small renditions
     *     only, unless it is the only format
     * @throws io.tintype.image.ImageException.NotFound if the library has no such image
     * @throws RenditionException if it cannot be made
     * @throws StorageException.Altered if the image's bytes are no longer those that were stored
     * @throws StorageException if the image cannot be read; a rendition that cannot be stored is only logged as a
     *     warning
     */
    public Rendition open(Library library, UUID id, RecipeParameters parameters, List<RenditionFormat> formats) {
        List<Recipe> recipes = parameters.recipes(formats);
        boolean isPreset = limits.presets().containsValue(parameters);
        Making preferred = new Making(library, id, recipes.getFirst(), isPreset);
        Optional<Rendition> kept = kept(preferred);
        if (kept.isPresent()) {
            return kept.get();
        }
        ImageMetadata image = images.describe(library, id);
        boolean isQuick = preferred.recipe().maxPixels(image.width(), image.height()) <= Recipe.MAX_QUICK_AVIF_PIXELS;
        if (recipes.size() == 1 || isQuick && workers.formats().contains(RenditionFormat.AVIF)) {
            return madeOnce(preferred, image);
        }
        Making other = new Making(library, id, recipes.get(1), isPreset);
        return kept(other).orElseGet(() -> madeOnce(other, image));
    }

    private Optional<Rendition> kept(Making making) {
        Optional<Rendition> kept = kept(making, making.recipe().format());
        return kept.isEmpty() && making.recipe().pngForAlpha() ? kept(making, RenditionFormat.PNG) : kept;
    }

    private Optional<Rendition> kept(Making making, RenditionFormat format) {
        return store.openRendition(
                        making.library(), making.id(), making.recipe().nameOf(format))
                .map(content -> new Rendition(format, content));
    }

    private record ImageKey(Library library, UUID id) {

        static ImageKey of(Making making) {
            return new ImageKey(making.library(), making.id());
        }
    }

    /**
     * Makes a rendition that the store does not contain. Concurrent requests for it wait and have the same outcome, but
     * make the rendition again if it could not be stored. An image that cannot be decoded, and a rendition that takes too
     * long, are remembered for a while.
     */
    private Rendition madeOnce(Making making, ImageMetadata image) {
        Stream.of(ImageKey.of(making), making)
                .map(failures::getIfPresent)
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(failure -> {
                    throw failure;
                });
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> others = underWay.putIfAbsent(making, mine);
        if (others != null) {
            await(others);
            return kept(making).orElseGet(() -> timed(making, image));
        }
        try {
            Rendition rendition = timed(making, image);
            mine.complete(null);
            return rendition;
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            underWay.remove(making, mine);
            mine.cancel(false); // after an Error, so that other requests do not wait
        }
    }

    private static void await(CompletableFuture<Void> others) {
        try {
            Results.await(others, RenditionLimiter.MAX_WAIT);
        } catch (TimeoutException _) {
            throw new RenditionException.Busy();
        }
    }

    private Rendition timed(Making making, ImageMetadata image) {
        if (workers.version().isEmpty()) {
            throw new RenditionException.Unavailable();
        }
        if (!workers.formats().contains(making.recipe().format())) {
            throw new RenditionException.UnsupportedFormat(making.recipe().format());
        }
        Timer.Sample start = Timer.start(registry);
        RenditionSpan span = RenditionSpan.start(making.recipe(), image);
        String outcome = "failed";
        try {
            Rendition rendition = maker.make(making, image);
            outcome = "made";
            return rendition;
        } catch (RenditionException e) {
            outcome = "rejected";
            remember(making, e);
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            start.stop(registry.timer("tintype.rendition", "outcome", outcome));
            span.end(outcome);
        }
    }

    private void remember(Making making, RenditionException failure) {
        if (failure instanceof RenditionException.Undecodable) {
            failures.put(ImageKey.of(making), failure);
        } else if (failure instanceof RenditionException.Busy busy && busy.isTooSlow()) {
            failures.put(making, failure);
        }
    }
}
