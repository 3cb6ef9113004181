package io.tintype.packaged;

import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.Libvips;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;

/** An operation as a client asks for it that reads the bytes of an answer as they come. */
public enum Asked {
    UPLOAD(201),
    LIST(200),
    DESCRIBE(200),
    HEAD(200),
    DOWNLOAD(200),
    RANGE(206),
    /** Without libvips it is answered too, in its own way. */
    RENDITION(Libvips.isInstalled() ? 200 : 501),
    DELETE(204);

    public static final int RANGE_BYTES = 1000;

    private final int success;

    Asked(int success) {
        this.success = success;
    }

    public int success() {
        return success;
    }

    public boolean isOfOneImage() {
        return this != UPLOAD && this != LIST;
    }

    /** The path, of this image or, for a list, of the page with this cursor. */
    public String path(String id) {
        return switch (this) {
            case UPLOAD -> "/images";
            case LIST -> "/images?limit=1000" + (id.isEmpty() ? "" : "&cursor=" + id);
            case DESCRIBE -> "/images/" + id + "/metadata";
            case HEAD, DOWNLOAD, RANGE, DELETE -> "/images/" + id;
            case RENDITION -> "/images/" + id + "/renditions/thumbnail";
        };
    }

    public HttpRequest.Builder of(HttpRequest.Builder request) {
        return switch (this) {
            case UPLOAD ->
                request.header("Content-Type", Form.CONTENT_TYPE)
                        .POST(BodyPublishers.ofByteArray(Form.of("photograph.jpg", Fixtures.PHOTOGRAPH.bytes())
                                .body()));
            case LIST, DESCRIBE, DOWNLOAD, RENDITION -> request.GET();
            case HEAD -> request.HEAD();
            case RANGE ->
                request.header("Range", "bytes=0-" + (RANGE_BYTES - 1)).GET();
            case DELETE -> request.DELETE();
        };
    }
}
