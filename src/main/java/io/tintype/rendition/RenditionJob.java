package io.tintype.rendition;

import io.tintype.rendition.worker.WorkerProtocol.Job;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** One rendition that a worker makes; another thread may stop it. */
final class RenditionJob {

    private final Job job;
    private final Path source;
    private final Path target;
    private final CompletableFuture<MadeRendition> made = new CompletableFuture<>();
    private WorkerProcess worker;
    private boolean stopped;

    RenditionJob(Job job, Path source, Path target) {
        this.job = job;
        this.source = source;
        this.target = target;
    }

    Job job() {
        return job;
    }

    Path source() {
        return source;
    }

    Path target() {
        return target;
    }

    /** Runs an action when the work has ended and uses neither the source nor the target any more. */
    void whenEnded(Runnable action) {
        made.whenComplete((_, _) -> action.run());
    }

    /** Completes when the work has ended, with the rendition. */
    CompletableFuture<MadeRendition> made() {
        return made;
    }

    boolean succeeded() {
        return made.isDone() && !made.isCompletedExceptionally();
    }

    void succeed(MadeRendition rendition) {
        made.complete(rendition);
    }

    void fail(Throwable failure) {
        made.completeExceptionally(failure);
    }

    /**
     * Assigns a worker to this job, which {@link #stop} then kills. Returns false if the job has already been stopped.
     */
    synchronized boolean begin(WorkerProcess process) {
        worker = stopped ? null : process;
        return !stopped;
    }

    /** Removes the worker from this job. Returns whether the job was stopped. */
    synchronized boolean finish() {
        worker = null;
        return stopped;
    }

    /** Kills the worker of this job, or prevents the job from starting. */
    synchronized void stop() {
        stopped = true;
        if (worker != null) {
            worker.kill();
        }
    }
}
