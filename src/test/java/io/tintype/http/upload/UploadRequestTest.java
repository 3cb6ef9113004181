package io.tintype.http.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintype.http.problem.InvalidUploadException;
import io.tintype.http.problem.SpoolException;
import io.tintype.image.SpooledFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadRequestTest {

    @TempDir
    Path spool;

    private final AtomicInteger released = new AtomicInteger();
    private final UploadRequest upload = new UploadRequest(released::incrementAndGet);

    @Test
    void removesItsFileAndReleasesItsPermitOnce() {
        assertThat(upload.beginProcessing()).isTrue();
        spool("x");
        assertThat(spool).isNotEmptyDirectory();
        assertThat(released).hasValue(0);

        upload.close();
        upload.close();
        assertThat(spool).isEmptyDirectory();
        assertThat(released).hasValue(1);
        assertThat(upload.beginProcessing()).isFalse();
    }

    @Test
    void removesAFileThatIsNotWrittenToItsEnd() {
        upload.beginProcessing();
        upload.open(spool, "x");
        upload.write(ByteBuffer.wrap(new byte[1000]));

        upload.close();

        assertThat(spool).isEmptyDirectory();
        assertThat(released).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 16 * 1024, 16 * 1024 + 1, 1_000_003})
    void digestsTheFileWhileItIsSpooled(int length) throws Exception {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        upload.beginProcessing();

        receive(bytes);

        SpooledFile file = upload.file();
        assertThat(Files.readAllBytes(file.path())).isEqualTo(bytes);
        assertThat(file.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        assertThat(file.submittedName()).isEqualTo("a.png");
        upload.close();
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void createsAFolderThatWasRemoved() {
        upload.open(spool.resolve("removed"), "x");

        assertThat(spool.resolve("removed")).isNotEmptyDirectory();
        upload.close();
    }

    @Test
    void reportsThatItCannotSpool() throws IOException {
        Path file = Files.writeString(spool.resolve("file"), "");

        assertThatThrownBy(() -> upload.open(file, "x")).isInstanceOf(SpoolException.class);
        upload.close();
        assertThat(released).hasValue(1);
    }

    @Test
    void hasTheFirstFileOfSeveralUntilTheFormIsRejected() throws IOException {
        UploadPartHandler parts = new UploadPartHandler(upload, spool, List.of());
        String part = "--b\r\nContent-Disposition: form-data; name=file; filename=%s\r\n\r\n%s\r\n";
        String form = part.formatted("one", "1") + part.formatted("two", "2") + "--b--\r\n";
        new MultipartReader("multipart/form-data; boundary=b", form.length(), parts)
                .read(new ByteArrayInputStream(form.getBytes(StandardCharsets.US_ASCII)));

        assertThat(upload.file().submittedName()).isEqualTo("one");
        assertThat(upload.file().path()).hasContent("1");
        assertThatThrownBy(parts::requireOneFile).isInstanceOf(InvalidUploadException.class);
        upload.close();
        assertThat(spool).isEmptyDirectory();
    }

    private void spool(String text) {
        upload.open(spool, text);
        upload.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        upload.finish();
    }

    private void receive(byte[] bytes) throws IOException {
        byte[] head = "--b\r\nContent-Disposition: form-data; name=file; filename=a.png\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        byte[] end = "\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer form = ByteBuffer.allocate(head.length + bytes.length + end.length);
        form.put(head).put(bytes).put(end);
        UploadPartHandler parts = new UploadPartHandler(upload, spool, List.of());
        new MultipartReader("multipart/form-data; boundary=b", form.capacity(), parts)
                .read(new ByteArrayInputStream(form.array()));
        parts.requireOneFile();
    }
}
