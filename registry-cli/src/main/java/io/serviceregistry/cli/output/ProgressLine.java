package io.serviceregistry.cli.output;

import io.serviceregistry.cli.time.Clock;
import java.time.Duration;
import java.util.Locale;

/**
 * How far something long is: on a terminal a line that is written over in place, elsewhere a line a second at most. What is over
 * sooner says nothing there. Used by one thread at a time; closed when it is over, or has failed.
 */
public final class ProgressLine implements AutoCloseable {
    private static final long LIVE_NANOS = Duration.ofMillis(100).toNanos();
    private static final long PLAIN_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int BAR = 24;
    private static final long KIBIBYTE = 1024;

    private final Terminal terminal;
    private final Clock clock;
    private final boolean silent;
    private final long begunNanos;
    private long saidNanos;

    /** Of something that begins now. */
    public ProgressLine(Terminal terminal, Clock clock) {
        this(terminal, clock, false);
    }

    /**
     * Of something that begins now.
     *
     * @param silent whether nobody is to hear of it
     */
    public ProgressLine(Terminal terminal, Clock clock, boolean silent) {
        this.terminal = terminal;
        this.clock = clock;
        this.silent = silent;
        this.begunNanos = clock.monotonicNanos();
        this.saidNanos = begunNanos;
    }

    /** So many bytes are done, of nobody knows how many. */
    public void bytes(String what, long done) {
        if (isDue()) {
            say(what + ": " + kibibytes(done) + " KiB" + pace(done));
        }
    }

    /** So many bytes are done, of so many. */
    public void bytes(String what, long done, long all) {
        if (isDue()) {
            long percent = all == 0 ? 100 : done * 100 / all;
            String bar = terminal.isLive() ? bar(done, all) + ' ' : "";
            say(what + ": " + bar + percent + " %, " + kibibytes(done) + " of " + kibibytes(all) + " KiB" + pace(done));
        }
    }

    /** What is done now, of which nobody knows how long it takes. Said whenever it is another step. */
    public void step(String what) {
        say(what);
    }

    private boolean isDue() {
        return clock.monotonicNanos() - saidNanos >= (terminal.isLive() ? LIVE_NANOS : PLAIN_NANOS);
    }

    private void say(String line) {
        saidNanos = clock.monotonicNanos();
        if (silent) {
            return;
        }
        if (terminal.isLive()) {
            terminal.overwrite(line);
        } else {
            terminal.notice(line);
        }
    }

    private String pace(long done) {
        double seconds = (clock.monotonicNanos() - begunNanos) / 1e9;
        return seconds > 0 ? ", " + kibibytes((long) (done / seconds)) + " KiB/s" : "";
    }

    private static String bar(long done, long all) {
        int filled = all == 0 ? BAR : (int) (done * BAR / all);
        return '[' + "#".repeat(filled) + "-".repeat(BAR - filled) + ']';
    }

    private static String kibibytes(long bytes) {
        return String.format(Locale.ROOT, "%,d", bytes / KIBIBYTE);
    }

    /** Takes the line in place away. */
    @Override
    public void close() {
        terminal.endLine();
    }
}
