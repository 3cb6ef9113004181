package io.tintype.storage.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.storage.PendingUpload;
import io.tintype.storage.PieceChain;
import io.tintype.storage.UploadStore;
import io.tintype.storage.UploadStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskUploadStoreTest extends UploadStoreContract {

    @TempDir
    Path folder;

    private Path root;
    private UploadStore store;

    @BeforeEach
    void openStore() {
        root = folder.resolve("data");
        store = new DiskUploadStore(new DiskFolder(root));
    }

    @Override
    protected UploadStore store() {
        return store;
    }

    @Override
    protected void lose(UUID id, long offset) throws IOException {
        DurableFiles.remove(piece(id, offset).getParent());
    }

    @Override
    protected void alter(UUID id, long offset) throws IOException {
        byte[] bytes = Files.readAllBytes(piece(id, offset));
        bytes[0]++;
        Files.write(piece(id, offset), bytes);
    }

    @Test
    void laysFilesOutAsDocumented() throws IOException {
        PendingUpload upload = create();
        append(upload, random(10));
        append(upload, random(20));
        store.declareLength(library, upload.id(), 40);

        String home = library.key() + "/uploads/" + upload.id();
        assertThat(files())
                .containsExactlyInAnyOrder(
                        home + "/info.json",
                        home + "/0000000000000000000/content",
                        home + "/0000000000000000010/content",
                        home + "/length/content");
    }

    @Test
    void leavesNothingOfARemovedUpload() throws IOException {
        PendingUpload upload = create();
        append(upload, random(10));

        store.remove(library, upload.id());

        assertThat(files()).isEmpty();
    }

    @Test
    void keepsNothingOfAPieceThatIsNotAppended() throws IOException {
        PendingUpload upload = create();
        var empty = find(upload);
        append(empty, random(10));
        List<String> before = files();

        append(empty, random(20));

        assertThat(files()).isEqualTo(before);
    }

    private Path piece(UUID id, long offset) {
        return root.resolve(library.key())
                .resolve("uploads")
                .resolve(id.toString())
                .resolve(PieceChain.name(offset))
                .resolve("content");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .filter(file -> !file.equals(".lock"))
                    .sorted()
                    .toList();
        }
    }
}
