package io.tintype.rendition;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tintype.rendition.WorkerProcess.FailedException;
import io.tintype.rendition.WorkerProcess.LostException;
import io.tintype.rendition.worker.WorkerProtocol.Greeting;
import io.tintype.rendition.worker.WorkerProtocol.Job;
import io.tintype.rendition.worker.WorkerProtocol.Outcome;
import io.tintype.rendition.worker.WorkerProtocol.Readiness;
import io.tintype.storage.RenditionFormat;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Makes renditions in a few workers, which are started when they are needed and ended when they are idle or have made
 * many renditions. If a rendition takes more than 20 seconds, its worker is killed.
 */
@Singleton
class WorkerPool {

    private static final Logger LOG = Logger.getLogger(WorkerPool.class);
    private static final Duration MAX_TIME = Duration.ofSeconds(20);
    private static final Duration MAX_IDLE = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofSeconds(30);
    private static final int MAX_JOBS = 100;
    private static final int MAX_PROCESSORS = 4;

    private final List<String> command;
    private final WorkerFolder folder;
    private final Duration mostTime;
    private final Counter jobs;
    private final Map<End, Counter> ends = new EnumMap<>(End.class);
    private final ConcurrentLinkedDeque<WorkerProcess> idle = new ConcurrentLinkedDeque<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(
            size(), Thread.ofPlatform().name("rendition-", 1).daemon().factory());
    private final ScheduledExecutorService cleaner = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("idle-workers").daemon().factory());
    private Greeting greeting;
    private long retryAt = System.nanoTime();

    /** The reason why a worker ended. */
    private enum End {
        REPLACED,
        IDLE,
        KILLED,
        CRASHED
    }

    @Inject
    WorkerPool(RenditionLimits limits, WorkerFolder folder, MeterRegistry registry) {
        this(
                limits.library().equals("off") ? List.of() : WorkerCommand.of(limits.library(), limits.pixels()),
                folder,
                MAX_TIME,
                registry);
    }

    /** @param command the command that starts a worker; empty if renditions are disabled */
    WorkerPool(List<String> command, WorkerFolder folder, Duration mostTime, MeterRegistry registry) {
        this.command = command;
        this.folder = folder;
        this.mostTime = mostTime;
        jobs = registry.counter("tintype.worker.jobs");
        for (End end : End.values()) {
            ends.put(
                    end,
                    registry.counter(
                            "tintype.worker.ended", "reason", end.name().toLowerCase(Locale.ROOT)));
        }
        cleaner.scheduleWithFixedDelay(
                this::endIdle, MAX_IDLE.toMillis() / 4, MAX_IDLE.toMillis() / 4, TimeUnit.MILLISECONDS);
    }

    /** Returns how many renditions can be made at the same time: one per processor, and one of a small image. */
    static int size() {
        return Math.min(Runtime.getRuntime().availableProcessors(), MAX_PROCESSORS) + 1;
    }

    /**
     * Returns the greeting of the first worker, or empty if no worker can be started. The first call starts the worker,
     * which takes a while.
     */
    synchronized Optional<Greeting> greeting() {
        if (greeting == null && !command.isEmpty() && System.nanoTime() - retryAt >= 0) {
            try {
                add(new WorkerProcess(command, folder.path()));
            } catch (IOException | RuntimeException e) {
                LOG.error("no worker can be started, so no renditions are made", e);
                retryAt = System.nanoTime() + RETRY.toNanos();
            }
        }
        return Optional.ofNullable(greeting);
    }

    /** Returns the version of libvips, or empty if renditions are unavailable. */
    Optional<String> version() {
        return greeting().filter(first -> first.readiness() == Readiness.READY).map(Greeting::text);
    }

    /** Returns the formats that renditions can be made in. It is empty if renditions are unavailable. */
    Set<RenditionFormat> formats() {
        return greeting()
                .filter(first -> first.readiness() == Readiness.READY)
                .map(Greeting::formats)
                .orElse(Set.of());
    }

    private void add(WorkerProcess first) {
        greeting = first.greeting();
        if (greeting.readiness() == Readiness.READY) {
            idle.addFirst(first);
        } else {
            first.end();
        }
    }

    /**
     * Starts to make a rendition. The source may be altered or moved, and is removed at the end. The rendition is
     * written to the target.
     */
    RenditionJob start(Job job, Path source, Path target) {
        RenditionJob rendition = new RenditionJob(job, source, target);
        threads.execute(() -> run(rendition));
        return rendition;
    }

    /**
     * Waits until a rendition is made.
     *
     * @throws RenditionException.Busy if that takes too long; the worker is killed
     * @throws RenditionException if it cannot be made
     */
    MadeRendition await(RenditionJob job) {
        try {
            return Results.await(job.made(), mostTime);
        } catch (TimeoutException _) {
            LOG.warnf("a rendition was not made within %d s", mostTime.toSeconds());
            throw new RenditionException.Busy(true);
        } finally {
            job.stop(); // without effect if the job has ended
        }
    }

    /**
     * Runs a job. Completes it only after its worker is idle or has ended, because completion releases the job's
     * permit.
     */
    private void run(RenditionJob job) {
        try {
            job.succeed(made(job));
        } catch (Throwable e) { // the permit is also released after an Error
            job.fail(e);
        }
    }

    private MadeRendition made(RenditionJob job) throws IOException {
        WorkerProcess worker = idleOrNew();
        boolean usable = false;
        try {
            if (!job.begin(worker)) {
                usable = true;
                throw new RenditionException.Busy();
            }
            jobs.increment();
            MadeRendition rendition = worker.make(job.job(), job.source(), job.target());
            usable = true;
            return rendition;
        } catch (FailedException e) {
            usable = true;
            throw failure(job, e);
        } catch (LostException e) {
            LOG.debug("a worker is lost", e);
            throw new RenditionException.Undecodable(job.job().image().mediaType());
        } finally {
            boolean killed = job.finish();
            putBack(worker, usable && !killed, killed);
        }
    }

    private static RuntimeException failure(RenditionJob job, FailedException e) {
        if (e.outcome() == Outcome.UNDECODABLE) {
            LOG.debugf("libvips cannot read an image: %s", e.getMessage());
            return new RenditionException.Undecodable(job.job().image().mediaType());
        }
        return new IllegalStateException("a worker fails: " + e.getMessage());
    }

    private WorkerProcess idleOrNew() {
        for (WorkerProcess worker = idle.pollFirst(); worker != null; worker = idle.pollFirst()) {
            if (worker.isAlive()) {
                return worker;
            }
            end(worker, End.CRASHED);
        }
        try {
            return new WorkerProcess(command, folder.path());
        } catch (IOException e) {
            LOG.warnf("no worker can be started: %s", e.getMessage());
            throw new RenditionException.Busy();
        }
    }

    private void putBack(WorkerProcess worker, boolean usable, boolean killed) {
        if (!usable) {
            end(worker, killed ? End.KILLED : End.CRASHED);
        } else if (worker.jobs() >= MAX_JOBS) {
            end(worker, End.REPLACED);
        } else {
            idle.addFirst(worker); // reused first, so that the other workers reach MAX_IDLE
        }
    }

    private void endIdle() {
        for (WorkerProcess worker : idle) {
            boolean dead = !worker.isAlive();
            if ((dead || worker.idle().compareTo(MAX_IDLE) > 0) && idle.remove(worker)) {
                end(worker, dead ? End.CRASHED : End.IDLE);
            }
        }
    }

    private void end(WorkerProcess worker, End reason) {
        int code = worker.end();
        ends.get(reason).increment();
        if (reason == End.CRASHED) {
            LOG.warnf("a worker ended by itself, exit code %d", code);
        }
    }

    @PreDestroy
    void close() {
        cleaner.shutdownNow();
        threads.shutdownNow();
        for (WorkerProcess worker = idle.pollFirst(); worker != null; worker = idle.pollFirst()) {
            worker.end();
        }
    }
}
