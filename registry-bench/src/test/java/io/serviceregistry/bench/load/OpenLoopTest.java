package io.serviceregistry.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    private static final long MILLI = 1_000_000L;

    private final Queue<Caller.Completion> underWay = new ArrayDeque<>();
    private final Pauses pauses = new Pauses();
    private long nowNanos;

    @AfterEach
    void close() {
        pauses.close();
    }

    @Test
    void latencyCountsFromWhenACallWasDue() {
        Tally tally = new Tally(0, 300 * MILLI);
        OpenLoop loop = loop(1, 300, tally);
        loop.makeDueCalls(); // call 0, due at 0
        nowNanos = 1_000 * MILLI; // a stall: calls 1 and 2 were due at 100 and 200

        answerOne();
        nowNanos = 1_010 * MILLI;
        answerOne();
        nowNanos = 1_020 * MILLI;
        answerOne();

        LoadResult result = tally.result(nowNanos);
        assertThat(result.calls()).isEqualTo(3);
        assertThat(underWay).isEmpty();
        // Measured from when the caller was free, the second and third would have taken 10 ms each.
        assertThat(result.latencyNanos().getMinValue() / 1e6).isCloseTo(820, within(1.0));
        assertThat(result.millisAt(50)).isCloseTo(910, within(1.0));
        assertThat(result.maxMillis()).isCloseTo(1_000, within(1.0));
    }

    @Test
    void callsAreMadeWhenTheyAreDueWhateverTheAnswersDo() {
        OpenLoop loop = loop(10, 1_000, new Tally(0, 1_000 * MILLI));

        assertThat(loop.makeDueCalls()).isEqualTo(100 * MILLI);
        assertThat(underWay).hasSize(1);
        nowNanos = 99 * MILLI;
        loop.makeDueCalls();
        assertThat(underWay).hasSize(1);
        nowNanos = 350 * MILLI;
        assertThat(loop.makeDueCalls()).isEqualTo(400 * MILLI);
        assertThat(underWay).hasSize(4);
    }

    @Test
    void nothingIsDueAfterTheEnd() {
        OpenLoop loop = loop(10, 250, new Tally(0, 250 * MILLI));
        nowNanos = 10_000 * MILLI;

        assertThat(loop.makeDueCalls()).isEqualTo(300 * MILLI);

        assertThat(underWay).hasSize(3); // at 0, 100 and 200
    }

    /** Ten calls a second. */
    private OpenLoop loop(int callers, long untilMillis, Tally tally) {
        Caller caller = underWay::add;
        List<Caller> all = Collections.nCopies(callers, caller);
        return new OpenLoop(all, new Schedule(0, 10), untilMillis * MILLI, tally, () -> nowNanos, pauses);
    }

    private void answerOne() {
        underWay.remove().succeeded(1);
    }
}
