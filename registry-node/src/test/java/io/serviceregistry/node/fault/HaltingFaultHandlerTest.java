package io.serviceregistry.node.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The last words of a node, and that it ends whether or not it gets them out. */
class HaltingFaultHandlerTest {
    private final LinkedBlockingQueue<Integer> halts = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @Test
    void itSaysWhatAndWhyAndHowItEndsInOneLine() {
        handler(errors)
                .onFault(
                        FaultKind.DISK_FAILED,
                        "the Raft log cannot be written",
                        new IllegalStateException("flush\nfailed", new RuntimeException("No space left on device")));
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .isEqualTo("registry-node: the Raft log cannot be written:"
                        + " java.lang.IllegalStateException: flush failed:"
                        + " java.lang.RuntimeException: No space left on device; the node ends with exit code 72"
                        + System.lineSeparator());
        assertThat(halts).containsExactly(72);
    }

    @Test
    void theFirstFaultCounts() {
        HaltingFaultHandler handler = handler(errors);
        handler.onFault(FaultKind.DISK_FAILED, "the disk is full", null);
        handler.onFault(FaultKind.BROKEN_INVARIANT, "what followed", null);
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("the disk is full")
                .doesNotContain("followed");
        assertThat(halts).containsExactly(72);
    }

    @Test
    void itEndsThoughItCannotSpeak() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        HaltingFaultHandler handler = handler(new OutputStream() {
            @Override
            public void write(int octet) {
                try {
                    never.await(); // a terminal that is held, a full pipe
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        Thread stuck = new Thread(() -> handler.onFault(FaultKind.DISK_FAILED, "the disk is full", null), "stuck");
        stuck.setDaemon(true);
        stuck.start();
        assertThat(halts.poll(1, TimeUnit.MINUTES)).isEqualTo(72);
        never.countDown();
    }

    @Test
    void itEndsThoughSpeakingFails() {
        HaltingFaultHandler handler = handler(new OutputStream() {
            @Override
            public void write(int octet) {
                throw new OutOfMemoryError("Java heap space");
            }
        });
        assertThat(catchThrowable(() -> handler.onFault(FaultKind.DISK_FAILED, "the disk is full", null)))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(halts).containsExactly(72);
    }

    @Test
    void aCauseThatIsSaidAgainIsSaidOnce() {
        Throwable cause = new IllegalStateException("full");
        assertThat(FaultReport.line("cannot write", new RuntimeException(cause)))
                .isEqualTo("cannot write: java.lang.RuntimeException: java.lang.IllegalStateException: full");
    }

    private HaltingFaultHandler handler(OutputStream standardError) {
        return new HaltingFaultHandler(
                kind -> kind == FaultKind.DISK_FAILED ? 72 : 70, standardError, Duration.ofMillis(50), halts::add);
    }
}
