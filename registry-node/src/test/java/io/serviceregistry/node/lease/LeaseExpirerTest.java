package io.serviceregistry.node.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.AdoptSettings;
import io.serviceregistry.node.core.command.BeginTerm;
import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.DeregisterInstance;
import io.serviceregistry.node.core.command.EndDue;
import io.serviceregistry.node.core.command.ExpireLeases;
import io.serviceregistry.node.core.command.ReleaseHold;
import io.serviceregistry.node.core.command.RenewLeases;
import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.testkit.ManualCommands;
import io.serviceregistry.node.testkit.ManualReplicator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class LeaseExpirerTest {
    private static final long STEP_MILLIS = ExpiryIndex.SLOT_MILLIS;
    private static final long TTL = 20 * STEP_MILLIS; // above the shortest one allowed, a second

    private final ManualReplicator log = new ManualReplicator();
    private final LeaseExpirer expirer = new LeaseExpirer();
    private long nowMillis;

    LeaseExpirerTest() {
        log.listen(expirer::changed);
        ClusterSettings noHoldsNoGrace = new ClusterSettings(0, 600_000, 1_000, 10_000, 10_000, 100, 5, 600_000);
        log.apply(0, new AdoptSettings(noHoldsNoGrace), new BeginTerm(1));
    }

    @Test
    void lapsesASilentLeaseAndThenRemovesIt() {
        begin();
        register("i-1", 2 * TTL);

        assertThat(liveUntilNothingIsLeft()).containsExactly("lapsed at " + TTL, "removed at " + 3 * TTL);
        stepUntil(nowMillis + LeaseExpirer.LOOK_AGAIN_MILLIS + STEP_MILLIS);
        assertThat(expirer.planned()).as("ended leases leave the index").isZero();
    }

    @Test
    void looksAtARenewedLeaseAgainAtItsNewDeadline() {
        begin();
        register("i-1", 0);
        stepUntil(TTL - STEP_MILLIS);
        apply(new RenewLeases(new long[] {1}));
        stepUntil(TTL + 8 * STEP_MILLIS);
        assertThat(leases()).isEqualTo(1);

        assertThat(liveUntilNothingIsLeft()).containsExactly("removed at " + (2 * TTL - STEP_MILLIS));
    }

    @Test
    void namesTheRenewalItSaw() {
        begin();
        register("i-1", 0);
        apply(new RenewLeases(new long[] {1}));
        apply(new RenewLeases(new long[] {1}));
        nowMillis = TTL;

        assertThat(due()).containsExactly(new ExpireLeases(1, List.of(new LeaseRef(1, 2))));
    }

    @Test
    void looksAgainASecondLaterWhenWhatItProposedDidNotHappen() {
        begin();
        register("i-1", 0);
        nowMillis = TTL;
        assertThat(due()).hasSize(1);
        assertThat(due()).isEmpty();

        nowMillis += LeaseExpirer.LOOK_AGAIN_MILLIS + STEP_MILLIS;

        assertThat(due()).hasSize(1);
    }

    @Test
    void knowsTheLeasesThatWereThereBeforeItsTerm() {
        register("i-1", 0);
        begin();

        assertThat(liveUntilNothingIsLeft()).containsExactly("removed at " + TTL);
    }

    @Test
    void losesNoLeaseGrantedWhileTheTermBegins() {
        CatalogView before = log.views().current();
        // Apply grants a lease right before the expirer takes its view, and right after.
        expirer.beginTerm(1, () -> {
            register("i-1", 0);
            return log.views().current();
        });
        register("i-2", 0);
        // The proposing thread still has the view of before, and the changes have already been reported.
        nowMillis = STEP_MILLIS;
        assertThat(expirer.due(before, nowMillis)).isEmpty();

        liveUntilNothingIsLeft();

        assertThat(leases()).isZero();
    }

    @Test
    void ignoresLeasesWithoutTtl() {
        begin();
        apply(ManualCommands.register("i-1", InstanceSpec.NO_TTL, 0));
        due();

        assertThat(expirer.planned()).isZero();
    }

    @Test
    void aRevivedLeaseLapsesAgainOnTimeHoweverLongRemovalWouldTake() {
        begin();
        register("i-1", 1_000 * TTL);
        stepUntil(3 * TTL);
        assertThat(lapsed()).isEqualTo(1);
        apply(new RenewLeases(new long[] {1}));
        assertThat(lapsed()).isZero();

        stepUntil(4 * TTL + STEP_MILLIS);

        assertThat(lapsed()).isEqualTo(1);
    }

    @Test
    void doesNotGrowByRepeatedRevival() {
        begin();
        register("i-1", InstanceSpec.NEVER_REMOVE);
        for (int i = 1; i <= 50; i++) {
            stepUntil(2 * i * TTL);
            assertThat(lapsed()).isEqualTo(1);
            apply(new RenewLeases(new long[] {1}));
        }

        assertThat(expirer.planned()).isEqualTo(1);
    }

    @Test
    void forgetsWhatEndsByItselfWithinATtl() {
        begin();
        for (int i = 0; i < 100; i++) {
            register("i-1", 0); // each replaces the former
        }
        apply(new DeregisterInstance(InstanceKey.of("default", "pay", "i-1"), 0));
        stepUntil(nowMillis + TTL + STEP_MILLIS);

        assertThat(expirer.planned()).isZero();
    }

    @Test
    void keepsNothingWhileItDoesNotLead() {
        begin();
        register("i-1", 0);
        due();

        expirer.endTerm();
        register("i-2", 0);

        assertThat(expirer.planned()).isZero();
        begin();
        liveUntilNothingIsLeft();
        assertThat(leases()).isZero();
    }

    @Test
    void takesWhatDiesAtOnceOneCommandAtATime() {
        begin();
        for (int i = 0; i < 2_500; i++) {
            log.apply(0, ManualCommands.register("i-" + i, TTL, 0));
        }
        nowMillis = TTL;

        for (int size : new int[] {1_000, 1_000, 500}) {
            assertThat(due())
                    .singleElement()
                    .satisfies(command ->
                            assertThat(((ExpireLeases) command).leases()).hasSize(size));
            assertThat(expirer.hasMore()).isEqualTo(size == 1_000);
        }
        assertThat(due()).isEmpty();
    }

    @Test
    void hasNoMoreOnceItDoesNotLead() {
        begin();
        for (int i = 0; i < 1_500; i++) {
            log.apply(0, ManualCommands.register("i-" + i, TTL, 0));
        }
        nowMillis = TTL;
        due();
        assertThat(expirer.hasMore()).isTrue();

        expirer.endTerm();

        assertThat(expirer.hasMore()).isFalse();
    }

    @Nested
    class AHeldService {
        @Test
        void losesItsLapsedInstancesWithinATtlOfItsRelease() {
            apply(new AdoptSettings(new ClusterSettings(0, 600_000, 1_000, 1_000, 1_000, 50, 5, 600_000)));
            begin();
            for (int i = 0; i < 6; i++) {
                register("i-" + i, STEP_MILLIS);
            }
            stepUntil(5 * TTL);
            assertThat(lapsed()).as("held").isEqualTo(6);

            apply(new ReleaseHold(new ServiceKey("default", "pay")));
            stepUntil(6 * TTL + 2 * STEP_MILLIS);

            assertThat(leases()).isZero();
        }

        @Test
        void losesThemRightAfterItsHoldHasLastedAsLongAsItMay() {
            long hold = 9 * LeaseExpirer.LOOK_AT_HELD_MILLIS / 2;
            apply(new AdoptSettings(new ClusterSettings(0, 600_000, 1_000, 1_000, 1_000, 50, 5, hold)));
            begin();
            for (int i = 0; i < 6; i++) {
                apply(ManualCommands.register("i-" + i, 100 * TTL, STEP_MILLIS));
            }
            stepUntil(100 * TTL + hold);
            assertThat(lapsed()).as("held").isEqualTo(6);

            stepUntil(100 * TTL + hold + DueEnder.LOOK_EVERY_MILLIS);
            apply(new EndDue(1));
            stepUntil(100 * TTL + hold + LeaseExpirer.HOLD_ENDED_MILLIS + 2 * STEP_MILLIS);

            assertThat(leases()).isZero();
        }

        @Test
        void losesThemWithinSecondsHoweverLongItsTtl() {
            apply(new AdoptSettings(new ClusterSettings(0, 600_000, 1_000, 1_000, 1_000, 50, 5, 600_000)));
            begin();
            for (int i = 0; i < 6; i++) {
                apply(ManualCommands.register("i-" + i, 100 * TTL, STEP_MILLIS));
            }
            stepUntil(101 * TTL);
            assertThat(lapsed()).as("held").isEqualTo(6);

            apply(new ReleaseHold(new ServiceKey("default", "pay")));
            stepUntil(101 * TTL + LeaseExpirer.LOOK_AT_HELD_MILLIS + 2 * STEP_MILLIS);

            assertThat(leases()).isZero();
        }
    }

    @Test
    void anIndexKeptCurrentProposesWhatARebuiltOneProposes() {
        for (int seed = 1; seed <= 20; seed++) {
            new LeaseExpirerTest().keptCurrentEqualsRebuilt(new SplittableRandom(seed), "seed " + seed);
        }
    }

    private void keptCurrentEqualsRebuilt(SplittableRandom random, String seed) {
        begin();
        long[] removals = {0, 20 * STEP_MILLIS, 200 * STEP_MILLIS, InstanceSpec.NEVER_REMOVE};
        long leaseIds = 0;
        for (int step = 0; step < 600; step++) {
            nowMillis += STEP_MILLIS;
            for (int i = random.nextInt(4); i > 0; i--) {
                String instance = "i-" + random.nextInt(10);
                if (random.nextInt(8) == 0) {
                    leaseIds++;
                    long ttl = STEP_MILLIS * (16 + random.nextInt(40));
                    apply(ManualCommands.register(instance, ttl, removals[random.nextInt(removals.length)]));
                } else if (random.nextInt(12) == 0) {
                    apply(new DeregisterInstance(InstanceKey.of("default", "pay", instance), 0));
                } else {
                    apply(new RenewLeases(new long[] {Math.max(1, leaseIds - random.nextInt(12))}));
                }
            }
            LeaseExpirer rebuilt = new LeaseExpirer();
            rebuilt.beginTerm(1, log.views()::current);
            List<Command> due = due();
            assertThat(refs(due))
                    .as("%s, step %d", seed, step)
                    .isEqualTo(refs(rebuilt.due(log.views().current(), nowMillis)));
            due.forEach(this::apply);
            assertThat(expirer.planned()).as("%s, step %d", seed, step).isLessThan(200);
        }
    }

    private static TreeSet<String> refs(List<Command> commands) {
        TreeSet<String> refs = new TreeSet<>();
        commands.forEach(command -> ((ExpireLeases) command).leases().forEach(lease -> refs.add(lease.toString())));
        return refs;
    }

    private void begin() {
        expirer.beginTerm(1, log.views()::current);
    }

    private void register(String instanceId, long removeAfterMillis) {
        apply(ManualCommands.register(instanceId, TTL, removeAfterMillis));
    }

    private void apply(Command command) {
        log.apply(nowMillis, command);
    }

    private List<Command> due() {
        return expirer.due(log.views().current(), nowMillis);
    }

    /** Steps on, as the leader would, and tells what happened when. */
    private List<String> liveUntilNothingIsLeft() {
        List<String> story = new ArrayList<>();
        while (leases() > 0 && nowMillis < 100 * TTL) {
            long leasesBefore = leases();
            long lapsedBefore = lapsed();
            step();
            if (leases() < leasesBefore) {
                story.add("removed at " + nowMillis);
            } else if (lapsed() > lapsedBefore) {
                story.add("lapsed at " + nowMillis);
            }
        }
        step();
        return story;
    }

    private void stepUntil(long untilMillis) {
        while (nowMillis < untilMillis) {
            step();
        }
    }

    private void step() {
        nowMillis += STEP_MILLIS;
        log.apply(nowMillis);
        due().forEach(this::apply);
    }

    private long leases() {
        return log.views().current().image().leases().size();
    }

    private long lapsed() {
        return log.views().current().image().services().values().stream()
                .mapToLong(service -> service.lapsed())
                .sum();
    }
}
