package io.tintype.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * Shows the progress of long work: a bar on a terminal, or else a line from time to time, for the log of a job. Not
 * thread-safe.
 */
final class Progress implements AutoCloseable {

    private static final Duration BETWEEN_FRAMES = Duration.ofMillis(100);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final int BAR = 30;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintWriter out;
    private final String what;
    private final boolean terminal;
    private final long started = System.nanoTime();
    private long drawn = started;
    private long done;
    private long total;

    private Progress(PrintWriter out, String what, boolean terminal) {
        this.out = out;
        this.what = what;
        this.terminal = terminal;
    }

    /**
     * Creates a progress display on standard error.
     *
     * @param what the unit, in the plural
     */
    static Progress of(PrintWriter err, String what) {
        Console console = System.console();
        return new Progress(err, what, console != null && console.isTerminal());
    }

    /** Adds to the expected total, which may grow until the end. */
    void expect(long more) {
        total += more;
        draw(false);
    }

    void step() {
        done++;
        draw(false);
    }

    /** Prints other output, and removes the bar meanwhile. */
    void around(Runnable print) {
        erase();
        print.run();
        if (terminal) {
            draw(true);
        }
    }

    /** Removes the bar. */
    @Override
    public void close() {
        erase();
    }

    private void erase() {
        if (terminal) {
            out.print(ERASE_LINE);
            out.flush();
        }
    }

    private void draw(boolean now) {
        long time = System.nanoTime();
        Duration interval = terminal ? BETWEEN_FRAMES : BETWEEN_LINES;
        if (!now && time - drawn < interval.toNanos()) {
            return;
        }
        drawn = time;
        if (terminal) {
            out.print(ERASE_LINE + bar() + " " + line());
            out.flush();
            return;
        }
        out.println(line());
        out.flush();
    }

    private String bar() {
        int full = total == 0 ? 0 : (int) Math.min(BAR, BAR * done / total);
        return "[" + "#".repeat(full) + ".".repeat(BAR - full) + "]";
    }

    private String line() {
        long seconds = Duration.ofNanos(System.nanoTime() - started).toSeconds();
        return "%,d of %,d %s, %d:%02d".formatted(done, Math.max(done, total), what, seconds / 60, seconds % 60);
    }
}
