package io.serviceregistry.client.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.client.RenewalStatus;
import io.serviceregistry.client.testkit.ManualScheduler;
import io.serviceregistry.client.testkit.Seeds;
import io.serviceregistry.client.testkit.SimStreams;
import io.serviceregistry.client.testkit.SimStreams.Mood;
import io.serviceregistry.client.testkit.SimStreams.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Leases of 9 s over three simulated nodes in virtual time: renewals every 3 s, attempts of 1 s. */
class LeaseKeeperTest {

    private static final Duration TTL = Duration.ofSeconds(9);
    private static final Duration ATTEMPT = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofNanos(LeaseKeeper.TICK_NANOS);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final SimStreams nodes = new SimStreams(scheduler);
    private List<String> ring = List.of("a", "b", "c");
    private final LeaseKeeper keeper =
            new LeaseKeeper(scheduler, nodes, () -> ring, new SplittableRandom(Seeds.seed()));
    private final RecordingHolder holder = new RecordingHolder();

    LeaseKeeperTest() {
        nodes.deliverTo(keeper);
    }

    @Nested
    class Schedule {

        @Test
        void aLeaseIsRenewedEveryThirdOfItsTtlOrALittleSooner() {
            keep(1);
            scheduler.advance(Duration.ofMinutes(10));
            List<Duration> gaps = gaps();
            assertThat(gaps)
                    .as("seed %s", Seeds.seed())
                    .hasSizeBetween(199, 230)
                    .allSatisfy(gap -> assertThat(gap)
                            .isBetween(
                                    Duration.ofMillis(2_650),
                                    Duration.ofSeconds(3).plus(TICK)));
            assertThat(new HashSet<>(gaps)).as("jitter").hasSizeGreaterThan(50);
            assertThat(holder.renewals).isEqualTo(nodes.sent().size());
        }

        @Test
        void timeCountsFromTheSendingOfTheRenewal() {
            nodes.delay("a", Duration.ofMillis(900));
            keep(1);
            scheduler.advance(Duration.ofMinutes(1));
            assertThat(gaps())
                    .allSatisfy(gap ->
                            assertThat(gap).isLessThan(Duration.ofSeconds(3).plus(TICK)));
        }

        @Test
        void aLeaseGrantedLongAgoIsRenewedAtTheNextTick() {
            keeper.keep(1, TTL.toNanos(), scheduler.nowNanos() - TTL.toNanos(), holder);
            scheduler.advance(TICK);
            assertThat(nodes.sent()).hasSize(1);
        }

        @Test
        void nothingIsScheduledWhileNothingIsKept() {
            assertThat(scheduler.waiting()).isZero();
            keep(1);
            keeper.drop(1);
            scheduler.advance(TTL);
            assertThat(scheduler.waiting()).isZero();
            assertThat(nodes.sent()).isEmpty();
        }

        @Test
        void aThousandLeasesCostAFewMessages() {
            for (int i = 1; i <= 1_000; i++) {
                keeper.keep(i, Duration.ofSeconds(5).toNanos(), scheduler.nowNanos(), holder);
            }
            scheduler.advance(Duration.ofSeconds(60));
            assertThat(holder.renewals).isGreaterThan(35_000);
            // 36 renewals of each lease; the leases that came together stay together.
            assertThat(nodes.sent()).hasSizeLessThan(36 * 8);
        }

        @Test
        void aMessageCarriesNoMoreLeasesThanTheSchemaAllows() {
            for (int i = 1; i <= 25_000; i++) {
                keeper.keep(i, TTL.toNanos(), scheduler.nowNanos() - TTL.toNanos(), holder);
            }
            scheduler.advance(TICK);
            assertThat(nodes.sent()).extracting(sent -> sent.leaseIds().size()).containsExactly(10_000, 10_000, 5_000);
        }
    }

    @Nested
    class Failing {

        @Test
        void anAttemptGetsANinthThenTheNextNodeIsAsked() {
            nodes.mood("a", Mood.SILENT);
            nodes.mood("b", Mood.SILENT);
            keep(1);
            scheduler.advance(Duration.ofMillis(5_500));
            assertThat(nodes.sent()).extracting(Sent::node).startsWith("a", "b", "c");
            assertThat(gaps().subList(0, 2)).allSatisfy(gap -> assertThat(gap).isBetween(ATTEMPT, ATTEMPT.plus(TICK)));
            assertThat(holder.renewals).isEqualTo(1);
            assertThat(holder.silences).isZero();
        }

        @Test
        void theNodeThatAnsweredIsAskedFromThenOn() {
            nodes.mood("a", Mood.SILENT);
            keep(1);
            scheduler.advance(Duration.ofSeconds(30));
            assertThat(nodes.sent().stream().skip(1)).extracting(Sent::node).containsOnly("b");
        }

        @Test
        void whoIsNoMemberAnyMoreIsNotAskedAgainAndItsStreamEndsWhenItHasAnswered() {
            nodes.delay("a", Duration.ofMillis(500));
            keep(1);
            scheduler.advance(Duration.ofSeconds(3));
            assertThat(nodes.sent()).extracting(Sent::node).containsExactly("a");
            ring = List.of("d", "b");
            scheduler.advance(Duration.ofSeconds(30));
            assertThat(nodes.sent().stream().skip(1)).extracting(Sent::node).containsOnly("d");
            assertThat(nodes.resets()).containsExactly("a");
            assertThat(holder.renewals)
                    .as("the last answer of a counts")
                    .isEqualTo(nodes.sent().size());
            assertThat(holder.silences).isZero();
        }

        @Test
        void aRefusedConnectionCostsNoTime() {
            nodes.mood("a", Mood.REFUSES);
            nodes.mood("b", Mood.NOT_RENEWING);
            keep(1);
            scheduler.advance(Duration.ofMillis(3_050));
            assertThat(nodes.sent()).extracting(Sent::node).containsExactly("a", "b", "c");
            assertThat(holder.renewals).isEqualTo(1);
        }

        @Test
        void afterARoundThereIsARestAndThenAnother() {
            allNodes(Mood.REFUSES);
            keep(1);
            scheduler.advance(Duration.ofSeconds(63));
            int rounds = nodes.sent().size() / 3;
            assertThat(rounds).as("one round every 0.5 to 1 s").isBetween(58, 125);
            assertThat(holder.silences).isEqualTo(rounds);
        }

        @Test
        void aLateAnswerCounts() {
            nodes.delay("a", Duration.ofMillis(1_400));
            nodes.mood("b", Mood.SILENT);
            nodes.mood("c", Mood.SILENT);
            keep(1);
            scheduler.advance(Duration.ofMillis(4_500));
            assertThat(holder.renewals).isEqualTo(1);
        }

        @Test
        void aStreamThatIsSilentForTenSecondsIsGivenUp() {
            allNodes(Mood.SILENT);
            keep(1);
            scheduler.advance(Duration.ofSeconds(30));
            assertThat(nodes.resets()).contains("a", "b", "c");
        }

        @Test
        void aNodeThatCameBackIsFoundWithinANinth() {
            allNodes(Mood.SILENT);
            keep(1);
            scheduler.advance(Duration.ofSeconds(100));
            allNodes(Mood.ANSWERS);
            scheduler.advance(ATTEMPT.plus(TICK.multipliedBy(2)));
            assertThat(holder.renewals).isPositive();
        }

        @Test
        void anOutageOfAnHourIsOutlived() {
            for (int i = 1; i <= 100; i++) {
                keep(i);
            }
            scheduler.advance(Duration.ofMinutes(1));
            allNodes(Mood.SILENT);
            scheduler.advance(Duration.ofMinutes(30));
            allNodes(Mood.REFUSES);
            scheduler.advance(Duration.ofMinutes(30));
            int messagesInOutage = nodes.sent().size();
            nodes.outcomes(leaseId -> RenewalStatus.RECOVERED);
            nodes.mood("b", Mood.ANSWERS);
            scheduler.advance(Duration.ofSeconds(2));
            assertThat(holder.recovered).hasSize(100);
            assertThat(keeper.size()).isEqualTo(100);
            assertThat(messagesInOutage)
                    .as("three rounds a second at most, however many leases")
                    .isLessThan(60 * 60 * 3 * 3);
        }

        @Test
        void aDayLongTtlDoesNotMeanHoursForAHangingNode() {
            nodes.mood("a", Mood.SILENT);
            long day = Duration.ofDays(1).toNanos();
            keeper.keep(1, day, scheduler.nowNanos() - day, holder);
            scheduler.advance(Duration.ofSeconds(6));
            assertThat(holder.renewals).isEqualTo(1);
        }
    }

    @Nested
    class Verdicts {

        @Test
        void replacedIsFinal() {
            nodes.outcomes(leaseId -> leaseId == 2 ? RenewalStatus.REPLACED : RenewalStatus.RENEWED);
            keep(1);
            keep(2);
            scheduler.advance(Duration.ofSeconds(4));
            assertThat(holder.replaced).containsExactly(2L);
            nodes.sent().clear();
            scheduler.advance(Duration.ofMinutes(1));
            assertThat(nodes.sent())
                    .isNotEmpty()
                    .noneMatch(sent -> sent.leaseIds().contains(2L));
        }

        @Test
        void unknownEndsTheKeeping() {
            nodes.outcomes(leaseId -> RenewalStatus.UNKNOWN);
            keep(1);
            scheduler.advance(Duration.ofMinutes(1));
            assertThat(holder.unknown).containsExactly(1L);
            assertThat(keeper.size()).isZero();
        }

        @Test
        void anOutcomeOfALaterSchemaIsAskedAgain() {
            nodes.outcomes(leaseId -> RenewalStatus.UNRECOGNIZED);
            keep(1);
            scheduler.advance(Duration.ofSeconds(6));
            nodes.outcomes(leaseId -> RenewalStatus.RENEWED);
            scheduler.advance(Duration.ofSeconds(2));
            assertThat(holder.renewals).isPositive();
        }

        @Test
        void aDroppedLeaseIsNotHeardOfAgain() {
            keep(1);
            scheduler.advance(Duration.ofMillis(2_500));
            nodes.delay("a", Duration.ofMillis(500));
            scheduler.advance(Duration.ofMillis(600)); // asked, not answered yet
            keeper.drop(1);
            scheduler.advance(Duration.ofMinutes(1));
            assertThat(holder.renewals).isZero();
        }

        @Test
        void aHolderThatThrowsHarmsNoOther() {
            keeper.keep(1, TTL.toNanos(), scheduler.nowNanos(), new ThrowingHolder());
            keep(2);
            scheduler.advance(Duration.ofMinutes(1));
            assertThat(holder.renewals).isGreaterThan(15);
        }
    }

    @Nested
    class Promise {

        /** Nodes fail at random, but one of them always answers: then no renewal is ever later than the TTL allows. */
        @Test
        void aLeaseIsRenewedWithinItsTtlWhileAnyNodeAnswers() {
            SplittableRandom random = new SplittableRandom(Seeds.seed());
            List<String> names = List.of("a", "b", "c");
            List<Mood> moods = List.of(Mood.values());
            for (int i = 1; i <= 20; i++) {
                keep(i);
            }
            for (int step = 0; step < 2_000; step++) {
                String alive = names.get(random.nextInt(3));
                for (String name : names) {
                    nodes.mood(name, name.equals(alive) ? Mood.ANSWERS : moods.get(random.nextInt(moods.size())));
                }
                scheduler.advance(Duration.ofMillis(500 + random.nextInt(20_000)));
                for (long leaseId = 1; leaseId <= 20; leaseId++) {
                    assertThat(scheduler.nowNanos() - holder.renewedAt(leaseId))
                            .as("seed %s, step %s, lease %s", Seeds.seed(), step, leaseId)
                            .isLessThan(TTL.toNanos());
                }
            }
        }
    }

    private void keep(long leaseId) {
        holder.renewedAt.put(leaseId, scheduler.nowNanos());
        keeper.keep(leaseId, TTL.toNanos(), scheduler.nowNanos(), holder);
    }

    private void allNodes(Mood mood) {
        List.of("a", "b", "c").forEach(node -> nodes.mood(node, mood));
    }

    private List<Duration> gaps() {
        List<Duration> gaps = new ArrayList<>();
        for (int i = 1; i < nodes.sent().size(); i++) {
            gaps.add(Duration.ofNanos(
                    nodes.sent().get(i).atNanos() - nodes.sent().get(i - 1).atNanos()));
        }
        return gaps;
    }

    private final class RecordingHolder implements LeaseHolder {
        final Set<Long> recovered = new HashSet<>();
        final List<Long> replaced = new ArrayList<>();
        final List<Long> unknown = new ArrayList<>();
        final Map<Long, Long> renewedAt = new HashMap<>();
        int renewals;
        int silences;

        long renewedAt(long leaseId) {
            return renewedAt.getOrDefault(leaseId, Long.MIN_VALUE);
        }

        @Override
        public void renewed(long leaseId, boolean wasLapsed) {
            renewals++;
            renewedAt.put(leaseId, scheduler.nowNanos());
            if (wasLapsed) {
                recovered.add(leaseId);
            }
        }

        @Override
        public void unanswered(long leaseId, long lastRenewedNanos) {
            silences++;
        }

        @Override
        public void replaced(long leaseId) {
            replaced.add(leaseId);
        }

        @Override
        public void unknown(long leaseId) {
            unknown.add(leaseId);
        }
    }

    private static final class ThrowingHolder implements LeaseHolder {
        @Override
        public void renewed(long leaseId, boolean recovered) {
            throw new IllegalStateException("a defect");
        }

        @Override
        public void unanswered(long leaseId, long lastRenewedNanos) {}

        @Override
        public void replaced(long leaseId) {}

        @Override
        public void unknown(long leaseId) {}
    }
}
