package io.tintype.http.upload;

import io.tintype.http.problem.InvalidUploadException;
import io.tintype.http.problem.SpoolException;
import io.tintype.http.request.ParameterizedValue;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.common.util.CaseInsensitiveMap;
import org.jboss.resteasy.reactive.server.core.multipart.MultipartParser;

/**
 * Reads one multipart form (RFC 7578) in pieces of 16 KiB. RESTEasy's parser calls a method for every byte; here it
 * receives only the lines around the parts' contents, and the contents are found by the next boundary.
 */
final class MultipartReader {

    private static final Logger LOG = Logger.getLogger(MultipartReader.class);
    static final int PIECE = 16 * 1024;

    /** The parser keeps headers in memory. Enough for a file name of 64 KiB with each of its characters escaped. */
    private static final int MAX_AROUND = 256 * 1024;

    /** RFC 2046, section 5.1.1. */
    private static final int MAX_BOUNDARY = 70;

    private final long mostBytes;
    private final PartHandler parts;
    private final MultipartParser.ParseState parser;
    private final byte[] boundary;
    private final BoundarySearch search;
    private boolean inPart;
    private int around;

    /** Receives the parts of a form in their order. */
    interface PartHandler {

        /** Begins a part with these headers, whose names may be looked up in any case. */
        void beginPart(MultivaluedMap<String, String> headers);

        /** Receives the next bytes of a part, which are only valid during the call. */
        void data(ByteBuffer bytes) throws IOException;

        void endPart();
    }

    /**
     * Creates a reader of one form.
     *
     * @param contentType of the form
     * @param mostBytes that it may have, headers and boundaries included
     * @param parts receives its parts
     * @throws InvalidUploadException if the type has no valid boundary
     */
    MultipartReader(String contentType, long mostBytes, PartHandler parts) {
        this.mostBytes = mostBytes;
        this.parts = parts;
        ParameterizedValue type = ParameterizedValue.parse(contentType);
        String delimiter = type.parameter("boundary").orElse("");
        if (delimiter.isEmpty() || delimiter.length() > MAX_BOUNDARY) {
            throw new InvalidUploadException("The Content-Type needs a boundary of 1 to 70 characters.");
        }
        parser = MultipartParser.beginParse(
                new Watch(),
                delimiter.getBytes(StandardCharsets.US_ASCII),
                type.parameter("charset").orElse(StandardCharsets.UTF_8.name()));
        boundary = ("\r\n--" + delimiter).getBytes(StandardCharsets.US_ASCII);
        search = new BoundarySearch(boundary);
    }

    /**
     * Reads to the form's end, and throws what the parts' handler throws.
     *
     * @throws InvalidUploadException if the form is not well-formed or is incomplete
     * @throws WebApplicationException with 413 if it has too many bytes
     */
    void read(InputStream body) throws IOException {
        byte[] piece = new byte[PIECE + boundary.length];
        int buffered = 0;
        long bytes = 0;
        for (int read = body.read(piece, 0, PIECE); read >= 0; read = body.read(piece, buffered, PIECE)) {
            bytes += read;
            if (bytes > mostBytes) {
                throw new WebApplicationException(Response.Status.REQUEST_ENTITY_TOO_LARGE);
            }
            buffered = parse(piece, buffered + read);
        }
        if (!parser.isComplete()) {
            throw malformed();
        }
    }

    /** Returns how many bytes could begin a boundary. They are moved to the front, before the next bytes. */
    private int parse(byte[] piece, int end) throws IOException {
        int at = 0;
        while (at < end && !parser.isComplete()) {
            if (!inPart) {
                at = parseLine(piece, at, end);
                continue;
            }
            int next = search.in(piece, at, end);
            if (next < 0) {
                int sure = Math.max(at, end - boundary.length + 1);
                parts.data(ByteBuffer.wrap(piece, at, sure - at));
                System.arraycopy(piece, sure, piece, 0, end - sure);
                return end - sure;
            }
            parts.data(ByteBuffer.wrap(piece, at, next - at));
            at = next + boundary.length;
            parse(ByteBuffer.wrap(piece, next, boundary.length));
        }
        return 0;
    }

    /** A part begins with the end of a line, so the parser never sees any of its content. */
    private int parseLine(byte[] piece, int from, int end) throws IOException {
        int to = from + 1;
        while (to < end && piece[to - 1] != '\n') {
            to++;
        }
        around += to - from;
        if (around > MAX_AROUND) {
            throw new InvalidUploadException(
                    "The form has more than %d bytes of headers before a part.".formatted(MAX_AROUND));
        }
        parse(ByteBuffer.wrap(piece, from, to - from));
        return to;
    }

    /** The parser throws a dozen kinds of exceptions, for example for a header without a colon or a wrong type. */
    private void parse(ByteBuffer bytes) throws IOException {
        try {
            parser.parse(bytes);
        } catch (InvalidUploadException | SpoolException e) {
            throw e;
        } catch (RuntimeException | IOException e) {
            LOG.debug("invalid form", e);
            throw malformed();
        }
    }

    private static InvalidUploadException malformed() {
        return new InvalidUploadException("The body is not a well-formed multipart form.");
    }

    /** Notes whether a part's content comes next. */
    private final class Watch implements MultipartParser.PartHandler {

        @Override
        public void beginPart(CaseInsensitiveMap<String> headers) {
            inPart = true;
            around = 0;
            parts.beginPart(headers);
        }

        @Override
        public void data(ByteBuffer bytes) throws IOException {
            parts.data(bytes);
        }

        @Override
        public void endPart() {
            inPart = false;
            parts.endPart();
        }
    }
}
