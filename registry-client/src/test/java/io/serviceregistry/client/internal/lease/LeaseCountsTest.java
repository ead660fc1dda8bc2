package io.serviceregistry.client.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.serviceregistry.client.ClientStats.Leases;
import io.serviceregistry.client.ClientStats.Registrations;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.RegistrationOptions;
import io.serviceregistry.client.RenewalStatus;
import io.serviceregistry.client.internal.call.Backoff;
import io.serviceregistry.client.internal.call.News;
import io.serviceregistry.client.testkit.ManualScheduler;
import io.serviceregistry.client.testkit.Seeds;
import io.serviceregistry.client.testkit.SimCalls;
import io.serviceregistry.client.testkit.SimStreams;
import io.serviceregistry.client.testkit.SimStreams.Mood;
import io.serviceregistry.client.testkit.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Registrations with a TTL of 9 s over two simulated nodes in virtual time: renewals every 3 s, attempts of 1 s. */
@SuppressWarnings("FutureReturnValueIgnored") // closing matters for what is counted
class LeaseCountsTest {

    /** After it, each registration has sent its first renewal, and none its second. */
    private static final Duration ONE_ROUND = Duration.ofMillis(3_500);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final SimCalls registry = new SimCalls(scheduler);
    private final SimStreams streams = new SimStreams(scheduler);
    private final SplittableRandom random = new SplittableRandom(Seeds.seed());
    private final LeaseKeeper keeper = new LeaseKeeper(scheduler, streams, () -> List.of("a", "b"), random);
    private final KeptRegistration.Environment environment = new KeptRegistration.Environment(
            scheduler,
            registry,
            keeper,
            new Backoff(new Backoff.Bounds(Duration.ofMillis(200), Duration.ofSeconds(5)), random),
            () -> Instant.EPOCH,
            new News(Runnable::run, Runnable::run));

    LeaseCountsTest() {
        streams.deliverTo(keeper);
    }

    @Test
    void everyLeaseOfAMessageCounts() {
        assertThat(leases()).isEqualTo(new Leases(0, 0, 0, 0, 0, 0, 0, 0));
        long ttlNanos = Duration.ofSeconds(9).toNanos();
        for (long leaseId = 1; leaseId <= 3; leaseId++) {
            keeper.keep(leaseId, ttlNanos, scheduler.nowNanos() - ttlNanos, new IndifferentHolder()); // due at once
        }
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(streams.sent()).hasSize(1);
        assertThat(leases()).isEqualTo(new Leases(3, 3, 3, 0, 0, 0, 0, 0));
    }

    @Test
    void aLeaseThatARefusingNodeLeavesToTheNextIsSentTwice() {
        streams.mood("a", Mood.NOT_RENEWING);
        start("i-1");
        scheduler.advance(ONE_ROUND);
        assertThat(leases()).isEqualTo(new Leases(1, 2, 1, 0, 0, 0, 1, 0));
    }

    @Test
    void silenceAndBrokenStreamsAreUnanswered() {
        streams.mood("a", Mood.SILENT);
        streams.mood("b", Mood.REFUSES);
        start("i-1");
        scheduler.advance(Duration.ofMillis(4_100));
        assertThat(leases().sent()).isEqualTo(2);
        assertThat(leases().unanswered()).isEqualTo(2);
        scheduler.advance(
                Duration.ofSeconds(30)); // the silent stream is given up: what timed out there counts no second time
        assertThat(leases().unanswered()).isBetween(leases().sent() - 2, leases().sent());
    }

    @Test
    void aLateAnswerIsAnAnswerToo() {
        streams.delay("a", Duration.ofMillis(1_500));
        start("i-1");
        scheduler.advance(Duration.ofMillis(4_900));
        assertThat(leases()).isEqualTo(new Leases(1, 2, 2, 0, 0, 0, 0, 1));
    }

    @Test
    void aLeaseThatHadLapsedIsRecovered() {
        streams.outcomes(leaseId -> RenewalStatus.RECOVERED);
        start("i-1");
        scheduler.advance(ONE_ROUND);
        assertThat(leases()).isEqualTo(new Leases(1, 1, 0, 1, 0, 0, 0, 0));
    }

    @Test
    void aLostLeaseAndTheRegistrationThatFollowsCount() {
        streams.outcomes(leaseId -> leaseId == 1 ? RenewalStatus.UNKNOWN : RenewalStatus.RENEWED);
        start("i-1");
        scheduler.advance(ONE_ROUND);
        assertThat(leases().unknown()).isEqualTo(1);
        assertThat(leases().kept()).isEqualTo(1);
        assertThat(registrations()).isEqualTo(new Registrations(0, 0, 0, 0, 0, 0, 1, 1));
    }

    @Test
    void registrationsThatHaveEndedCountByHowTheyDid() {
        streams.outcomes(leaseId -> leaseId == 1 ? RenewalStatus.REPLACED : RenewalStatus.RENEWED);
        start("fenced");
        KeptRegistration closed = start("closed");
        scheduler.advance(ONE_ROUND);
        closed.close(Duration.ofSeconds(1));
        closed.close(Duration.ofSeconds(1));
        registry.onRegister(request -> Wire.notApplied(Status.Code.INVALID_ARGUMENT, "INVALID_FIELD"));
        start("rejected");
        scheduler.advance(ONE_ROUND);
        assertThat(registrations()).isEqualTo(new Registrations(0, 0, 0, 1, 1, 1, 0, 0));
        assertThat(leases().replaced()).isEqualTo(1);
        assertThat(leases().kept()).isZero();
    }

    private KeptRegistration start(String id) {
        InstanceSpec spec = InstanceSpec.of("payments", id, "http://10.0.0.7:8080")
                .withLease(LeasePolicy.ofTtl(Duration.ofSeconds(9)));
        KeptRegistration registration = new KeptRegistration(spec, RegistrationOptions.DEFAULT, environment);
        registration.start();
        return registration;
    }

    private Leases leases() {
        return keeper.counts().leases();
    }

    private Registrations registrations() {
        return keeper.counts().registrations(0, 0, 0);
    }

    private static final class IndifferentHolder implements LeaseHolder {
        @Override
        public void renewed(long leaseId, boolean recovered) {}

        @Override
        public void unanswered(long leaseId, long lastRenewedNanos) {}

        @Override
        public void replaced(long leaseId) {}

        @Override
        public void unknown(long leaseId) {}
    }
}
