package io.tintype.http.upload;

import io.tintype.http.problem.SpoolException;
import io.tintype.http.request.CloseOnce;
import io.tintype.image.SpooledFile;
import io.tintype.storage.Checksum;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * One upload, with all that it owns: its permit and its spooled file. It is closed exactly once: by the thread that
 * processes it, even if the client disconnects meanwhile, or, if no thread has begun to process it, when the request
 * ends.
 */
public final class UploadRequest implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(UploadRequest.class);
    private static final String KEY = UploadRequest.class.getName();

    private final CloseOnce owner = new CloseOnce(this::release);
    private final Runnable releasePermit;
    private Path path;
    private String submittedName;
    private FileChannel channel; // open while the file is written
    private MessageDigest digest;
    private Optional<MessageDigest> otherDigest = Optional.empty();
    private SpooledFile file;

    /**
     * Creates an upload that has a permit.
     *
     * @param releasePermit is run once, when the upload is closed
     */
    UploadRequest(Runnable releasePermit) {
        this.releasePermit = releasePermit;
    }

    /** Attaches this upload to its request, whose end closes it unless it is being processed. */
    void attachTo(RoutingContext context) {
        context.put(KEY, this);
        owner.attachTo(context);
    }

    /** Returns the upload of a request that has passed {@link UploadLimiter}. */
    static UploadRequest of(RoutingContext context) {
        return context.get(KEY);
    }

    /**
     * Transfers the responsibility for closing to the calling thread. Returns false if the upload is already closed.
     */
    boolean beginProcessing() {
        return owner.beginConsuming();
    }

    /** Creates a file whose bytes are also given to another digest, if there is one. */
    void open(Path folder, String name, Optional<MessageDigest> other) {
        otherDigest = other;
        open(folder, name);
    }

    /** Creates the file in a folder, which is created if it was removed. */
    void open(Path folder, String name) {
        try {
            Files.createDirectories(folder);
            path = Files.createTempFile(folder, "upload-", "");
            channel = FileChannel.open(path, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new SpoolException(e);
        }
        submittedName = name;
        digest = Checksum.newSha256();
    }

    /** Writes the next bytes, and digests them while they are in the processor's cache. */
    void write(ByteBuffer bytes) {
        digest.update(bytes.duplicate());
        otherDigest.ifPresent(other -> other.update(bytes.duplicate()));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new SpoolException(e);
        }
    }

    /** Ends the file. */
    void finish() {
        closeChannel();
        file = new SpooledFile(path, submittedName, Checksum.text(digest.digest()));
    }

    /** Returns the file, which is removed when this is closed. */
    public SpooledFile file() {
        return file;
    }

    /** Removes the file and releases the permit. */
    @Override
    public void close() {
        owner.close();
    }

    private void release() {
        try {
            closeChannel();
            if (path != null) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | SpoolException e) {
            LOG.error("cannot remove a spooled upload", e);
        } finally {
            releasePermit.run();
        }
    }

    private void closeChannel() {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new SpoolException(e);
        }
        channel = null;
    }
}
