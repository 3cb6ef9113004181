package io.tintype.http.upload;

import io.tintype.http.problem.InvalidUploadException;
import io.tintype.http.problem.SpoolException;
import io.tintype.http.request.ParameterizedValue;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.common.util.CaseInsensitiveMap;
import org.jboss.resteasy.reactive.server.core.multipart.FormData;
import org.jboss.resteasy.reactive.server.core.multipart.MultipartParser;

/** The parts of an upload's form, of which only the file is kept, in the spool. What else a form has is read over. */
final class UploadPartHandler implements MultipartParser.PartHandler, AutoCloseable {

    private static final String FILE = "file";
    private static final int MAX_PARTS = 1000;
    private static final Set<String> PLAIN = Set.of("7bit", "8bit", "binary");

    private final Path spool;
    private final List<String> fileTypes;
    private int parts;
    private int files;
    private CaseInsensitiveMap<String> headers;
    private String fileName;
    private Path file;
    private FileChannel channel; // only within the file's part

    /**
     * A form without parts yet.
     *
     * @param spool the folder for its file
     * @param fileTypes the media types that make a part without a file name a file
     */
    UploadPartHandler(Path spool, List<String> fileTypes) {
        this.spool = spool;
        this.fileTypes = fileTypes;
    }

    @Override
    public void beginPart(CaseInsensitiveMap<String> part) {
        if (++parts > MAX_PARTS) {
            throw new InvalidUploadException("The form has more than %d parts.".formatted(MAX_PARTS));
        }
        String header = part.getFirst(HttpHeaders.CONTENT_DISPOSITION);
        ParameterizedValue disposition = ParameterizedValue.parse(header == null ? "" : header);
        if (!disposition.parameter("name").equals(Optional.of(FILE))) {
            return;
        }
        files++;
        if (files == 1) {
            checkEncoding(part.getFirst(MultipartParser.CONTENT_TRANSFER_ENCODING));
            headers = part;
            fileName = FormFilename.of(disposition).orElse(null);
            if (isFile()) {
                open();
            }
        }
    }

    @Override
    public void data(ByteBuffer bytes) {
        try {
            while (channel != null && bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new SpoolException(e);
        }
    }

    @Override
    public void endPart() {
        try {
            closeFile();
        } catch (IOException e) {
            throw new SpoolException(e);
        }
    }

    /**
     * The form as JAX-RS has it, with its one file.
     *
     * @throws InvalidUploadException if there is not exactly one
     */
    FormData data() {
        if (files == 0) {
            throw new InvalidUploadException("The form has no file in a part named 'file'.");
        }
        if (files > 1) {
            throw new InvalidUploadException("The form has several parts named 'file'; send one image a request.");
        }
        if (file == null) {
            throw new InvalidUploadException(
                    "The part named 'file' has neither a file name nor the media type of an image.");
        }
        FormData data = new FormData(1);
        data.add(FILE, file, fileName, headers);
        return data;
    }

    /** Removes the file. */
    @Override
    public void close() throws IOException {
        closeFile();
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }

    /** RFC 7578, section 4.7: a form's parts are not encoded. These three names stand for bytes as they are. */
    private static void checkEncoding(String encoding) {
        if (encoding != null && !PLAIN.contains(encoding.toLowerCase(Locale.ROOT))) {
            throw new InvalidUploadException(
                    "The part named 'file' has a Content-Transfer-Encoding; send its bytes as they are.");
        }
    }

    private boolean isFile() {
        String type = headers.getFirst(HttpHeaders.CONTENT_TYPE);
        return fileName != null
                || type != null
                        && fileTypes.contains(ParameterizedValue.parse(type).value());
    }

    private void open() {
        try {
            Files.createDirectories(spool); // which what tidies /tmp up may have removed
            file = Files.createTempFile(spool, "upload-", "");
            channel = FileChannel.open(file, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new SpoolException(e);
        }
    }

    private void closeFile() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
