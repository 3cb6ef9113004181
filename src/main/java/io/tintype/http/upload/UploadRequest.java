package io.tintype.http.upload;

import io.tintype.http.problem.SpoolException;
import io.tintype.http.request.CloseOnce;
import io.tintype.image.SpooledFile;
import io.tintype.storage.Checksum;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
    private final List<Path> paths = new ArrayList<>();
    private String submittedName;
    private long size;
    private FileChannel channel; // open while the file is written
    private MessageDigest digest;
    private Collection<MessageDigest> otherDigests = List.of();
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

    /**
     * Creates a file in a folder, which is created if it was removed. A file that was finished before remains until this
     * is closed.
     *
     * @param others the digests that are given the bytes besides SHA-256
     */
    void open(Path folder, String name, Collection<MessageDigest> others) {
        otherDigests = others;
        open(folder, name);
    }

    /** Creates the file in a folder, which is created if it was removed. */
    void open(Path folder, String name) {
        try {
            Files.createDirectories(folder);
            paths.add(Files.createTempFile(folder, "upload-", ""));
            channel = FileChannel.open(paths.getLast(), StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new SpoolException(e);
        }
        submittedName = name;
        size = 0;
        digest = Checksum.newSha256();
    }

    /** Writes the next bytes, and digests them while they are in the processor's cache. */
    void write(ByteBuffer bytes) {
        size += bytes.remaining();
        digest.update(bytes.duplicate());
        otherDigests.forEach(other -> other.update(bytes.duplicate()));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new SpoolException(e);
        }
    }

    /** Returns a stream that writes to the file. */
    OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int one) {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                UploadRequest.this.write(ByteBuffer.wrap(bytes, offset, length));
            }
        };
    }

    /** Returns the number of bytes that were written to the file. */
    long size() {
        return size;
    }

    /** Ends the file. */
    void finish() {
        closeChannel();
        file = new SpooledFile(paths.getLast(), submittedName, Checksum.text(digest.digest()));
    }

    /** Returns the file that was finished last, which is removed when this is closed. */
    public SpooledFile file() {
        return file;
    }

    /** Removes the files and releases the permit. */
    @Override
    public void close() {
        owner.close();
    }

    private void release() {
        try {
            closeChannel();
            for (Path path : paths) {
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
