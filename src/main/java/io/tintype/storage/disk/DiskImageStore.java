package io.tintype.storage.disk;

import io.tintype.storage.ByteRange;
import io.tintype.storage.DirectoryLock;
import io.tintype.storage.ImageContent;
import io.tintype.storage.ImageCursor;
import io.tintype.storage.ImageMetadata;
import io.tintype.storage.ImageStore;
import io.tintype.storage.Library;
import io.tintype.storage.ListPage;
import io.tintype.storage.RenditionContent;
import io.tintype.storage.RenditionName;
import io.tintype.storage.StorageException;
import io.tintype.storage.StoredContent;
import io.tintype.storage.disk.CatalogWalk.Marker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Stores images under a folder, in the layout that {@link DiskLayout} defines.
 *
 * <p>The store writes the folder of an image below {@code .tmp} and renames it into place. So an image appears whole,
 * and an id that exists is rejected, because a folder cannot be renamed onto a folder that is not empty. The store
 * writes the marker second, so that a listed image always exists; {@link #delete} removes the marker first. A reader
 * that has opened an image can continue to read it while it is deleted.
 *
 * <p>Only one process at a time may work on a folder.
 */
public class DiskImageStore implements ImageStore {

    private static final Logger LOG = Logger.getLogger(DiskImageStore.class);
    private static final int MAX_TRIES = 3;

    private final DiskFolder disk;
    private final DiskLayout layout;
    private final DiskRenditions renditions;
    private final DiskLinkGenerations links;

    public DiskImageStore(Path root) {
        this(new DiskFolder(root));
    }

    DiskImageStore(DiskFolder disk) {
        this.disk = disk;
        layout = disk.layout();
        renditions = new DiskRenditions(layout);
        links = new DiskLinkGenerations(layout);
    }

    @Override
    public void store(Library library, ImageMetadata image, Path content) {
        Path fresh = layout.fresh();
        try {
            write(fresh, image, content);
            publish(fresh, library, image);
        } catch (IOException e) {
            StorageException failure = DiskFailures.of("store image " + image.id(), e);
            cleanUp(failure, () -> DurableFiles.remove(fresh));
            throw failure;
        } catch (StorageException.AlreadyStored e) {
            cleanUp(e, () -> DurableFiles.remove(fresh));
            throw e;
        }
    }

    @Override
    public ImageMetadata storeOnce(Library library, ImageMetadata image, Path content) {
        Path fresh = layout.fresh();
        try {
            for (int tries = 1; ; tries++) {
                try {
                    write(fresh, image, content);
                    Path folder = layout.image(library, image.id());
                    disk.createFolders(folder.getParent());
                    move(fresh, folder, image.id());
                    DurableFiles.sync(folder.getParent());
                    catalog(library).add(ImageCursor.after(image));
                    return image;
                } catch (StorageException.AlreadyStored e) {
                    DurableFiles.remove(fresh);
                    Optional<ImageMetadata> stored = listed(library, image.id());
                    if (stored.isPresent()) {
                        return stored.get();
                    }
                    if (tries == MAX_TRIES) { // it was deleted in between, or is not an image
                        throw e;
                    }
                }
            }
        } catch (IOException e) {
            StorageException failure = DiskFailures.of("store image " + image.id(), e);
            cleanUp(failure, () -> DurableFiles.remove(fresh));
            throw failure;
        }
    }

    /** Returns an image, and adds it to the catalog if the call that stored the image has not, or not yet. */
    private Optional<ImageMetadata> listed(Library library, UUID id) throws IOException {
        Optional<ImageMetadata> image = read(library, id);
        if (image.isPresent()) {
            ImageCursor cursor = ImageCursor.after(image.get());
            DurableFiles.sync(layout.image(library, id).getParent());
            catalog(library).add(cursor);
            if (read(library, id).isEmpty()) { // deleted meanwhile
                catalog(library).remove(cursor);
                return Optional.empty();
            }
        }
        return image;
    }

    @Override
    public Optional<ImageMetadata> find(Library library, UUID id) {
        try {
            return read(library, id);
        } catch (IOException e) {
            throw DiskFailures.of("find image " + id, e);
        }
    }

    @Override
    public Optional<ImageContent> open(Library library, UUID id) {
        return open(library, id, 0, Long.MAX_VALUE);
    }

    @Override
    public Optional<ImageContent> open(Library library, UUID id, ByteRange range) {
        return open(library, id, range.first(), range.length());
    }

    @Override
    public ListPage list(Library library, ImageCursor cursor, int limit) {
        try {
            List<ImageMetadata> images = new ArrayList<>();
            ImageCursor last = cursor;
            CatalogWalk walk = new CatalogWalk(layout.catalog(library), cursor, DurableFiles::entries);
            for (Optional<Marker> next = walk.next(); next.isPresent(); next = walk.next()) {
                ImageCursor found = next.get().cursor();
                Optional<ImageMetadata> image = read(library, found.id());
                if (image.isEmpty()) {
                    continue; // a concurrent store or delete has completed one of its two steps
                }
                if (images.size() == limit) {
                    return new ListPage(images, Optional.of(last));
                }
                images.add(image.get());
                last = found;
            }
            return new ListPage(images, Optional.empty());
        } catch (IOException e) {
            throw DiskFailures.of("list library " + library.key(), e);
        }
    }

    @Override
    public Optional<RenditionContent> openRendition(Library library, UUID id, RenditionName name) {
        try {
            return renditions.open(library, id, name);
        } catch (IOException e) {
            throw DiskFailures.of("open a rendition of image " + id, e);
        }
    }

    @Override
    public boolean putRendition(Library library, ImageMetadata image, RenditionName name, Path content, String sha256) {
        try {
            if (!read(library, image.id()).equals(Optional.of(image))) {
                return false;
            }
            disk.createFolders(layout.temporary());
            return renditions.keep(library, image, name, content, sha256);
        } catch (IOException e) {
            throw DiskFailures.of("store a rendition of image " + image.id(), e);
        }
    }

    @Override
    public int countRenditions(Library library, UUID id) {
        try {
            return renditions.count(library, id);
        } catch (IOException e) {
            throw DiskFailures.of("count the renditions of image " + id, e);
        }
    }

    @Override
    public int linkGeneration(Library library) {
        try {
            return links.current(library);
        } catch (IOException e) {
            throw DiskFailures.of("read the links of library " + library.key(), e);
        }
    }

    @Override
    public int nextLinkGeneration(Library library) {
        try {
            return links.next(library);
        } catch (IOException e) {
            throw DiskFailures.of("revoke the links of library " + library.key(), e);
        }
    }

    @Override
    public void delete(Library library, UUID id) {
        try {
            Optional<ImageMetadata> image = read(library, id);
            if (image.isPresent()) {
                catalog(library).remove(ImageCursor.after(image.get()));
                disk.remove(layout.image(library, id));
            }
        } catch (IOException e) {
            throw DiskFailures.of("delete image " + id, e);
        }
    }

    @Override
    public void check() {
        if (!DirectoryLock.isWritable(layout.root())) {
            throw new StorageException.Refused("not a folder that can be written: " + layout.root(), null);
        }
    }

    private void write(Path folder, ImageMetadata image, Path content) throws IOException {
        disk.createFolders(folder);
        DurableFiles.copy(content, DiskLayout.content(folder), new byte[0], true);
        DurableFiles.write(DiskLayout.sidecar(folder), Sidecar.write(image));
        DurableFiles.sync(folder);
    }

    private void publish(Path fresh, Library library, ImageMetadata image) throws IOException {
        Path folder = layout.image(library, image.id());
        ImageCursor cursor = ImageCursor.after(image);
        disk.createFolders(folder.getParent());
        move(fresh, folder, image.id());
        try {
            DurableFiles.sync(folder.getParent());
            catalog(library).add(cursor);
        } catch (IOException e) {
            cleanUp(e, () -> catalog(library).remove(cursor));
            cleanUp(e, () -> disk.remove(folder));
            throw e;
        }
    }

    private static void move(Path fresh, Path folder, UUID id) throws IOException {
        if (!DiskFolder.moveToNew(fresh, folder)) {
            throw new StorageException.AlreadyStored("image " + id);
        }
    }

    private Optional<ImageMetadata> read(Library library, UUID id) throws IOException {
        Path sidecar = DiskLayout.sidecar(layout.image(library, id));
        byte[] json;
        try {
            json = Files.readAllBytes(sidecar);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        Optional<ImageMetadata> image =
                Sidecar.read(json).filter(metadata -> metadata.id().equals(id));
        if (image.isEmpty()) {
            LOG.warnf("an invalid sidecar, so its image is treated as absent: %s", sidecar);
        }
        return image;
    }

    private Optional<ImageContent> open(Library library, UUID id, long first, long length) {
        try {
            Optional<ImageMetadata> image = read(library, id);
            if (image.isEmpty()) {
                return Optional.empty();
            }
            FileChannel channel = FileChannel.open(DiskLayout.content(layout.image(library, id)));
            InputStream bytes = Channels.newInputStream(channel.position(first));
            return Optional.of(new ImageContent(image.get(), StoredContent.of(new RangeInputStream(bytes, length))));
        } catch (NoSuchFileException _) {
            return Optional.empty(); // deleted after its metadata was read
        } catch (IOException e) {
            throw DiskFailures.of("open image " + id, e);
        }
    }

    private DiskCatalog catalog(Library library) {
        return new DiskCatalog(layout.catalog(library));
    }

    private static void cleanUp(Exception failure, CleanUp cleanUp) {
        try {
            cleanUp.run();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    @FunctionalInterface
    private interface CleanUp {
        void run() throws IOException;
    }
}
