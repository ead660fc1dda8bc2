package io.serviceregistry.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.AdoptSettings;
import io.serviceregistry.node.core.command.Barrier;
import io.serviceregistry.node.core.command.BeginTerm;
import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.EndDue;
import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.RenewLeases;
import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.testkit.ManualClock;
import io.serviceregistry.node.testkit.ManualCommands;
import io.serviceregistry.node.testkit.ManualConsensus;
import io.serviceregistry.node.testkit.ManualReplicator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ProposerTest {
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Command DUTY = new EndDue(7);

    private final ManualClock clock = new ManualClock();
    private final ManualConsensus consensus = new ManualConsensus("n1", "n1", "n2", "n3");
    private final ManualReplicator log = new ManualReplicator();
    private final Lanes lanes = new Lanes(LaneLimits.DEFAULT);
    private final RecordingDuty duty = new RecordingDuty();
    private final List<PendingWrite> failed = new ArrayList<>();
    private Proposer proposer = proposer(ClusterSettings.DEFAULT);

    @Nested
    class ATerm {
        @Test
        void beginsInTheLogWithItsFirstEntry() {
            PendingWrite write = offered(Lane.RENEWAL, new RenewLeases(new long[] {1}));
            consensus.leads(4);

            assertThat(turn()).isTrue();

            assertThat(log.lastCommands()).containsExactly(new BeginTerm(4), new RenewLeases(new long[] {1}));
            assertThat(proposer.entriesProposed()).isEqualTo(1);
            assertThat(proposer.commandsProposed()).isEqualTo(2);
            assertThat(log.proposed().get(0).proposerTerm()).isEqualTo(4);
            log.commit();
            assertThat(write.done().join().outcome())
                    .as("the result is this command's, not that of the term's beginning")
                    .isInstanceOf(Outcome.Renewed.class);
        }

        @Test
        void adoptsItsLeadersSettingsFirst() {
            ClusterSettings settings = new ClusterSettings(2_000, 600_000, 10, 10, 10, 100, 5, 1_000);
            proposer = proposer(settings);
            consensus.leads(4);
            turn();

            assertThat(log.lastCommands()).containsExactly(new AdoptSettings(settings), new BeginTerm(4));
            log.commit();
            assertThat(log.views().current().image().scalars().graceUntilMillis())
                    .as("the grace is that of the new settings")
                    .isEqualTo(2_000);
        }

        @Test
        void waitsUntilItsLeaderIsReady() {
            consensus.elected(4);
            assertThat(turn()).isFalse();

            consensus.leads(4);
            consensus.termIs(5);
            assertThat(turn()).as("ready for an older term only").isFalse();
            assertThat(log.proposed()).isEmpty();
        }

        @Test
        void beginsAgainWhenTheLogDoesNotShowItASecondLater() {
            consensus.leads(4);
            turn();
            log.lose();

            clock.advance(Duration.ofMillis(990));
            assertThat(turn()).isFalse();
            clock.advance(Duration.ofMillis(20));
            turn();

            assertThat(log.lastCommands()).containsExactly(new BeginTerm(4));
        }

        @Test
        void beginsWithItsFirstEntryAlsoWhenOlderEntriesAreStillInFlight() {
            consensus.leads(4);
            fillUp();
            consensus.leads(6);
            offered(Lane.REGISTRATION, new Barrier());

            assertThat(turn()).as("an old term's entries take no room").isTrue();

            assertThat(log.lastCommands()).containsExactly(new BeginTerm(6), new Barrier());
        }

        @Test
        void beginsForItsDutiesAndEndsForThem() {
            consensus.leads(4);
            turn();
            turn();
            assertThat(duty.begun).containsExactly(4L);

            proposer.endTerm();
            proposer.endTerm();
            assertThat(duty.ended).isEqualTo(1);

            consensus.leads(5);
            turn();
            assertThat(duty.begun).containsExactly(4L, 5L);
        }

        @Test
        void givesItsDutiesNoViewOlderThanTheOneTheyBeganWith() {
            consensus.leads(4);
            duty.onBegin = () -> log.apply(0, ManualCommands.register("i-1", 10_000, 0));

            turn();

            assertThat(duty.seen.image().leases()).hasSize(1);
        }
    }

    @Nested
    class Duties {
        @Test
        void comeAfterTheRenewalsThatHaveArrived() {
            lead();
            clock.advance(TICK);
            duty.due = List.of(DUTY);
            offered(Lane.REGISTRATION, new Barrier());
            offered(Lane.RENEWAL, new RenewLeases(new long[] {1}));
            turn();

            assertThat(log.lastCommands()).containsExactly(new RenewLeases(new long[] {1}), new Barrier(), DUTY);
        }

        @Test
        void areLookedAtOnceATickAndOnceAtTheBeginning() {
            consensus.leads(1);
            for (int i = 0; i < 100; i++) {
                turn();
                log.commitAll();
                clock.advance(Duration.ofMillis(10));
            }

            assertThat(duty.looks).isEqualTo(20);
        }

        @Test
        void withMoreAreAskedWithTheNextEntryBehindWhatHasArrived() {
            lead();
            clock.advance(TICK);
            duty.due = List.of(DUTY);
            duty.hasMore = true;
            turn();
            offered(Lane.RENEWAL, new RenewLeases(new long[] {1}));

            assertThat(turn()).isTrue();

            assertThat(log.lastCommands()).containsExactly(new RenewLeases(new long[] {1}), DUTY);
        }

        @Test
        void withMoreThanALookFoundAreAskedAgainAtOnce() {
            lead();
            clock.advance(TICK);
            duty.hasMore = true;

            assertThat(turn()).as("there is something to do").isTrue();
            assertThat(log.inFlight()).isZero();
            assertThat(turn()).isTrue();
            duty.hasMore = false;
            assertThat(turn()).isFalse();
        }

        @Test
        void waitForRoomHoweverMuchTheyHave() {
            lead();
            clock.advance(TICK);
            duty.hasMore = true;
            fillUp();
            int looks = duty.looks;

            assertThat(turn()).isFalse();

            assertThat(duty.looks).isEqualTo(looks);
        }

        @Test
        void seeTheTimeOfTheEntryTheyWillBeIn() {
            lead();
            clock.advance(TICK);
            duty.due = List.of(DUTY);
            turn();

            assertThat(duty.seenMillis).isEqualTo(lastEntry().timeMillis()).isEqualTo(50);
        }
    }

    @Nested
    class Time {
        @Test
        void goesOutWithinHalfASecondWhileALeaseExists() {
            offered(Lane.REGISTRATION, ManualCommands.register("i-1", 10_000, 0));
            lead();

            assertThat(millisBetweenEntries()).isBetween(350L, 500L);
        }

        @Test
        void goesOutOnceASecondWithoutLeases() {
            lead();

            assertThat(millisBetweenEntries()).isBetween(950L, 1_100L);
        }

        private long millisBetweenEntries() {
            int before = log.proposed().size();
            int ticks = 0;
            while (log.proposed().size() < before + 5) {
                clock.advance(TICK);
                ticks++;
                turn();
                log.commitAll();
            }
            return ticks * TICK.toMillis() / 5;
        }

        @Test
        void standsStillWhileNothingCommits() {
            lead();
            for (int i = 0; i < 200; i++) {
                clock.advance(TICK);
                offered(Lane.REGISTRATION, new Barrier());
                turn();
            }

            assertThat(lastEntry().timeMillis()).isLessThanOrEqualTo(1_000);
        }
    }

    @Test
    void neverHasMoreThanAFewEntriesInFlight() {
        lead();
        fillUp();
        offered(Lane.RENEWAL, new Barrier());
        assertThat(turn()).isFalse();
        assertThat(lanes.depth(Lane.RENEWAL)).isEqualTo(1);

        log.commit();

        assertThat(turn()).isTrue();
        assertThat(log.inFlight()).isEqualTo(4);
    }

    @Nested
    class WithAStateThatCountsAsWrong {
        @Test
        void takesNoWritesAndKeepsThemForAnotherLeader() {
            lead();
            PendingWrite write = offered(Lane.RENEWAL, new Barrier());
            consensus.isTrusted(false);
            turn();

            assertThat(log.inFlight()).isZero();
            assertThat(lanes.depth(Lane.RENEWAL)).isEqualTo(1);
            assertThat(write.done()).isNotDone();

            consensus.isTrusted(true);
            turn();
            assertThat(log.lastCommands()).containsExactly(new Barrier());
        }

        @Test
        void doesOnlyTheDutiesThatGoOnUntrusted() {
            lead();
            consensus.isTrusted(false);
            duty.due = List.of(DUTY);
            clock.advance(TICK);
            assertThat(turn()).isFalse();
            assertThat(duty.looks).as("looks since it is not trusted").isEqualTo(1);

            duty.goesOnUntrusted = true;
            clock.advance(TICK);
            assertThat(turn()).isTrue();
            assertThat(log.lastCommands()).containsExactly(DUTY);
        }

        @Test
        void movesNoTimeSoThatNoLeaseAgesWhileNobodyIsHeard() {
            lead();
            clock.advance(Duration.ofMillis(100));
            turn();
            log.commitAll();
            long before = log.views().current().image().timeMillis();
            consensus.isTrusted(false);
            for (int i = 0; i < 100; i++) {
                clock.advance(TICK);
                turn();
                log.commitAll();
            }

            assertThat(log.views().current().image().timeMillis()).isEqualTo(before);
            assertThat(lastEntry().commands())
                    .as("the log goes on, one entry a second")
                    .isEmpty();
        }
    }

    @Test
    void handsBackWhatDidNotGetIntoTheLog() {
        lead();
        PendingWrite first = offered(Lane.RENEWAL, new Barrier());
        turn();
        PendingWrite second = offered(Lane.RENEWAL, new Barrier());
        turn();

        log.refuse();
        log.lose();

        assertThat(failed).containsExactly(first, second);
    }

    private void lead() {
        consensus.leads(1);
        turn();
        log.commitAll();
    }

    private void fillUp() {
        while (log.inFlight() < 4) {
            offered(Lane.REGISTRATION, new Barrier());
            assertThat(turn()).isTrue();
        }
    }

    private boolean turn() {
        return proposer.turn(clock.monotonicNanos());
    }

    private Entry lastEntry() {
        return log.proposed().get(log.proposed().size() - 1);
    }

    private PendingWrite offered(Lane lane, Command command) {
        PendingWrite write = new PendingWrite(lane, LoggedCommand.internal(command), 10, false, 0);
        assertThat(lanes.offer(write)).isTrue();
        return write;
    }

    private Proposer proposer(ClusterSettings settings) {
        return new Proposer(
                log,
                consensus,
                log.views(),
                lanes,
                List.of(duty),
                WriteConfig.of(TICK, LaneLimits.DEFAULT, settings),
                Runnable::run,
                (write, failure) -> failed.add(write));
    }

    private static final class RecordingDuty implements LeaderDuty {
        private final List<Long> begun = new ArrayList<>();
        private int ended;
        private int looks;
        private List<Command> due = List.of();
        private Runnable onBegin = () -> {};
        private boolean goesOnUntrusted;
        private boolean hasMore;
        private CatalogView seen = new CatalogView(StateImage.empty());
        private long seenMillis;

        @Override
        public void beginTerm(long term, Supplier<CatalogView> current) {
            begun.add(term);
            onBegin.run();
        }

        @Override
        public List<Command> due(CatalogView view, long timeMillis) {
            looks++;
            seen = view;
            seenMillis = timeMillis;
            return due;
        }

        @Override
        public boolean hasMore() {
            return hasMore;
        }

        @Override
        public boolean goesOnUntrusted() {
            return goesOnUntrusted;
        }

        @Override
        public void endTerm() {
            ended++;
        }
    }
}
