package io.tintype.packaged;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.Libvips;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;

/** The operations of the contract, each with the scope that it requires and the status of its success. */
public enum Operation {
    UPLOAD("POST", "/images", "images:write", 201),
    LIST("GET", "/images?limit=1000", "images:read", 200),
    DESCRIBE("GET", "/images/%s/metadata", "images:read", 200),
    HEAD("HEAD", "/images/%s", "images:read", 200),
    DOWNLOAD("GET", "/images/%s", "images:read", 200),
    RANGE("GET", "/images/%s", "images:read", 206),
    /** Responds without libvips too. */
    RENDITION("GET", "/images/%s/renditions/thumbnail", "images:read", Libvips.isInstalled() ? 200 : 501),
    RENDER("GET", "/images/%s/renditions?width=320&height=320", "images:read", Libvips.isInstalled() ? 200 : 501),
    DELETE("DELETE", "/images/%s", "images:delete", 204);

    public static final int RANGE_BYTES = 1000;

    private static final byte[] FORM =
            Form.of("photograph.jpg", Fixtures.PHOTOGRAPH.bytes()).body();
    private static final String RANGE_HEADER = "bytes=0-" + (RANGE_BYTES - 1);

    private final String method;
    private final String path;
    private final String scope;
    private final int success;

    Operation(String method, String path, String scope, int success) {
        this.method = method;
        this.path = path;
        this.scope = scope;
        this.success = success;
    }

    public String scope() {
        return scope;
    }

    public int success() {
        return success;
    }

    /** Returns the path for an image, whose id the operations on all images ignore. */
    public String path(String id) {
        return path.formatted(id);
    }

    /** Sends the request by RestAssured, whose filter validates the response. */
    public Response send(RequestSpecification request, String id) {
        return switch (this) {
            case UPLOAD -> request.contentType(Form.CONTENT_TYPE).body(FORM).request(method, path(id));
            case RANGE -> request.header("Range", RANGE_HEADER).request(method, path(id));
            default -> request.request(method, path(id));
        };
    }

    /** Returns the request for the JDK's client. */
    public HttpRequest.Builder request(URI application, String id) {
        HttpRequest.Builder request = HttpRequest.newBuilder(application.resolve(path(id)));
        return switch (this) {
            case UPLOAD -> request.header("Content-Type", Form.CONTENT_TYPE).POST(BodyPublishers.ofByteArray(FORM));
            case RANGE -> request.header("Range", RANGE_HEADER);
            default -> request.method(method, BodyPublishers.noBody());
        };
    }
}
