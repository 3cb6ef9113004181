package io.tintype.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A multipart form as browsers and curl write it: names in UTF-8, with escaped quotes and line breaks. */
public final class Form {

    public static final String BOUNDARY = "----tintype-form";
    public static final String CONTENT_TYPE = "multipart/form-data; boundary=" + BOUNDARY;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A form with one image in the part that the contract names. */
    public static Form of(String fileName, byte[] content) {
        return new Form().file("file", fileName, content);
    }

    public Form file(String part, String fileName, byte[] content) {
        return part(
                "name=\"" + part + "\"; filename=\"" + escape(fileName) + "\"", "application/octet-stream", content);
    }

    public Form field(String part, String value) {
        return part("name=\"" + part + "\"", "text/plain", value.getBytes(StandardCharsets.UTF_8));
    }

    /** The form's body. */
    public byte[] body() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(bytes.toByteArray());
        body.writeBytes(ascii("--" + BOUNDARY + "--\r\n"));
        return body.toByteArray();
    }

    private Form part(String disposition, String type, byte[] content) {
        bytes.writeBytes(ascii("--" + BOUNDARY + "\r\nContent-Disposition: form-data; " + disposition
                + "\r\nContent-Type: " + type + "\r\n\r\n"));
        bytes.writeBytes(content);
        bytes.writeBytes(ascii("\r\n"));
        return this;
    }

    private static String escape(String name) {
        return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
