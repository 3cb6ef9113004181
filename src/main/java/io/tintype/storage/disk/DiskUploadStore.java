package io.tintype.storage.disk;

import io.tintype.storage.Checksum;
import io.tintype.storage.Library;
import io.tintype.storage.PendingUpload;
import io.tintype.storage.PendingUploadJson;
import io.tintype.storage.PieceChain;
import io.tintype.storage.PieceChain.Piece;
import io.tintype.storage.StorageException;
import io.tintype.storage.UploadProgress;
import io.tintype.storage.UploadStore;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Stores resumable uploads under a folder, in the layout that {@link DiskLayout} defines.
 *
 * <p>An upload is a folder, and each of its pieces is a folder in it. Each is written below {@code .tmp} and renamed into
 * place, and a folder cannot be renamed onto a folder that is not empty. So each becomes visible whole, and only one
 * of concurrent writers succeeds. The file of a piece ends with the 32 bytes of its SHA-256.
 */
class DiskUploadStore implements UploadStore {

    private static final Logger LOG = Logger.getLogger(DiskUploadStore.class);
    private static final int DIGEST = 32;

    private final DiskFolder disk;
    private final DiskLayout layout;

    DiskUploadStore(DiskFolder disk) {
        this.disk = disk;
        layout = disk.layout();
    }

    /** Returns whether the name of an entry in the folder of an upload is that of a part of the upload. */
    static boolean isPart(Path entry) {
        Path upload = entry.getParent();
        return entry.equals(DiskLayout.uploadInfo(upload))
                || entry.equals(DiskLayout.uploadLength(upload))
                || PieceChain.offset(entry.getFileName().toString()).isPresent();
    }

    @Override
    public void create(Library library, PendingUpload upload) {
        boolean isCreated = translate("create upload " + upload.id(), () -> {
            disk.createFolders(layout.uploads(library));
            return publish(
                    folder(library, upload.id()),
                    fresh -> DurableFiles.write(DiskLayout.uploadInfo(fresh), PendingUploadJson.write(upload)));
        });
        if (!isCreated) {
            throw new StorageException.AlreadyStored("upload " + upload.id());
        }
    }

    @Override
    public Optional<UploadProgress> find(Library library, UUID id) {
        return translate("find upload " + id, () -> {
            try {
                return progress(folder(library, id), id);
            } catch (NoSuchFileException _) {
                return Optional.empty(); // there is no such upload, or it was removed meanwhile
            }
        });
    }

    @Override
    public boolean append(Library library, UploadProgress progress, Path content, String sha256) {
        UUID id = progress.upload().id();
        Path piece = folder(library, id).resolve(PieceChain.name(progress.offset()));
        return translate(
                "append to upload " + id,
                () -> publish(
                        piece,
                        fresh -> DurableFiles.copy(content, DiskLayout.content(fresh), Checksum.bytes(sha256), true)));
    }

    @Override
    public long declareLength(Library library, UUID id, long length) {
        Path declared = DiskLayout.uploadLength(folder(library, id));
        byte[] text = Long.toString(length).getBytes(StandardCharsets.US_ASCII);
        return translate("declare the length of upload " + id, () -> {
            publish(declared, fresh -> DurableFiles.write(DiskLayout.content(fresh), text));
            return length(folder(library, id)).orElse(length); // absent if the upload was removed
        });
    }

    @Override
    public boolean transferTo(Library library, UploadProgress progress, OutputStream target) throws IOException {
        Path folder = folder(library, progress.upload().id());
        String action = "read upload " + progress.upload().id();
        Optional<List<Piece>> pieces = translate(action, () -> pieces(folder)).before(progress.offset());
        if (pieces.isEmpty() || !Files.exists(DiskLayout.uploadInfo(folder))) {
            return false;
        }
        for (Piece piece : pieces.get()) {
            Path file = DiskLayout.content(folder.resolve(piece.name()));
            Optional<FileChannel> opened = translate(action, () -> open(file));
            if (opened.isEmpty()) {
                return false;
            }
            try (FileChannel channel = opened.get()) {
                String sha256 = translate(action, () -> sha256(channel, piece.size()));
                piece.copy(
                        Channels.newInputStream(channel),
                        target,
                        sha256,
                        progress.upload().imageId());
            }
        }
        return true;
    }

    @Override
    public void remove(Library library, UUID id) {
        translate("remove upload " + id, () -> {
            disk.remove(folder(library, id));
            return null;
        });
    }

    private Path folder(Library library, UUID id) {
        return layout.uploads(library).resolve(id.toString());
    }

    /**
     * Writes a folder and renames it into place, durably.
     *
     * @param target whose parent exists, unless an upload was removed
     * @return false if the target exists, or its parent does not
     */
    private boolean publish(Path target, FolderWriter writer) throws IOException {
        Path fresh = layout.fresh();
        try {
            disk.createFolders(fresh);
            writer.write(fresh);
            DurableFiles.sync(fresh);
            if (DiskFolder.moveToNew(fresh, target)) {
                DurableFiles.sync(target.getParent());
                return true;
            }
        } catch (IOException e) {
            if (Files.exists(target.getParent())) {
                cleanUp(fresh, e);
                throw e;
            }
        }
        DurableFiles.remove(fresh);
        return false;
    }

    private static void cleanUp(Path fresh, IOException failure) {
        try {
            DurableFiles.remove(fresh);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static Optional<UploadProgress> progress(Path folder, UUID id) throws IOException {
        Path info = DiskLayout.uploadInfo(folder);
        Optional<PendingUpload> upload = PendingUploadJson.read(id, Files.readAllBytes(info));
        if (upload.isEmpty()) {
            LOG.warnf("an invalid file, so its upload is treated as absent: %s", info);
            return Optional.empty();
        }
        PieceChain chain = pieces(folder);
        OptionalLong length = upload.get().length();
        return Optional.of(new UploadProgress(
                upload.get(),
                length.isPresent() ? length : length(folder),
                chain.end(),
                chain.pieces().size()));
    }

    private static PieceChain pieces(Path folder) throws IOException {
        Map<Long, Long> sizes = new HashMap<>();
        for (Path entry : DurableFiles.entries(folder)) {
            OptionalLong offset = PieceChain.offset(entry.getFileName().toString());
            if (offset.isPresent()) {
                sizes.put(offset.getAsLong(), Files.size(DiskLayout.content(entry)) - DIGEST);
            }
        }
        return PieceChain.of(sizes);
    }

    private static OptionalLong length(Path folder) throws IOException {
        try {
            String text =
                    Files.readString(DiskLayout.content(DiskLayout.uploadLength(folder)), StandardCharsets.US_ASCII);
            return OptionalLong.of(Long.parseLong(text));
        } catch (NoSuchFileException _) {
            return OptionalLong.empty();
        }
    }

    private static Optional<FileChannel> open(Path file) throws IOException {
        try {
            return Optional.of(FileChannel.open(file));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    /** Returns the checksum at the end of a piece, and does not move the channel's position. */
    private static String sha256(FileChannel channel, long size) throws IOException {
        ByteBuffer digest = ByteBuffer.allocate(DIGEST);
        while (digest.hasRemaining()) {
            if (channel.read(digest, size + digest.position()) < 0) {
                throw new EOFException("a piece became shorter");
            }
        }
        return Checksum.text(digest.array());
    }

    private static <T> T translate(String action, FileWork<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw DiskFailures.of(action, e);
        }
    }

    @FunctionalInterface
    private interface FolderWriter {
        void write(Path folder) throws IOException;
    }

    @FunctionalInterface
    private interface FileWork<T> {
        T run() throws IOException;
    }
}
