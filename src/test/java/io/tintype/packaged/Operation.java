package io.tintype.packaged;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.tintype.testing.Fixtures;
import io.tintype.testing.Form;
import io.tintype.testing.Libvips;

/** The operations of the contract, each with the scope that it needs and the status of its success. */
public enum Operation {
    UPLOAD("images:write", 201) {
        @Override
        public Response send(RequestSpecification request, String id) {
            return request.contentType(Form.CONTENT_TYPE)
                    .body(Form.of("photograph.jpg", Fixtures.PHOTOGRAPH.bytes()).body())
                    .post("/images");
        }
    },
    LIST("images:read", 200) {
        @Override
        public Response send(RequestSpecification request, String id) {
            return request.get("/images");
        }
    },
    DOWNLOAD("images:read", 200) {
        @Override
        public Response send(RequestSpecification request, String id) {
            return request.get("/images/" + id);
        }
    },
    HEAD("images:read", 200) {
        @Override
        public Response send(RequestSpecification request, String id) {
            return request.head("/images/" + id);
        }
    },
    DESCRIBE("images:read", 200) {
        @Override
        public Response send(RequestSpecification request, String id) {
            return request.get("/images/" + id + "/metadata");
        }
    },
    /** Without libvips it is answered too, in its own way. */
    RENDITION("images:read", Libvips.isInstalled() ? 200 : 501) {
        @Override
        public Response send(RequestSpecification request, String id) {
            return request.get("/images/" + id + "/renditions/thumbnail");
        }
    },
    DELETE("images:delete", 204) {
        @Override
        public Response send(RequestSpecification request, String id) {
            return request.delete("/images/" + id);
        }
    };

    private final String scope;
    private final int success;

    Operation(String scope, int success) {
        this.scope = scope;
        this.success = success;
    }

    public String scope() {
        return scope;
    }

    public int success() {
        return success;
    }

    /** Sends the request, with an image that there is, to the operations that work on one. */
    public abstract Response send(RequestSpecification request, String id);
}
