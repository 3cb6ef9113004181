package io.tintype.storage.disk;

import static io.tintype.storage.SampleImages.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.tintype.audit.Finding;
import io.tintype.audit.Finding.Kind;
import io.tintype.audit.StoreAuditContract;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.SampleImages.Sample;
import io.tintype.storage.UploadStore;
import io.tintype.storage.admin.StoreAdmin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskAuditTest extends StoreAuditContract {

    @TempDir
    Path folder;

    private Path root;
    private DiskLayout layout;
    private ImageStore store;
    private UploadStore uploadStore;
    private StoreAdmin inventory;

    @BeforeEach
    void openStore() {
        root = folder.resolve("data");
        layout = new DiskLayout(root);
        DiskFolder disk = new DiskFolder(root);
        store = new DiskImageStore(disk);
        uploadStore = new DiskUploadStore(disk);
        inventory = new DiskStoreAdmin(root);
    }

    @Override
    protected ImageStore store() {
        return store;
    }

    @Override
    protected UploadStore uploadStore() {
        return uploadStore;
    }

    @Override
    protected void loseInfo(UUID upload) throws IOException {
        Files.delete(DiskLayout.uploadInfo(layout.uploads(library).resolve(upload.toString())));
    }

    @Override
    protected String putUploadFile(UUID upload, String fileName) throws IOException {
        Path folder = layout.uploads(library).resolve(upload.toString());
        return root.relativize(Files.writeString(folder.resolve(fileName), "orphan"))
                .toString();
    }

    @Override
    protected StoreAdmin inventory() {
        return inventory;
    }

    @Override
    protected void loseImage(ImageMetadata image) throws IOException {
        DurableFiles.remove(layout.image(library, image.id()));
    }

    @Override
    protected void loseMetadata(ImageMetadata image) throws IOException {
        Files.delete(DiskLayout.sidecar(layout.image(library, image.id())));
    }

    @Override
    protected void replaceBytes(ImageMetadata image, byte[] bytes) throws IOException {
        Files.write(DiskLayout.content(layout.image(library, image.id())), bytes);
    }

    @Override
    protected void makeUnreadable(ImageMetadata image) throws IOException {
        Path sidecar = DiskLayout.sidecar(layout.image(library, image.id()));
        Files.delete(sidecar);
        Files.createDirectory(sidecar);
    }

    @Override
    protected List<String> putOrphans(Library library) throws IOException {
        List<String> names = List.of(
                "lost+found",
                "Not a library",
                library.key() + "/notes.txt",
                library.key() + "/images/xyz",
                library.key() + "/images/0a/not-an-id",
                library.key() + "/images/0a/00000000-0000-4000-8000-00000000000b",
                library.key() + "/links/notes.txt",
                library.key() + "/links/007",
                library.key() + "/uploads/notes.txt",
                library.key() + "/uploads/00000000-0000-4000-8000-00000000000B",
                library.key() + "/catalog/today",
                library.key() + "/catalog/fe64/a/.DS_Store",
                library.key() + "/catalog/fe64/b",
                library.key() + "/catalog/fe65/" + "fe64" + "0".repeat(40),
                ".tmp/half");
        for (String name : names) {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "orphan");
        }
        return names;
    }

    @Override
    protected String putRenditionFile(ImageMetadata image, String fileName) throws IOException {
        Path file = Files.writeString(layout.image(library, image.id()).resolve(fileName), "rendition");
        return root.relativize(file).toString();
    }

    @Test
    void removesALinkAndNotWhatItPointsTo() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Path precious = Files.writeString(elsewhere.resolve("precious"), "bytes");
        Path orphan = Files.createDirectories(root.resolve("lost+found"));
        Files.createSymbolicLink(orphan.resolve("link"), elsewhere);
        Files.createSymbolicLink(root.resolve("library"), elsewhere);

        List<Finding> removed = audit(REMOVE);

        assertThat(removed).extracting(Finding::name).containsExactlyInAnyOrder("lost+found", "library");
        assertThat(precious).hasContent("bytes");
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void findsAnImageWithoutBytes() throws IOException {
        Sample sample = sample(uploads);
        store(List.of(sample));
        Files.delete(DiskLayout.content(layout.image(library, sample.image().id())));

        assertThat(audit(LOOK)).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.WRONG_SIZE);
            assertThat(finding.detail()).startsWith("has no bytes");
        });
    }
}
