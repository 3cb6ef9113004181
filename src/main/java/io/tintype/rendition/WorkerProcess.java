package io.tintype.rendition;

import io.tintype.rendition.recipe.Fit;
import io.tintype.rendition.recipe.Recipe;
import io.tintype.rendition.worker.WorkerProtocol;
import io.tintype.rendition.worker.WorkerProtocol.Greeting;
import io.tintype.rendition.worker.WorkerProtocol.Job;
import io.tintype.rendition.worker.WorkerProtocol.Outcome;
import io.tintype.storage.Checksum;
import io.tintype.storage.RenditionFormat;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * One worker: a process without the service's environment variables, and a folder that contains the image of its job. Its messages
 * are not trusted. One thread uses it at a time; any thread may kill it.
 */
final class WorkerProcess {

    private static final Logger LOG = Logger.getLogger(WorkerProcess.class);
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(20);
    private static final int CHUNK = 64 * 1024;

    /**
     * Maximum number of bytes per pixel of a rendition, to which {@link #BYTES_BESIDES} is added: more than any encoder
     * writes. An incompressible PNG has a little more than four.
     */
    private static final long BYTES_PER_PIXEL = 5;

    private static final int BYTES_BESIDES = 64 * 1024;

    private final Path folder;
    private final Process process;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Greeting greeting;
    private int jobs;
    private long idleSince = System.nanoTime();

    /** The worker has ended, or has violated the protocol. */
    static final class LostException extends Exception {
        private static final long serialVersionUID = 1L;

        private LostException(IOException cause) {
            super(cause);
        }
    }

    /** The worker reports that it cannot make the rendition. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final Outcome outcome;

        private FailedException(Outcome outcome, String message) {
            super(message);
            this.outcome = outcome;
        }

        Outcome outcome() {
            return outcome;
        }
    }

    /**
     * Starts a worker, and waits for its greeting.
     *
     * @param parent the folder in which the worker's folder is created
     * @throws IOException if it does not start
     */
    WorkerProcess(List<String> command, Path parent) throws IOException {
        folder = Files.createTempDirectory(Files.createDirectories(parent), "worker-");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        try {
            process = builder.start();
        } catch (IOException e) {
            Files.delete(folder);
            throw e;
        }
        in = new DataInputStream(process.getInputStream());
        out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        CompletableFuture<Void> tooLate = CompletableFuture.runAsync(
                this::kill, CompletableFuture.delayedExecutor(STARTS_WITHIN.toMillis(), TimeUnit.MILLISECONDS));
        try {
            greeting = Greeting.read(in);
        } catch (IOException e) {
            end();
            throw e;
        } finally {
            tooLate.cancel(false);
        }
    }

    Greeting greeting() {
        return greeting;
    }

    /** Returns how many jobs this worker has received. */
    int jobs() {
        return jobs;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - idleSince);
    }

    /**
     * Makes a rendition.
     *
     * @param source the image, which is moved to the worker and removed
     * @param target receives the rendition
     * @throws LostException if the worker has ended or violated the protocol; the caller must then call {@link #end}
     * @throws FailedException if the worker reports that it cannot make the rendition
     * @throws IOException if the spool fails
     */
    MadeRendition make(Job job, Path source, Path target) throws LostException, FailedException, IOException {
        jobs++;
        Files.move(source, folder.resolve(WorkerProtocol.SOURCE), StandardCopyOption.REPLACE_EXISTING);
        try {
            RenditionFormat format = request(job);
            return new MadeRendition(format, receive(length(job), target));
        } finally {
            empty();
            idleSince = System.nanoTime();
        }
    }

    private RenditionFormat request(Job job) throws LostException, FailedException {
        try {
            job.write(out);
            Outcome outcome = WorkerProtocol.readOutcome(in);
            if (outcome != Outcome.MADE) {
                throw new FailedException(outcome, WorkerProtocol.readText(in));
            }
            return WorkerProtocol.readFormat(in, job.recipe());
        } catch (IOException e) {
            throw new LostException(e);
        }
    }

    private int length(Job job) throws LostException {
        long most = BYTES_PER_PIXEL * maxPixels(job) + BYTES_BESIDES;
        try {
            return WorkerProtocol.readLength(in, (int) Math.min(most, Integer.MAX_VALUE));
        } catch (IOException e) {
            throw new LostException(e);
        }
    }

    private static long maxPixels(Job job) {
        Recipe recipe = job.recipe();
        long width = recipe.width() == 0 ? Recipe.MAX_SIDE : recipe.width();
        long height = recipe.height() == 0 ? Recipe.MAX_SIDE : recipe.height();
        return recipe.fit() == Fit.COVER ? width * height : Math.min(width * height, job.pixels());
    }

    private String receive(int length, Path target) throws LostException, IOException {
        MessageDigest digest = Checksum.newSha256();
        byte[] chunk = new byte[CHUNK];
        try (OutputStream file = Files.newOutputStream(target)) {
            for (int left = length; left > 0; ) {
                int count = Math.min(left, CHUNK);
                readFully(chunk, count);
                digest.update(chunk, 0, count);
                file.write(chunk, 0, count);
                left -= count;
            }
        }
        return Checksum.text(digest.digest());
    }

    private void readFully(byte[] chunk, int count) throws LostException {
        try {
            in.readFully(chunk, 0, count);
        } catch (IOException e) {
            throw new LostException(e);
        }
    }

    /** Kills the process. The thread that uses it receives a {@link LostException}. */
    void kill() {
        process.destroyForcibly();
    }

    /**
     * Kills the process if it is alive, and removes its folder. Returns its exit code: 128 plus the number of a signal
     * that ended it.
     */
    int end() {
        kill();
        int code = process.onExit().join().exitValue();
        empty();
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            LOG.warnf("the folder of a worker is not removed: %s", e.getMessage());
        }
        return code;
    }

    /** Removes the image and temporary files of libvips. Does not follow links and does not descend into folders. */
    private void empty() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warnf("a file of a worker is not removed: %s", e.getMessage());
        }
    }
}
