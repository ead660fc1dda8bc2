package io.serviceregistry.node.fault;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process at once, without any clean-up that could make things worse: one line on standard error, one message in
 * the log, and out.
 *
 * <p>Nothing may keep it from ending. The thread that met the fault speaks; if it does not come to an end with that,
 * because the log or memory is what has failed, a thread that has been waiting since the start ends the process instead.
 * Standard error comes first and is written past the locks of {@link System#err}.
 */
public final class HaltingFaultHandler implements FaultHandler {
    /** Long enough to write a line on a busy machine. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(HaltingFaultHandler.class);

    private final ToIntFunction<FaultKind> exitCode;
    private final OutputStream standardError;
    private final Duration lastWords;
    private final IntConsumer halt;
    private final AtomicReference<@Nullable Integer> ending = new AtomicReference<>();
    private final CountDownLatch begun = new CountDownLatch(1);

    /** Ends the process with the code that {@code exitCode} has for the kind of the fault. */
    public HaltingFaultHandler(ToIntFunction<FaultKind> exitCode) {
        this(exitCode, new FileOutputStream(FileDescriptor.err), LAST_WORDS, Runtime.getRuntime()::halt);
    }

    HaltingFaultHandler(
            ToIntFunction<FaultKind> exitCode, OutputStream standardError, Duration lastWords, IntConsumer halt) {
        this.exitCode = exitCode;
        this.standardError = standardError;
        this.lastWords = lastWords;
        this.halt = halt;
        // Made now: when memory has run out no thread can be made any more.
        Thread last = new Thread(this::endWhateverHappens, "fault");
        last.setDaemon(true);
        last.start();
    }

    @Override
    public void onFault(FaultKind kind, String what, @Nullable Throwable cause) {
        int code = exitCode.applyAsInt(kind);
        if (!ending.compareAndSet(null, code)) {
            return; // the first one counts
        }
        begun.countDown();
        try {
            String line = FaultReport.line(what, cause) + "; the node ends with exit code " + code;
            say(line);
            // Only a bug needs the trace: the other kinds are told whole in their line.
            LOG.error("Fault: {}", line, kind == FaultKind.BROKEN_INVARIANT ? cause : null);
        } finally {
            halt.accept(code);
        }
    }

    private void say(String line) {
        try {
            standardError.write(("registry-node: " + line + System.lineSeparator()).getBytes(StandardCharsets.UTF_8));
            standardError.flush();
        } catch (IOException e) {
            // Nobody listens there; the log is left.
            LOG.debug("Standard error cannot be written", e);
        }
    }

    private void endWhateverHappens() {
        try {
            begun.await();
            TimeUnit.NANOSECONDS.sleep(lastWords.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody should; then rather now than never
        }
        Integer code = ending.get();
        if (code != null) {
            halt.accept(code);
        }
    }
}
