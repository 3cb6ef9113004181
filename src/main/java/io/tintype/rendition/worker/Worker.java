package io.tintype.rendition.worker;

import io.tintype.rendition.worker.WorkerProtocol.Greeting;
import io.tintype.rendition.worker.WorkerProtocol.Job;
import io.tintype.rendition.worker.WorkerProtocol.Outcome;
import io.tintype.rendition.worker.WorkerProtocol.Readiness;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.SynchronousQueue;

/** Makes renditions, one at a time, of files that the service moves into the worker's working directory. */
public final class Worker {

    private static final int USAGE = 2;
    private static final int PROTOCOL_FAILED = 70;

    private final DataInputStream in =
            new DataInputStream(new BufferedInputStream(new FileInputStream(FileDescriptor.in)));
    private final FileChannel channel;
    private final DataOutputStream out;

    @SuppressWarnings("resource") // they stay open until the process ends
    private Worker() {
        FileOutputStream stream = new FileOutputStream(FileDescriptor.out);
        channel = stream.getChannel();
        out = new DataOutputStream(new BufferedOutputStream(stream));
    }

    /**
     * Processes jobs until the standard input ends.
     *
     * @param arguments the file name of libvips, the maximum number of bytes of memory, and, in the second stage, the
     *     restrictions that the first stage applied
     */
    public static void main(String... arguments) {
        if (arguments.length < 2) {
            Runtime.getRuntime().halt(USAGE);
        }
        try {
            String library = arguments[0];
            Walls walls = Walls.raise(List.of(arguments), library, Long.parseLong(arguments[1]));
            new Worker().work(library, walls);
        } catch (IOException | InterruptedException e) {
            Runtime.getRuntime().halt(PROTOCOL_FAILED);
        }
    }

    private void work(String library, Walls walls) throws IOException, InterruptedException {
        Decoder decoder;
        try {
            decoder = new Decoder(library);
        } catch (IllegalArgumentException _) {
            new Greeting(Readiness.NO_LIBRARY, walls, Set.of(), "").write(out);
            return;
        } catch (NoSuchElementException _) {
            new Greeting(Readiness.LIBRARY_TOO_OLD, walls, Set.of(), "").write(out);
            return;
        } catch (RuntimeException e) {
            new Greeting(Readiness.LIBRARY_FAILS, walls, Set.of(), e.toString()).write(out);
            return;
        }
        new Greeting(Readiness.READY, walls, decoder.formats(), decoder.version()).write(out);
        SynchronousQueue<Job> jobs = new SynchronousQueue<>();
        Thread.ofPlatform().daemon().start(() -> read(jobs));
        while (true) {
            make(decoder, jobs.take());
        }
    }

    /** Reads jobs on a separate thread, so that a worker ends when its service ends, even while it decodes. */
    private void read(SynchronousQueue<Job> jobs) {
        try {
            while (true) {
                jobs.put(Job.read(in));
            }
        } catch (IOException | InterruptedException _) {
            Runtime.getRuntime().halt(0);
        }
    }

    private void make(Decoder decoder, Job job) throws IOException {
        try {
            decoder.make(job, (format, rendition) -> {
                WorkerProtocol.writeMade(out, format, rendition.remaining());
                while (rendition.hasRemaining()) {
                    channel.write(rendition);
                }
            });
        } catch (UndecodableException e) {
            WorkerProtocol.writeFailure(out, Outcome.UNDECODABLE, e.getMessage());
        } catch (RuntimeException e) {
            WorkerProtocol.writeFailure(out, Outcome.FAILED, e.toString());
        }
    }
}
