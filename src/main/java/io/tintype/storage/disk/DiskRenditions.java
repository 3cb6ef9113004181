package io.tintype.storage.disk;

import io.tintype.storage.Checksum;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.Library;
import io.tintype.storage.RenditionContent;
import io.tintype.storage.RenditionName;
import io.tintype.storage.StoredContent;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Stores each rendition as a file in the folder of its image, so that it is removed with the image. The file ends with the
 * 32 bytes of the rendition's SHA-256, so that opening it does not read all of it.
 */
record DiskRenditions(DiskLayout layout) {

    private static final int MAX_COUNT = 1000;
    private static final int DIGEST = 32;

    Optional<RenditionContent> open(Library library, UUID id, RenditionName name) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(DiskLayout.rendition(layout.image(library, id), name));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        try {
            long size = channel.size() - DIGEST;
            if (size < 1) {
                channel.close();
                return Optional.empty();
            }
            String sha256 = sha256(channel.position(size));
            InputStream bytes = new RangeInputStream(Channels.newInputStream(channel.position(0)), size);
            return Optional.of(new RenditionContent(size, sha256, StoredContent.of(bytes)));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static String sha256(FileChannel channel) throws IOException {
        ByteBuffer digest = ByteBuffer.allocate(DIGEST);
        while (digest.hasRemaining()) {
            if (channel.read(digest) < 0) {
                throw new EOFException("a rendition became shorter");
            }
        }
        return Checksum.text(digest.array());
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
    boolean keep(Library library, ImageMetadata image, RenditionName name, Path content, String sha256)
            throws IOException {
        Path folder = layout.image(library, image.id());
        Path fresh = layout.fresh();
        try {
            DurableFiles.copy(content, fresh, HexFormat.of().parseHex(sha256));
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
