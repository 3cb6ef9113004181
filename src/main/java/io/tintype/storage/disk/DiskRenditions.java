package io.tintype.storage.disk;

import io.tintype.storage.Checksum;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.Library;
import io.tintype.storage.RenditionContent;
import io.tintype.storage.RenditionName;
import io.tintype.storage.StoredContent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Stores each rendition as a file in the folder of its image, so that it is removed with the image. */
record DiskRenditions(DiskLayout layout) {

    private static final int MAX_COUNT = 1000;

    Optional<RenditionContent> open(Library library, UUID id, RenditionName name) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(DiskLayout.rendition(layout.image(library, id), name));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        try {
            InputStream bytes = Channels.newInputStream(channel);
            String sha256 = Checksum.sha256(bytes);
            return Optional.of(new RenditionContent(
                    channel.size(), sha256, StoredContent.of(Channels.newInputStream(channel.position(0)))));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    int count(Library library, UUID id) throws IOException {
        Path folder = layout.image(library, id);
        Set<Path> image = Set.of(DiskLayout.content(folder), DiskLayout.sidecar(folder));
        try (Stream<Path> files = Files.list(folder)) {
            return (int)
                    files.filter(file -> !image.contains(file)).limit(MAX_COUNT).count();
        } catch (NoSuchFileException _) {
            return 0;
        }
    }

    /**
     * Renames the rendition into its image's folder. A delete moves that folder away by one rename: the rendition then
     * moves with it, or its own rename fails because the folder is missing.
     *
     * @return false if the folder is missing and nothing was stored
     */
    boolean keep(Library library, ImageMetadata image, RenditionName name, Path content) throws IOException {
        Path folder = layout.image(library, image.id());
        Path fresh = layout.fresh();
        try {
            DurableFiles.copy(content, fresh);
            Files.move(fresh, DiskLayout.rendition(folder, name), StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (FileSystemException e) {
            DurableFiles.remove(fresh);
            if (!Files.exists(folder)) {
                return false;
            }
            throw e;
        }
    }
}
