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
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Stores each rendition as a file in the folder of its image, so that it is removed with the image. The file ends with the
 * 32 bytes of the rendition's SHA-256, so that opening a large one does not read all of it.
 *
 * <p>A small rendition is verified when it is opened, and is treated as absent if its bytes differ, as they may after a
 * power failure. So storing it need not wait for the disk.
 */
record DiskRenditions(DiskLayout layout) {

    private static final Logger LOG = Logger.getLogger(DiskRenditions.class);
    private static final int MAX_COUNT = 1000;
    private static final int DIGEST = 32;

    /** Maximum number of bytes of a small rendition. */
    private static final int SMALL = 128 * 1024;

    Optional<RenditionContent> open(Library library, UUID id, RenditionName name) throws IOException {
        Path file = DiskLayout.rendition(layout.image(library, id), name);
        FileChannel channel;
        try {
            channel = FileChannel.open(file);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        try {
            long size = channel.size() - DIGEST;
            if (size > SMALL) {
                return Optional.of(large(channel, size));
            }
            Optional<RenditionContent> small = size < 1 ? Optional.empty() : small(channel, (int) size);
            channel.close();
            if (small.isEmpty()) {
                LOG.warnf("an altered rendition, so it is treated as absent: %s", file);
            }
            return small;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static Optional<RenditionContent> small(FileChannel channel, int size) throws IOException {
        byte[] bytes = read(channel, size + DIGEST);
        MessageDigest digest = Checksum.newSha256();
        digest.update(bytes, 0, size);
        byte[] sha256 = Arrays.copyOfRange(bytes, size, bytes.length);
        return Arrays.equals(sha256, digest.digest())
                ? Optional.of(new RenditionContent(size, Checksum.text(sha256), true, StoredContent.of(bytes, size)))
                : Optional.empty();
    }

    private static RenditionContent large(FileChannel channel, long size) throws IOException {
        String sha256 = Checksum.text(read(channel.position(size), DIGEST));
        InputStream bytes = new RangeInputStream(Channels.newInputStream(channel.position(0)), size);
        return new RenditionContent(size, sha256, false, StoredContent.of(bytes));
    }

    private static byte[] read(FileChannel channel, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("a rendition became shorter");
            }
        }
        return bytes.array();
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
            DurableFiles.copy(content, fresh, HexFormat.of().parseHex(sha256), Files.size(content) > SMALL);
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
