package io.tintype.rendition.recipe;

import io.tintype.storage.RenditionFormat;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the parameters of a request for a rendition. A parameter that is null or empty has its default. */
public final class RecipeParser {

    public static final int MAX_SIZES = 32;

    /** The value of {@code format} that selects the format by {@code Accept}. */
    private static final String AUTO = "auto";

    private static final Pattern POINT = Pattern.compile("([0-9]{1,3}),([0-9]{1,3})");

    private final NavigableSet<Integer> sizes;

    /**
     * Creates a parser.
     *
     * @param sizes the widths and heights that a request may have, in pixels
     */
    public RecipeParser(Collection<Integer> sizes) {
        this.sizes = new TreeSet<>(sizes);
    }

    /**
     * Reads the operator's sizes, separated by commas: at most {@link #MAX_SIZES}, each at most
     * {@link Presets#MAX_SIDE}.
     *
     * @return the sizes, or empty if the text is invalid
     */
    public static Optional<SortedSet<Integer>> sizes(String text) {
        SortedSet<Integer> sizes = new TreeSet<>();
        for (String size : text.split(",", -1)) {
            if (!size.strip().matches("[1-9][0-9]{0,3}") || Integer.parseInt(size.strip()) > Presets.MAX_SIDE) {
                return Optional.empty();
            }
            sizes.add(Integer.valueOf(size.strip()));
        }
        return sizes.size() <= MAX_SIZES ? Optional.of(sizes) : Optional.empty();
    }

    /**
     * Reads the parameters.
     *
     * @throws InvalidRecipeException if any is invalid, with all violations
     */
    public RecipeParameters parse(Integer width, Integer height, String fit, String focus, Integer quality) {
        Map<String, String> violations = new TreeMap<>();
        checkSize("width", width, violations);
        checkSize("height", height, violations);
        checkQuality(quality, violations);
        Fit how = fit(fit, violations);
        Focus where = focus(focus, violations);
        if (how == Fit.COVER && (width == null || height == null)) {
            violations.putIfAbsent("fit", "cover requires width and height");
        }
        if (how == Fit.CONTAIN && !where.equals(Focus.CENTER)) {
            violations.putIfAbsent("focus", "requires fit=cover");
        }
        if (!violations.isEmpty()) {
            throw new InvalidRecipeException(violations);
        }
        int most = width == null && height == null ? RecipeParameters.OWN_SIZE : 0;
        return new RecipeParameters(
                Objects.requireNonNullElse(width, most),
                Objects.requireNonNullElse(height, most),
                how,
                where,
                Objects.requireNonNullElse(quality, 0));
    }

    /**
     * Reads the format; empty means by {@code Accept}.
     *
     * @throws InvalidRecipeException if there is no such format
     */
    public static Optional<RenditionFormat> format(String text) {
        if (!isPresent(text) || text.equals(AUTO)) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(RenditionFormat.values())
                .filter(format -> name(format).equals(text))
                .findFirst()
                .orElseThrow(() -> new InvalidRecipeException(Map.of("format", "must be one of " + formats()))));
    }

    private static String formats() {
        return Stream.concat(
                        Stream.of(AUTO), Arrays.stream(RenditionFormat.values()).map(RecipeParser::name))
                .collect(Collectors.joining(", "));
    }

    private static String name(RenditionFormat format) {
        return format.name().toLowerCase(Locale.ROOT);
    }

    private void checkSize(String parameter, Integer size, Map<String, String> violations) {
        if (size != null && !sizes.contains(size)) {
            String nearest = Stream.of(sizes.lower(size), sizes.higher(size))
                    .filter(Objects::nonNull)
                    .map(String::valueOf)
                    .collect(Collectors.joining(" or "));
            violations.put(parameter, "must be an allowed size; the nearest is " + nearest);
        }
    }

    private static void checkQuality(Integer quality, Map<String, String> violations) {
        if (quality != null && !isQuality(quality)) {
            violations.put(
                    "quality",
                    "must be %d to %d in steps of %d"
                            .formatted(
                                    RecipeParameters.MIN_QUALITY,
                                    RecipeParameters.MAX_QUALITY,
                                    RecipeParameters.QUALITY_STEP));
        }
    }

    static boolean isQuality(int quality) {
        return quality >= RecipeParameters.MIN_QUALITY
                && quality <= RecipeParameters.MAX_QUALITY
                && quality % RecipeParameters.QUALITY_STEP == 0;
    }

    private static Fit fit(String text, Map<String, String> violations) {
        if (!isPresent(text)) {
            return Fit.CONTAIN;
        }
        return switch (text) {
            case "contain" -> Fit.CONTAIN;
            case "cover" -> Fit.COVER;
            default -> {
                violations.put("fit", "must be contain or cover");
                yield Fit.CONTAIN;
            }
        };
    }

    private static Focus focus(String text, Map<String, String> violations) {
        if (!isPresent(text)) {
            return Focus.CENTER;
        }
        return focus(text).orElseGet(() -> {
            violations.put("focus", "must be center, attention, or a point in percent such as 30,75");
            return Focus.CENTER;
        });
    }

    static Optional<Focus> focus(String text) {
        Matcher point = POINT.matcher(text);
        if (point.matches()) {
            int x = Integer.parseInt(point.group(1));
            int y = Integer.parseInt(point.group(2));
            return x <= Focus.MAX && y <= Focus.MAX ? Optional.of(Focus.point(x, y)) : Optional.empty();
        }
        return switch (text) {
            case "center" -> Optional.of(Focus.CENTER);
            case "attention" -> Optional.of(Focus.ATTENTION);
            default -> Optional.empty();
        };
    }

    private static boolean isPresent(String text) {
        return text != null && !text.isEmpty();
    }
}
