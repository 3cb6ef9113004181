package io.tintype.http.upload;

import jakarta.ws.rs.core.MultivaluedMap;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jboss.resteasy.reactive.common.util.CaseInsensitiveMap;
import org.jboss.resteasy.reactive.server.core.multipart.MultipartParser;

/** The parts of a form as MultipartReader and RESTEasy's parser report them: headers and content, in Latin-1. */
final class RecordedParts implements MultipartReader.PartHandler, MultipartParser.PartHandler {

    record Part(String headers, String content, boolean isWhole) {}

    private final List<Part> parts = new ArrayList<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private String headers;

    /** Returns the complete parts, and the incomplete one if there is one. */
    List<Part> parts() {
        List<Part> all = new ArrayList<>(parts);
        if (headers != null) {
            all.add(part(false));
        }
        return all;
    }

    @Override
    public void beginPart(MultivaluedMap<String, String> part) {
        headers = part.toString();
    }

    @Override
    public void beginPart(CaseInsensitiveMap<String> part) {
        headers = part.toString();
    }

    @Override
    public void data(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            content.write(bytes.get());
        }
    }

    @Override
    public void endPart() {
        parts.add(part(true));
        headers = null;
        content.reset();
    }

    private Part part(boolean isWhole) {
        return new Part(headers, content.toString(StandardCharsets.ISO_8859_1), isWhole);
    }
}
