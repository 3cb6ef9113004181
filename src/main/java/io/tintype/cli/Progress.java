package io.tintype.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * How far long work is: a bar that is drawn over and over on a terminal, a plain line from time to time elsewhere, such
 * as in the log of a job. One thread at a time uses it.
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
     * Progress on standard error.
     *
     * @param what is counted, in the plural
     */
    static Progress of(PrintWriter err, String what) {
        Console console = System.console();
        return new Progress(err, what, console != null && console.isTerminal());
    }

    /** So many more are to be done; until the end there may be more to come. */
    void expect(long more) {
        total += more;
        draw(false);
    }

    void step() {
        done++;
        draw(false);
    }

    /** Prints what is no progress without the bar in between. */
    void around(Runnable print) {
        erase();
        print.run();
        if (terminal) {
            draw(true);
        }
    }

    /** Takes the bar away. */
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
