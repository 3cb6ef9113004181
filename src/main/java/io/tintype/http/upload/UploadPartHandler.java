package io.tintype.http.upload;

import io.tintype.http.problem.InvalidUploadException;
import io.tintype.http.request.ParameterizedValue;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Passes the file of a form to its upload. Other parts are read and discarded. */
final class UploadPartHandler implements MultipartReader.PartHandler {

    private static final String FILE = "file";
    private static final int MAX_PARTS = 1000;
    private static final Set<String> PLAIN = Set.of("7bit", "8bit", "binary");

    private final UploadRequest upload;
    private final Path spool;
    private final List<String> fileTypes;
    private int parts;
    private int partsNamedFile;
    private boolean hasFile;
    private boolean inFile;

    /**
     * Creates a handler for one form.
     *
     * @param spool the folder for its file
     * @param fileTypes the media types that make a part without a file name a file
     */
    UploadPartHandler(UploadRequest upload, Path spool, List<String> fileTypes) {
        this.upload = upload;
        this.spool = spool;
        this.fileTypes = fileTypes;
    }

    @Override
    public void beginPart(MultivaluedMap<String, String> headers) {
        if (++parts > MAX_PARTS) {
            throw new InvalidUploadException("The form has more than %d parts.".formatted(MAX_PARTS));
        }
        String header = headers.getFirst(HttpHeaders.CONTENT_DISPOSITION);
        ParameterizedValue disposition = ParameterizedValue.parse(header == null ? "" : header);
        if (!disposition.parameter("name").equals(Optional.of(FILE)) || ++partsNamedFile > 1) {
            return;
        }
        checkEncoding(headers.getFirst("Content-Transfer-Encoding"));
        Optional<String> name = FormFilename.of(disposition);
        if (name.isPresent() || hasFileType(headers.getFirst(HttpHeaders.CONTENT_TYPE))) {
            upload.open(spool, name.orElse(""));
            hasFile = true;
            inFile = true;
        }
    }

    @Override
    public void data(ByteBuffer bytes) {
        if (inFile) {
            upload.write(bytes);
        }
    }

    @Override
    public void endPart() {
        if (inFile) {
            upload.finish();
            inFile = false;
        }
    }

    /**
     * Checks a form that has been read.
     *
     * @throws InvalidUploadException if it does not have exactly one file
     */
    void requireOneFile() {
        if (partsNamedFile == 0) {
            throw new InvalidUploadException("The form has no file in a part named 'file'.");
        }
        if (partsNamedFile > 1) {
            throw new InvalidUploadException("The form has several parts named 'file'; send one image a request.");
        }
        if (!hasFile) {
            throw new InvalidUploadException(
                    "The part named 'file' has neither a file name nor the media type of an image.");
        }
    }

    /** Checks that a part is not encoded (RFC 7578, section 4.7). Three of the encodings leave the bytes unchanged. */
    private static void checkEncoding(String encoding) {
        if (encoding != null && !PLAIN.contains(encoding.toLowerCase(Locale.ROOT))) {
            throw new InvalidUploadException(
                    "The part named 'file' has a Content-Transfer-Encoding; send its bytes as they are.");
        }
    }

    private boolean hasFileType(String type) {
        return type != null && fileTypes.contains(ParameterizedValue.parse(type).value());
    }
}
