package io.serviceregistry.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.Barrier;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.replication.NotProposedException.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class LanesTest {
    private final Lanes lanes = new Lanes(new LaneLimits(3, 1 << 20));

    @Test
    void servesLanesInTheirOrderAndEachInTheOrderOfArrival() {
        PendingWrite registration = offered(Lane.REGISTRATION, 10);
        PendingWrite duty = offered(Lane.DUTY, 10);
        PendingWrite read = offered(Lane.READ, 10);
        PendingWrite first = offered(Lane.RENEWAL, 10);
        PendingWrite leave = offered(Lane.LEAVE, 10);
        PendingWrite second = offered(Lane.RENEWAL, 10);

        assertThat(lanes.take(100, 1_000)).containsExactly(first, second, leave, read, registration, duty);
    }

    @Test
    void boundsALaneByCountAndOtherLanesDoNotSuffer() {
        for (int i = 0; i < 3; i++) {
            offered(Lane.REGISTRATION, 10);
        }

        assertThat(lanes.offer(write(Lane.REGISTRATION, 10))).isFalse();
        assertThat(lanes.offer(write(Lane.RENEWAL, 10))).isTrue();
        assertThat(lanes.depth(Lane.REGISTRATION)).isEqualTo(3);
        assertThat(lanes.shed(Lane.REGISTRATION)).isEqualTo(1);
        assertThat(lanes.shed(Lane.RENEWAL)).isZero();
    }

    @Test
    void boundsALaneByBytes() {
        offered(Lane.RENEWAL, 1 << 19);

        assertThat(lanes.offer(write(Lane.RENEWAL, (1 << 19) + 1))).isFalse();
        assertThat(lanes.offer(write(Lane.RENEWAL, 1 << 19))).isTrue();
    }

    @Test
    void hasRoomAgainForWhatWasTaken() {
        for (int i = 0; i < 3; i++) {
            offered(Lane.READ, 300_000);
        }
        lanes.take(100, 1 << 20);

        for (int i = 0; i < 3; i++) {
            offered(Lane.READ, 300_000);
        }
        assertThat(lanes.depth(Lane.READ)).isEqualTo(3);
    }

    @Test
    void takesNoMoreThanAskedForAndKeepsTheRest() {
        PendingWrite renewal = offered(Lane.RENEWAL, 600);
        PendingWrite big = offered(Lane.LEAVE, 500);
        PendingWrite small = offered(Lane.READ, 10);

        assertThat(lanes.take(100, 1_000)).containsExactly(renewal);
        assertThat(lanes.take(1, 1_000)).containsExactly(big);
        assertThat(lanes.take(100, 1_000)).containsExactly(small);
        assertThat(lanes.take(100, 1_000)).isEmpty();
    }

    @Test
    void letsOneOversizedWriteGoAlone() {
        PendingWrite oversized = offered(Lane.RENEWAL, 5_000);
        PendingWrite next = offered(Lane.RENEWAL, 10);

        assertThat(lanes.take(100, 1_000)).containsExactly(oversized);
        assertThat(lanes.take(100, 1_000)).containsExactly(next);
    }

    @Test
    void dropsWritesThatHaveEnded() {
        PendingWrite ended = offered(Lane.RENEWAL, 1_000);
        PendingWrite alive = offered(Lane.RENEWAL, 10);
        ended.fail(Reason.DEADLINE_PASSED);

        assertThat(lanes.take(1, 10)).containsExactly(alive);
        assertThat(lanes.depth(Lane.RENEWAL)).isZero();
    }

    @Test
    void whatIsTakenMayBeInTheLogFromThatMoment() {
        PendingWrite write = offered(Lane.RENEWAL, 10);
        List<PendingWrite> taken = lanes.take(1, 10);

        write.fail(Reason.DEADLINE_PASSED);

        assertThat(taken).containsExactly(write);
        assertThat(PendingWriteTest.failureOf(write)).isInstanceOf(IndeterminateOutcomeException.class);
    }

    private PendingWrite offered(Lane lane, int bytes) {
        PendingWrite write = write(lane, bytes);
        assertThat(lanes.offer(write)).isTrue();
        return write;
    }

    private static PendingWrite write(Lane lane, int bytes) {
        return new PendingWrite(lane, LoggedCommand.internal(new Barrier()), bytes, false, 0);
    }
}
