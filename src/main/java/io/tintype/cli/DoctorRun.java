package io.tintype.cli;

import io.tintype.storage.StorageException;
import io.tintype.storage.admin.StoreCheck;
import io.tintype.storage.admin.StoreCheck.Failure;
import io.tintype.storage.admin.StoreCheck.Need;
import io.tintype.storage.admin.StoreCheck.Skipped;
import io.tintype.storage.admin.StoreDoctor;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import picocli.CommandLine.ExitCode;

/** Runs checks one after another, prints their results, and removes what they wrote. */
final class DoctorRun implements AutoCloseable {

    private static final String LINE = "%-14s %-58s %8s%s%n";

    /** A check that failed. */
    private record Gap(StoreCheck check, String reason, String advice) {}

    private final StoreDoctor doctor;
    private final PrintWriter out;
    private final List<Gap> gaps = new ArrayList<>();
    private final ReentrantLock running = new ReentrantLock();
    private String blocked = "";
    private volatile boolean isInterrupted;
    private boolean isClosed;

    DoctorRun(StoreDoctor doctor, PrintWriter out) {
        this.doctor = doctor;
        this.out = out;
    }

    /** Runs a check, unless an earlier one has failed that must come first. */
    void check(StoreCheck check) {
        running.lock();
        try {
            if (isInterrupted) {
                return;
            }
            if (!blocked.isEmpty()) {
                print("skipped", check, "", "");
                return;
            }
            run(check);
        } finally {
            running.unlock();
        }
    }

    private void run(StoreCheck check) {
        long start = System.nanoTime();
        try {
            String remark = check.action().run();
            print("works", check, time(start), remark);
        } catch (Skipped e) {
            print("skipped", check, time(start), e.getMessage());
        } catch (Failure e) {
            fail(check, start, e.getMessage(), e.advice());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException.Unavailable("interrupted", e);
        } catch (Exception e) {
            fail(check, start, String.valueOf(e.getMessage()), "");
        }
    }

    private void fail(StoreCheck check, long start, String reason, String advice) {
        if (isInterrupted) {
            return; // the reason is the interruption
        }
        print("does not work", check, time(start), "");
        gaps.add(new Gap(check, reason, advice.isEmpty() ? check.advice() : advice));
        if (check.need() == Need.FIRST) {
            blocked = check.name();
        }
    }

    private void print(String result, StoreCheck check, String time, String remark) {
        out.printf(LINE, result, check.name(), time, remark.isEmpty() ? "" : "  " + Printable.of(remark));
        out.flush();
    }

    private static String time(long start) {
        return "%,d ms".formatted(Duration.ofNanos(System.nanoTime() - start).toMillis());
    }

    /** Explains what does not work, and returns the exit code. */
    int conclude() {
        if (isInterrupted) {
            return Tintype.FAILED;
        }
        gaps.forEach(this::explain);
        long required =
                gaps.stream().filter(gap -> gap.check().need() != Need.OPTIONAL).count();
        out.println();
        if (gaps.isEmpty()) {
            out.println("The service can use this store.");
        } else if (required == 0) {
            out.printf("The service can use this store. Optional properties that it lacks: %d.%n", gaps.size());
        } else if (!blocked.isEmpty()) {
            out.println("The service cannot use this store. Fix this first: the other checks require it.");
        } else {
            out.printf("The service cannot use this store safely. Required properties that it lacks: %d.%n", required);
        }
        out.flush();
        return required == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void explain(Gap gap) {
        out.println();
        out.printf(
                "Does not work (%s): %s%n",
                gap.check().need() == Need.OPTIONAL ? "optional" : "required",
                gap.check().name());
        out.println("  Reason:     " + Printable.of(gap.reason()));
        out.println("  Meaning:    " + gap.check().consequence());
        out.println("  What to do: " + gap.advice());
    }

    /** Waits for the check that is running, and removes what the checks wrote. Later checks do not run. */
    @Override
    public void close() {
        isInterrupted = true;
        doctor.stop();
        running.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
            doctor.close();
        } catch (StorageException e) {
            out.println("Objects of the checks remain in the bucket, and a later run removes them: "
                    + Printable.of(e.getMessage()));
            out.flush();
        } finally {
            running.unlock();
        }
    }
}
