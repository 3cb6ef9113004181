package io.tintype.storage.s3.doctor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A store of one bucket in memory, with at most one flaw. It does not verify signatures. */
final class FlawedStore implements AutoCloseable {

    private static final int MAX_KEYS = 20;
    private static final int LONG_KEY = 500;
    private static final String SHA256 = "x-amz-checksum-sha256";

    private record StoredObject(byte[] bytes, Map<String, String> headers) {}

    private final Flaw flaw;
    private final TreeMap<String, StoredObject> objects = new TreeMap<>();
    private List<String> earlier = List.of();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    /** @param flaw or null */
    FlawedStore(Flaw flaw) {
        this.flaw = flaw;
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/bucket", exchange -> {
            try (exchange) {
                handle(exchange);
            }
        });
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Returns the keys of all objects. */
    synchronized List<String> keys() {
        return List.copyOf(objects.keySet());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String key = path.length() > "/bucket/".length() ? path.substring("/bucket/".length()) : "";
        if (flaw == Flaw.IGNORES_CASE) {
            key = key.toLowerCase(Locale.ROOT);
        }
        if (flaw == Flaw.TRUNCATES_KEYS && key.length() > LONG_KEY) {
            key = key.substring(0, LONG_KEY);
        }
        String denial = denial(exchange, key);
        if (!denial.isEmpty()) {
            exchange.getRequestBody().readAllBytes();
            error(exchange, Integer.parseInt(denial.split(" ")[0]), denial.split(" ")[1]);
            return;
        }
        switch (exchange.getRequestMethod()) {
            case "PUT" -> put(exchange, key);
            case "DELETE" -> delete(exchange, key);
            default -> {
                if (key.isEmpty()) {
                    bucket(exchange);
                } else {
                    get(exchange, key);
                }
            }
        }
    }

    private String denial(HttpExchange exchange, String key) {
        String method = exchange.getRequestMethod();
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        boolean isAnonymous =
                !exchange.getRequestHeaders().containsKey("Authorization") && !query.contains("X-Amz-Signature");
        if (isAnonymous && flaw != Flaw.IS_PUBLIC) {
            return "403 AccessDenied";
        }
        if (query.contains("text/html")) {
            return "403 SignatureDoesNotMatch";
        }
        boolean isDenied = switch (flaw) {
            case DENIES_DELETE -> method.equals("DELETE");
            case DENIES_PUT_BELOW_UPLOADS -> method.equals("PUT") && key.startsWith("uploads/");
            case DENIES_LIST -> query.contains("list-type");
            case DENIES_LIST_OF_MULTIPART_UPLOADS -> query.matches("(.*&)?uploads(=?|=?&.*)");
            case null, default -> false;
        };
        if (isDenied) {
            return "403 AccessDenied";
        }
        return switch (flaw) {
            case HAS_NO_BUCKET -> "404 NoSuchBucket";
            case REJECTS_THE_SECRET -> "403 SignatureDoesNotMatch";
            case DOES_NOT_FIND_THE_KEY -> "404 XAdminUserNotFound";
            case IS_IN_ANOTHER_REGION -> "301 PermanentRedirect";
            case null, default -> "";
        };
    }

    private void put(HttpExchange exchange, String key) throws IOException {
        byte[] bytes = new byte[0];
        try {
            bytes = exchange.getRequestBody().readAllBytes();
            long declared = Long.parseLong(exchange.getRequestHeaders().getFirst("Content-Length"));
            if (bytes.length < declared && flaw != Flaw.KEEPS_PARTS) {
                return;
            }
        } catch (IOException e) {
            if (flaw == Flaw.KEEPS_PARTS) {
                write(exchange, key, bytes);
            }
            throw e;
        }
        boolean isConditional = exchange.getRequestHeaders().containsKey("If-None-Match");
        if (isConditional && flaw == Flaw.REJECTS_IF_NONE_MATCH) {
            error(exchange, 501, "NotImplemented");
            return;
        }
        if (flaw == Flaw.CHECKS_BEFORE_IT_LOCKS && isConditional && key.matches("uploads/.*/[0-9]{19}")) {
            boolean exists = isPresent(key);
            pause();
            if (exists) {
                error(exchange, 412, "PreconditionFailed");
                return;
            }
            isConditional = false;
        }
        if (flaw == Flaw.REJECTS_CHECKSUMS && exchange.getRequestHeaders().containsKey(SHA256)) {
            error(exchange, 400, "InvalidArgument");
            return;
        }
        String copied = exchange.getRequestHeaders().getFirst("x-amz-copy-source");
        if (copied != null && flaw == Flaw.HAS_NO_COPY) {
            error(exchange, 501, "NotImplemented");
            return;
        }
        if (copied == null && !isUnaltered(exchange, bytes)) {
            error(exchange, 400, "XAmzContentSHA256Mismatch");
            return;
        }
        boolean isWritten;
        synchronized (this) {
            isWritten = !isConditional || flaw == Flaw.IGNORES_IF_NONE_MATCH || !objects.containsKey(key);
            if (isWritten) {
                byte[] content = copied == null
                        ? bytes
                        : objects.get(copied.substring("bucket/".length())).bytes();
                write(exchange, key, content);
                if (copied != null && flaw == Flaw.COPIES_THE_METADATA) {
                    objects.get(key)
                            .headers()
                            .keySet()
                            .removeIf(name -> name.toLowerCase(Locale.ROOT).startsWith("x-amz-meta-"));
                }
            }
        }
        if (!isWritten) {
            error(exchange, 412, "PreconditionFailed");
            return;
        }
        if (flaw == Flaw.EXPIRES_IMAGES && key.startsWith("images/")) {
            exchange.getResponseHeaders()
                    .set("x-amz-expiration", "expiry-date=\"Fri, 23 Dec 2033 00:00:00 GMT\", rule-id=\"all\"");
        }
        if (flaw == Flaw.KEEPS_VERSIONS) {
            exchange.getResponseHeaders().set("x-amz-version-id", "1");
        }
        respond(exchange, 200, copied == null ? "" : "<CopyObjectResult/>");
    }

    private synchronized boolean isPresent(String key) {
        return objects.containsKey(key);
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isUnaltered(HttpExchange exchange, byte[] bytes) {
        byte[] actual = sha256(bytes);
        String signed = String.valueOf(exchange.getRequestHeaders().getFirst("x-amz-content-sha256"));
        String checksum = String.valueOf(exchange.getRequestHeaders().getFirst(SHA256));
        return flaw == Flaw.IGNORES_CHECKSUMS
                || (signed.length() != 64 || signed.equals(HexFormat.of().formatHex(actual)))
                        && (checksum.equals("null")
                                || checksum.equals(Base64.getEncoder().encodeToString(actual)));
    }

    private synchronized void write(HttpExchange exchange, String key, byte[] bytes) {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean isKept = lower.startsWith("x-amz-meta-") && flaw != Flaw.DROPS_METADATA
                    || lower.equals(SHA256) && flaw != Flaw.KEEPS_NO_CHECKSUMS
                    || lower.equals("content-type");
            if (isKept) {
                headers.put(name, values.getFirst());
            }
        });
        headers.put("ETag", "\"" + HexFormat.of().formatHex(sha256(bytes)).substring(0, 32) + "\"");
        earlier = flaw == Flaw.LISTS_LATE ? keys() : List.of();
        objects.put(key, new StoredObject(bytes, headers));
    }

    private void delete(HttpExchange exchange, String key) throws IOException {
        if (exchange.getRequestURI().getQuery() != null) {
            error(exchange, 404, "NoSuchUpload");
            return;
        }
        boolean existed;
        synchronized (this) {
            earlier = flaw == Flaw.LISTS_LATE ? keys() : List.of();
            existed = objects.remove(key) != null;
        }
        if (!existed && flaw == Flaw.REJECTS_DELETE_OF_ABSENT) {
            error(exchange, 404, "NoSuchKey");
            return;
        }
        respond(exchange, 204, "");
    }

    private void get(HttpExchange exchange, String key) throws IOException {
        Optional<StoredObject> found;
        synchronized (this) {
            found = Optional.ofNullable(objects.get(key));
        }
        if (found.isEmpty()) {
            error(
                    exchange,
                    flaw == Flaw.HIDES_ABSENCE ? 403 : 404,
                    flaw == Flaw.HIDES_ABSENCE ? "AccessDenied" : "NoSuchKey");
            return;
        }
        StoredObject object = found.get();
        object.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        if (flaw != Flaw.IGNORES_RESPONSE_HEADERS) {
            for (String parameter : query.split("&")) {
                if (parameter.startsWith("response-")) {
                    String[] parts = parameter.substring("response-".length()).split("=", 2);
                    exchange.getResponseHeaders().set(parts[0], parts[1]);
                }
            }
        }
        if (query.contains("X-Amz-Expires=1&") || query.endsWith("X-Amz-Expires=1")) {
            error(exchange, 403, "AccessDenied");
            return;
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null || flaw == Flaw.IGNORES_RANGES) {
            send(exchange, 200, object.bytes());
            return;
        }
        sendRange(exchange, object.bytes(), range.substring("bytes=".length()).split("-", -1));
    }

    private static void sendRange(HttpExchange exchange, byte[] bytes, String[] range) throws IOException {
        int first = range[0].isEmpty() ? bytes.length - Integer.parseInt(range[1]) : Integer.parseInt(range[0]);
        int last = range[0].isEmpty() || range[1].isEmpty()
                ? bytes.length - 1
                : Math.min(bytes.length - 1, Integer.parseInt(range[1]));
        if (first >= bytes.length) {
            error(exchange, 416, "InvalidRange");
            return;
        }
        exchange.getResponseHeaders().set("Content-Range", "bytes %d-%d/%d".formatted(first, last, bytes.length));
        send(exchange, 206, Arrays.copyOfRange(bytes, first, last + 1));
    }

    private void bucket(HttpExchange exchange) throws IOException {
        Map<String, String> query = new TreeMap<>();
        for (String parameter :
                String.valueOf(exchange.getRequestURI().getQuery()).split("&")) {
            String[] parts = parameter.split("=", 2);
            query.put(parts[0], parts.length < 2 ? "" : parts[1]);
        }
        if (query.containsKey("uploads")) {
            respond(
                    exchange,
                    200,
                    "<ListMultipartUploadsResult><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>");
            return;
        }
        respond(exchange, 200, exchange.getRequestMethod().equals("HEAD") ? "" : page(query));
    }

    private synchronized String page(Map<String, String> query) {
        String prefix = query.getOrDefault("prefix", "");
        String start = query.getOrDefault("continuation-token", query.getOrDefault("start-after", ""));
        boolean groups = query.containsKey("delimiter") && flaw != Flaw.IGNORES_DELIMITERS;
        List<String> names = new ArrayList<>((flaw == Flaw.LISTS_LATE ? earlier : keys())
                .stream()
                        .filter(key -> key.startsWith(prefix))
                        .map(key -> groups && key.indexOf('/', prefix.length()) >= 0
                                ? key.substring(0, key.indexOf('/', prefix.length()) + 1)
                                : key)
                        .distinct()
                        .filter(name -> name.compareTo(start) > 0)
                        .toList());
        if (flaw == Flaw.LISTS_IN_ANOTHER_ORDER) {
            Collections.reverse(names);
        }
        int max = Math.min(MAX_KEYS, Integer.parseInt(query.getOrDefault("max-keys", "1000")));
        boolean isTruncated = names.size() > max && flaw != Flaw.LISTS_ONE_PAGE;
        List<String> shown = names.subList(0, Math.min(max, names.size()));
        StringBuilder xml = new StringBuilder(
                "<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>" + isTruncated + "</IsTruncated>");
        if (isTruncated) {
            xml.append("<NextContinuationToken>").append(shown.getLast()).append("</NextContinuationToken>");
        }
        for (String name : shown) {
            String text = URLEncoder.encode(name, StandardCharsets.UTF_8);
            if (groups && name.endsWith("/")) {
                xml.append("<CommonPrefixes><Prefix>").append(text).append("</Prefix></CommonPrefixes>");
                continue;
            }
            xml.append("<Contents><Key>").append(text).append("</Key><Size>").append(size(name));
            xml.append("</Size><LastModified>").append(Instant.now()).append("</LastModified></Contents>");
        }
        return xml.append("</ListBucketResult>").toString();
    }

    private int size(String key) {
        StoredObject object = objects.get(key);
        return object == null ? 0 : object.bytes().length;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void error(HttpExchange exchange, int status, String code) throws IOException {
        send(exchange, status, ("<Error><Code>" + code + "</Code></Error>").getBytes(StandardCharsets.UTF_8));
    }

    private void respond(HttpExchange exchange, int status, String xml) throws IOException {
        send(exchange, status, xml.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
