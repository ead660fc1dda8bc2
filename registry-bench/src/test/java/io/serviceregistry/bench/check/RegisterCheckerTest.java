package io.serviceregistry.bench.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.bench.check.Read.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RegisterCheckerTest {
    private static final String KEY = "s/k";
    private static final String OTHER = "s/other";

    /** Two writes of a key, one of another, an update in doubt that a read shows, a removal; and reads of all that. */
    private final List<Write> writes = new ArrayList<>(List.of(
            Write.applied(KEY, 1, 10, 20, "n1", 1, 101, 0),
            Write.applied(OTHER, 1, 12, 22, "n2", 2, 101, 1),
            Write.applied(KEY, 2, 30, 40, "n1", 3, 105, 0),
            Write.indeterminate(KEY, 3, 50, "n1"),
            Write.notApplied(KEY, 4, 60, 65, "n1"),
            Write.applied(KEY, Write.ABSENT, 90, 95, "n1", 5, 110, 0)));

    private final List<Read> reads = new ArrayList<>(List.of(
            read(5, 6, 0, 100, Seen.NOTHING, Seen.NOTHING),
            read(23, 26, 2, 102, new Seen(1, 1), new Seen(1, 2)),
            read(35, 45, 3, 105, new Seen(2, 3), new Seen(1, 2)),
            read(70, 75, 4, 107, new Seen(3, 4), new Seen(1, 2)),
            read(96, 98, 5, 110, Seen.NOTHING, new Seen(1, 2))));

    private static Read read(long call, long answer, long revision, long logIndex, Seen key, Seen other) {
        return new Read("n3", call, answer, revision, logIndex, Map.of(KEY, key, OTHER, other));
    }

    @Test
    void aGoodHistoryIsClean() {
        assertThat(violations()).isEmpty();
    }

    @Test
    void aReadFromARevisionOlderThanAnAcknowledgedWriteIsStale() {
        reads.add(read(41, 44, 2, 104, new Seen(1, 1), new Seen(1, 2)));
        assertThat(violations()).singleElement().satisfies(violation -> {
            assertThat(violation.promise()).isEqualTo("Linearizable");
            assertThat(violation.what()).startsWith("stale");
        });
    }

    @Test
    void aReadThatBeganBeforeTheAnswerMayBeOlder() {
        reads.add(read(39, 44, 2, 104, new Seen(1, 1), new Seen(1, 2)));
        assertThat(violations()).isEmpty();
    }

    @Test
    void aReadOlderThanAnEarlierReadIsStale() {
        reads.add(read(76, 80, 3, 106, new Seen(2, 3), new Seen(1, 2)));
        assertThat(violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.what()).startsWith("stale"));
    }

    @Test
    void aStateOlderByTheLogIsStaleEvenWhenNothingChangedInIt() {
        reads.add(read(99, 100, 5, 109, Seen.NOTHING, new Seen(1, 2)));
        assertThat(violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.what()).startsWith("stale"));
    }

    @Test
    void aReadThatClaimsARevisionAndShowsOlderContentIsWrong() {
        reads.add(read(46, 48, 3, 106, new Seen(1, 1), new Seen(1, 2)));
        assertThat(promises()).containsOnly("Linearizable");
    }

    @Test
    void aWriteThatIsNotThereIsLost() {
        reads.add(read(46, 48, 3, 106, Seen.NOTHING, new Seen(1, 2)));
        assertThat(promises()).containsExactly("AckedMeansDurable");
    }

    @Test
    void aRemovalThatDidNotHappenIsLost() {
        reads.add(read(96, 99, 5, 111, new Seen(3, 4), new Seen(1, 2)));
        assertThat(promises()).containsOnly("Linearizable");
    }

    @Test
    void aValueThatNobodyWroteIsWrong() {
        reads.add(read(96, 99, 6, 111, new Seen(77, 6), new Seen(1, 2)));
        assertThat(violations())
                .anySatisfy(violation -> assertThat(violation.what()).contains("never written"));
    }

    @Test
    void aValueFromTheFutureIsWrong() {
        reads.set(0, read(5, 6, 1, 101, new Seen(1, 1), Seen.NOTHING));
        assertThat(violations())
                .anySatisfy(violation -> assertThat(violation.what()).contains("before it was called"));
    }

    @Test
    void whatWasSaidNotToBeAppliedMustNotShow() {
        reads.add(read(66, 69, 4, 106, new Seen(4, 4), new Seen(1, 2)));
        assertThat(promises()).contains("HonestErrors");
    }

    @Test
    void aWriteTakesEffectOnce() {
        reads.add(read(76, 80, 4, 108, new Seen(3, 3), new Seen(1, 2)));
        assertThat(promises()).contains("ExactlyOnce");
    }

    @Test
    void anAcknowledgedWriteIsShownWithItsOwnRevision() {
        reads.add(read(35, 45, 3, 105, new Seen(2, 2), new Seen(1, 2)));
        assertThat(promises()).contains("ExactlyOnce");
    }

    @Test
    void writesAgreeWithRealTime() {
        replaceWrite(2, write -> Write.applied(KEY, 2, 30, 40, "n1", 7, 120, 0));
        assertThat(violations())
                .anySatisfy(violation ->
                        assertThat(violation.what()).contains("was called after a later write had returned"));
    }

    @Test
    void revisionsFollowTheLog() {
        replaceWrite(1, write -> Write.applied(OTHER, 1, 12, 22, "n2", 2, 100, 0));
        assertThat(violations())
                .anySatisfy(violation -> assertThat(violation.what()).contains("is not before"));
    }

    @Test
    void noTwoWritesShareARevision() {
        replaceWrite(1, write -> Write.applied(OTHER, 1, 12, 22, "n2", 1, 101, 1));
        assertThat(violations())
                .anySatisfy(violation -> assertThat(violation.what()).contains("claim one revision"));
    }

    private void replaceWrite(int index, UnaryOperator<Write> change) {
        writes.set(index, change.apply(writes.get(index)));
    }

    private List<Violation> violations() {
        return RegisterChecker.check(writes, reads);
    }

    private List<String> promises() {
        return violations().stream().map(Violation::promise).toList();
    }
}
