package io.tintype.storage.s3.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;

/** A bucket of empty objects that can be listed and deleted, by a store with faults. */
public final class ListingStandIn implements HttpHandler {

    /** The fault of its responses to ListObjectsV2. */
    public enum Flaw {
        /** Before each page with keys comes a truncated one without. */
        EMPTY_PAGES,
        /** All pages are truncated, and have neither keys nor a token. */
        NOTHING,
        /** All pages are truncated, without keys, and with the same token. */
        SAME_TOKEN,
        /** All pages are truncated, without keys, and with a token that no other has. */
        OTHER_TOKENS,
        IGNORES_START_AFTER,
        IGNORES_PREFIX,
        IGNORES_MAX_KEYS,
        NO_TOKENS
    }

    private static final String EMPTY_PAGE = "empty-page:";

    private final SortedSet<String> keys = new ConcurrentSkipListSet<>();
    private final Set<Flaw> flaws = EnumSet.noneOf(Flaw.class);
    private final AtomicInteger count = new AtomicInteger();
    private final int maxKeys;

    /** @param maxKeys in a page, where a request has no smaller number */
    public ListingStandIn(int maxKeys, Flaw... flaws) {
        this.maxKeys = maxKeys;
        this.flaws.addAll(List.of(flaws));
    }

    public Set<String> keys() {
        return keys;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestMethod()) {
            case "GET" -> StandInS3.respond(exchange, 200, page(exchange));
            case "DELETE" -> {
                keys.remove(exchange.getRequestURI().getPath().substring(("/" + StandInS3.BUCKET + "/").length()));
                StandInS3.respond(exchange, 204, "");
            }
            default -> { // a HEAD of the bucket, or of a missing object
                String path = exchange.getRequestURI().getPath().replaceFirst("/$", "");
                StandInS3.respond(exchange, path.equals("/" + StandInS3.BUCKET) ? 200 : 404, "");
            }
        }
    }

    private String page(HttpExchange exchange) {
        String token = StandInS3.query(exchange, "continuation-token");
        if (flaws.contains(Flaw.NOTHING)) {
            return result(List.of(), true, "");
        }
        if (flaws.contains(Flaw.SAME_TOKEN)) {
            return result(List.of(), true, "token");
        }
        if (flaws.contains(Flaw.OTHER_TOKENS)) {
            return result(List.of(), true, "token-" + count.incrementAndGet());
        }
        String after = token.isEmpty() ? StandInS3.query(exchange, "start-after") : token;
        if (flaws.contains(Flaw.EMPTY_PAGES) && !after.startsWith(EMPTY_PAGE)) {
            return result(List.of(), true, EMPTY_PAGE + after);
        }
        return page(exchange, after.replace(EMPTY_PAGE, ""));
    }

    private String page(HttpExchange exchange, String after) {
        String prefix = flaws.contains(Flaw.IGNORES_PREFIX) ? "" : StandInS3.query(exchange, "prefix");
        String max = StandInS3.query(exchange, "max-keys");
        int most = flaws.contains(Flaw.IGNORES_MAX_KEYS) || max.isEmpty()
                ? maxKeys
                : Math.min(maxKeys, Integer.parseInt(max));
        List<String> all = keys.stream()
                .filter(key -> key.startsWith(prefix))
                .filter(key -> flaws.contains(Flaw.IGNORES_START_AFTER) || key.compareTo(after) > 0)
                .toList();
        List<String> page = all.stream().limit(most).toList();
        boolean isTruncated = page.size() < all.size();
        return result(page, isTruncated, isTruncated && !flaws.contains(Flaw.NO_TOKENS) ? page.getLast() : "");
    }

    private static String result(List<String> keys, boolean isTruncated, String token) {
        StringBuilder xml = new StringBuilder("<ListBucketResult><IsTruncated>" + isTruncated + "</IsTruncated>");
        keys.forEach(key -> xml.append("<Contents><Key>")
                .append(key)
                .append("</Key><Size>0</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>"));
        if (!token.isEmpty()) {
            xml.append("<NextContinuationToken>").append(token).append("</NextContinuationToken>");
        }
        return xml.append("</ListBucketResult>").toString();
    }
}
