package io.serviceregistry.node.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.fault.FaultKind;
import io.serviceregistry.node.testkit.ManualClock;
import io.serviceregistry.node.testkit.ManualDisk;
import io.serviceregistry.node.testkit.RecordingFaults;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DiskWatchTest {
    private static final Duration SLOW = Duration.ofSeconds(1);
    private static final Duration FAILED = Duration.ofSeconds(30);

    private final ManualClock clock = new ManualClock();
    private final ManualDisk disk = new ManualDisk();
    private final RecordingFaults faults = new RecordingFaults();
    private boolean blocked;
    private final DiskWatch watch = new DiskWatch(disk, SLOW, FAILED, faults, clock, task -> {
        if (!blocked) {
            task.run();
        }
    });

    @Test
    void aDiskIsSlowOnceSomethingHasWaitedForTheLimit() {
        disk.log(10, 9);
        pass(SLOW);
        assertThat(watch.slowMillis()).isEmpty();

        pass(DiskWatch.TICK);
        assertThat(watch.slowMillis()).hasValue(SLOW.toMillis());
    }

    @Test
    void aDiskThatKeepsUpIsNotSlowHoweverMuchItIsGiven() {
        for (int entry = 1; entry <= 600; entry++) {
            disk.log(10L * entry, 10L * entry - 5);
            pass(DiskWatch.TICK);
        }

        assertThat(watch.slowMillis()).isEmpty();
    }

    @Test
    void aVoteThatWaitsMakesADiskSlow() {
        disk.votes(3, 2);
        pass(SLOW.plus(DiskWatch.TICK));

        assertThat(watch.slowMillis()).isPresent();
    }

    @Test
    void aDiskIsWellAgainOnlyAfterAWhileWithoutAHiccup() {
        disk.log(10, 9);
        pass(SLOW.multipliedBy(2));
        disk.log(10, 10);
        pass(DiskWatch.WELL_AFTER.minus(SLOW));
        assertThat(watch.slowMillis()).isPresent();

        disk.log(11, 10); // the next hiccup
        pass(SLOW.multipliedBy(2));
        disk.log(11, 11);
        pass(DiskWatch.WELL_AFTER.minus(SLOW));
        assertThat(watch.slowMillis()).isPresent();

        pass(SLOW.plus(DiskWatch.TICK));
        assertThat(watch.slowMillis()).isEmpty();
    }

    @Test
    void aPauseOfTheProcessIsNotASlowDisk() {
        disk.log(10, 9); // under way when the process is stopped
        pass(DiskWatch.TICK.multipliedBy(2));
        clock.jump(Duration.ofMinutes(10));
        pass(DiskWatch.TICK);
        disk.log(10, 10);
        pass(DiskWatch.TICK);

        assertThat(watch.slowMillis()).isEmpty();
        assertThat(faults.faults()).isEmpty();
    }

    @Test
    void aProcessWithoutCpuSeesNoSlowDisk() {
        disk.log(10, 9);
        for (int tick = 0; tick < 4; tick++) {
            clock.jump(Duration.ofSeconds(1));
            watch.tick();
        }

        assertThat(watch.slowMillis()).isEmpty();
    }

    @Test
    void aLeaderHandsOverOnceTheOthersCommitWithoutItsDisk() {
        disk.log(10, 9);
        disk.follower("n2", 10);
        disk.follower("n3", 10);
        pass(SLOW);
        assertThat(disk.handOvers()).isEmpty();

        pass(DiskWatch.TICK);
        assertThat(disk.handOvers()).hasSize(1);
    }

    @Test
    void theFollowerThatIsFurthestLeads() {
        disk.log(10, 9);
        disk.follower("n2", 11);
        disk.follower("n3", 12);
        pass(SLOW.plus(DiskWatch.TICK));

        assertThat(disk.handOvers()).containsExactly("n3");
    }

    /** Moving would change nothing for the writes, and a new term gives the slow disk more to do. */
    @Test
    void aLeaderStaysWhoseDiskTheMajorityNeeds() {
        disk.log(10, 9);
        disk.follower("n2", 10);
        disk.follower("n3", 3); // down
        pass(SLOW.multipliedBy(10));

        assertThat(disk.handOvers()).isEmpty();
        assertThat(watch.slowMillis()).isPresent();
    }

    /** Otherwise leadership would go round among nodes that are all slow, with a break in the writes each time. */
    @Test
    void whereAllDisksAreEquallySlowTheLeaderStays() {
        for (long millis = 0; millis < 60_000; millis += DiskWatch.TICK.toMillis()) {
            disk.log(appended(millis), flushed(millis, 0));
            disk.follower("n2", flushed(millis, 700));
            disk.follower("n3", flushed(millis, 1_900));
            pass(DiskWatch.TICK);
        }

        assertThat(watch.slowMillis()).isPresent();
        assertThat(disk.handOvers()).isEmpty();
    }

    private static long appended(long millis) {
        return millis / 50;
    }

    /** What a disk has that does one fsync after the other, the first at {@code phase}, each of what was appended at its begin. */
    private static long flushed(long millis, long phase) {
        long fsyncMillis = 2_050;
        long done = Math.floorDiv(millis - phase, fsyncMillis);
        return done < 1 ? -1 : appended(phase + (done - 1) * fsyncMillis);
    }

    @Test
    void aFollowerThatCatchesUpLaterIsNoProof() {
        disk.log(10, 9);
        disk.follower("n2", 9);
        disk.follower("n3", 10);
        pass(SLOW.plus(DiskWatch.TICK));
        disk.follower("n2", 10);
        pass(SLOW.multipliedBy(5));

        assertThat(disk.handOvers()).isEmpty();
    }

    @Test
    void aFollowerWithASlowDiskHandsNothingOver() {
        disk.log(10, 9);
        pass(SLOW.multipliedBy(10));

        assertThat(disk.handOvers()).isEmpty();
        assertThat(watch.slowMillis()).isPresent();
    }

    @Test
    void anAttemptThatFailedIsRepeatedAfterAWhile() {
        disk.answerHandOversWith(CompletableFuture.failedFuture(new IllegalStateException("not taken over")));
        disk.log(10, 9);
        disk.follower("n2", 10);
        disk.follower("n3", 10);
        pass(SLOW.plus(DiskWatch.RETRY_AFTER));
        assertThat(disk.handOvers()).hasSize(1);

        pass(DiskWatch.TICK);
        assertThat(disk.handOvers()).hasSize(2);
    }

    @Test
    void aNodeEndsWhoseLogIsStuck() {
        disk.log(10, 9);
        pass(FAILED);
        assertThat(faults.faults()).isEmpty();

        pass(DiskWatch.TICK.multipliedBy(10));
        assertThat(faults.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(FaultKind.DISK_FAILED);
            assertThat(fault.what()).contains("entry 10 of the log").contains("30000 ms");
        });
    }

    @Test
    void aNodeEndsWhoseVoteIsStuck() {
        disk.votes(1, 0);
        pass(FAILED.plus(DiskWatch.TICK));

        assertThat(faults.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.what()).contains("term and vote"));
    }

    @Test
    void aNodeEndsWhoseLogDoesNotEvenAnswer() {
        blocked = true;
        pass(FAILED.plus(DiskWatch.TICK));

        assertThat(faults.faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.what()).contains("a look at the log"));
    }

    @Test
    void aLogThatIsNotOpenWaitsForNothing() {
        disk.log(10, 10);
        pass(DiskWatch.TICK);
        disk.close();
        pass(FAILED.multipliedBy(2));

        assertThat(faults.faults()).isEmpty();
    }

    @Test
    void aNodeThatStopsIsNotJudged() {
        disk.log(10, 9);
        watch.stop();
        pass(FAILED.multipliedBy(2));

        assertThat(faults.faults()).isEmpty();
    }

    private void pass(Duration time) {
        for (long tick = 0; tick < time.dividedBy(DiskWatch.TICK); tick++) {
            clock.jump(DiskWatch.TICK);
            watch.tick();
        }
    }
}
