package io.serviceregistry.client.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.InvalidFieldException;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.RegistrationCounters;
import io.serviceregistry.client.RegistrationListener;
import io.serviceregistry.client.RegistrationOptions;
import io.serviceregistry.client.RegistrationState;
import io.serviceregistry.client.RenewalStatus;
import io.serviceregistry.client.ReportedStatus;
import io.serviceregistry.client.internal.call.Backoff;
import io.serviceregistry.client.internal.call.News;
import io.serviceregistry.client.testkit.ManualScheduler;
import io.serviceregistry.client.testkit.Seeds;
import io.serviceregistry.client.testkit.SimCalls;
import io.serviceregistry.client.testkit.SimStreams;
import io.serviceregistry.client.testkit.SimStreams.Mood;
import io.serviceregistry.client.testkit.Wire;
import io.serviceregistry.proto.v1.DeregisterRequest;
import io.serviceregistry.proto.v1.DeregisterResponse;
import io.serviceregistry.proto.v1.GetInstanceResponse;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.UpdateRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A registration with a TTL of 9 s over a simulated registry in virtual time. */
@SuppressWarnings("FutureReturnValueIgnored") // closing and changing matter for what they send
class KeptRegistrationTest {

    private final StatusRuntimeException lost = Wire.indeterminate(Status.Code.DEADLINE_EXCEEDED, "INDETERMINATE");
    private final StatusRuntimeException noLeader = Wire.notApplied(Status.Code.UNAVAILABLE, "NO_LEADER");
    private final StatusRuntimeException replaced = Wire.notApplied(Status.Code.FAILED_PRECONDITION, "LEASE_REPLACED");
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    private final InstanceSpec spec = InstanceSpec.of("payments", "i-1", "http://10.0.0.7:8080")
            .withLease(LeasePolicy.ofTtl(Duration.ofSeconds(9)));
    private final ManualScheduler scheduler = new ManualScheduler();
    private final SimCalls registry = new SimCalls(scheduler);
    private final SimStreams streams = new SimStreams(scheduler);
    private final SplittableRandom random = new SplittableRandom(Seeds.seed());
    private final LeaseKeeper keeper = new LeaseKeeper(scheduler, streams, () -> List.of("a", "b"), random);
    private final RecordingListener listener = new RecordingListener();
    private final KeptRegistration.Environment environment = new KeptRegistration.Environment(
            scheduler,
            registry,
            keeper,
            new Backoff(new Backoff.Bounds(Duration.ofMillis(200), Duration.ofSeconds(5)), random),
            () -> Instant.EPOCH,
            new News(Runnable::run, Runnable::run));

    KeptRegistrationTest() {
        streams.deliverTo(keeper);
    }

    @Nested
    class Registering {

        @Test
        void registersAndRenews() {
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofSeconds(30));
            assertThat(state(registration)).isEqualTo(new RegistrationState.Registered(1, 101));
            assertThat(registration.counters().renewals()).isBetween(9L, 11L);
            assertThat(registry.unanswered()).isZero();
        }

        @Test
        void goesOnForAsLongAsNobodyIsThere() {
            registry.onRegister(request -> noLeader);
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofHours(1));
            assertThat(state(registration)).isEqualTo(new RegistrationState.Registering(0));
            assertThat(registration.settled()).isNotDone();
            registry.onRegister(registry::grant);
            scheduler.advance(Duration.ofSeconds(6));
            assertThat(state(registration)).isEqualTo(new RegistrationState.Registered(1, 101));
            assertThat(registration.settled()).isCompletedWithValue(new RegistrationState.Registered(1, 101));
        }

        @Test
        void anIndeterminateRegistrationIsRepeatedUnderItsId() {
            registry.onRegister(request -> lost);
            start();
            scheduler.advance(Duration.ofSeconds(2));
            registry.onRegister(request -> noLeader); // of the attempts before, this says nothing
            scheduler.advance(Duration.ofSeconds(10));
            registry.onRegister(registry::grant);
            scheduler.advance(Duration.ofSeconds(10));
            List<RegisterRequest> sent = registry.sent(RegisterRequest.class);
            assertThat(sent).hasSizeGreaterThan(4);
            assertThat(sent).containsOnly(sent.get(0));
            assertThat(registry.unanswered()).isZero();
        }

        @Test
        void aRegistrationThatWasNotAppliedGetsANewId() {
            registry.onRegister(request -> Wire.notApplied(Status.Code.RESOURCE_EXHAUSTED, "REGISTRY_FULL"));
            start();
            scheduler.advance(Duration.ofSeconds(20));
            assertThat(registry.sent(RegisterRequest.class))
                    .hasSizeGreaterThan(3)
                    .extracting(request -> request.getRequestId().getSequence())
                    .doesNotHaveDuplicates();
        }

        @Test
        void theLeaseMayHaveRunSinceTheFirstAttempt() {
            registry.onRegister(request -> lost);
            start();
            scheduler.advance(Duration.ofSeconds(4));
            registry.onRegister(registry::grant); // remembered: granted up to 4 s ago
            scheduler.advance(Duration.ofSeconds(6));
            int registrations = registry.sent(RegisterRequest.class).size();
            assertThat(registrations).isGreaterThan(1);
            assertThat(streams.sent()).isNotEmpty();
            assertThat(listener.states.get(0)).isInstanceOf(RegistrationState.Registered.class);
            assertThat(Duration.ofNanos(streams.sent().get(0).atNanos() - listener.changedAtNanos.get(0)))
                    .isLessThan(Duration.ofMillis(50));
        }

        @Test
        void aSpecThatBreaksARuleIsFinal() {
            registry.onRegister(request -> Wire.notApplied(Status.Code.INVALID_ARGUMENT, "INVALID_FIELD"));
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofMinutes(1));
            assertThat(registry.sent(RegisterRequest.class)).hasSize(1);
            assertThat(state(registration))
                    .isInstanceOfSatisfying(
                            RegistrationState.Rejected.class,
                            rejected -> assertThat(rejected.cause()).isInstanceOf(InvalidFieldException.class));
            assertThat(registration.ended()).isCompleted();
        }

        @Test
        void onlyIfAbsentMeansThat() {
            registry.onRegister(request -> Wire.notApplied(Status.Code.ALREADY_EXISTS, "INSTANCE_EXISTS"));
            KeptRegistration registration = start(RegistrationOptions.DEFAULT.onlyIfAbsent());
            scheduler.advance(Duration.ofMinutes(1));
            assertThat(registry.sent(RegisterRequest.class)).singleElement().matches(RegisterRequest::getIfAbsent);
            assertThat(state(registration)).isInstanceOf(RegistrationState.Rejected.class);
        }
    }

    @Nested
    class Renewing {

        @Test
        void unknownRegistersAgainNamingTheFormerLease() {
            KeptRegistration registration = start();
            streams.outcomes(leaseId -> leaseId == 1 ? RenewalStatus.UNKNOWN : RenewalStatus.RENEWED);
            scheduler.advance(Duration.ofSeconds(30));
            List<RegisterRequest> sent = registry.sent(RegisterRequest.class);
            assertThat(sent).hasSize(2);
            assertThat(sent.get(0).hasPreviousLeaseId()).isFalse();
            assertThat(sent.get(1).getPreviousLeaseId()).isEqualTo(1);
            assertThat(sent.get(1).getRequestId()).isNotEqualTo(sent.get(0).getRequestId());
            assertThat(state(registration)).isEqualTo(new RegistrationState.Registered(2, 102));
            assertThat(registration.counters().reRegistrations()).isEqualTo(1);
        }

        @Test
        void replacedFencesForGood() {
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofSeconds(1));
            streams.outcomes(leaseId -> RenewalStatus.REPLACED);
            scheduler.advance(Duration.ofSeconds(3));
            assertThat(state(registration)).isEqualTo(new RegistrationState.Fenced(1));
            assertThat(listener.states).last().isEqualTo(new RegistrationState.Fenced(1));
            scheduler.advance(Duration.ofHours(1));
            assertThat(registry.sent(RegisterRequest.class)).hasSize(1);
            assertThat(streams.sent()).hasSize(1);
        }

        @Test
        void aNewerHolderFoundOnTheWayBackFencesToo() {
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofSeconds(1));
            streams.outcomes(leaseId -> RenewalStatus.UNKNOWN);
            registry.onRegister(request -> replaced);
            scheduler.advance(Duration.ofMinutes(1));
            assertThat(state(registration)).isEqualTo(new RegistrationState.Fenced(1));
            assertThat(registry.sent(RegisterRequest.class)).hasSize(2);
        }

        @Test
        void aRevivedLeaseIsReported() {
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofSeconds(1));
            streams.outcomes(leaseId -> RenewalStatus.RECOVERED);
            scheduler.advance(Duration.ofSeconds(3));
            assertThat(listener.recovered).containsExactly(1L);
            assertThat(registration.counters()).isEqualTo(new RegistrationCounters(1, 1, 0));
            assertThat(state(registration)).isEqualTo(new RegistrationState.Registered(1, 101));
        }

        @Test
        void silenceOfAllNodesIsReportedWithItsBeginning() {
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofSeconds(10));
            streams.mood("a", Mood.SILENT);
            streams.mood("b", Mood.REFUSES);
            scheduler.advance(Duration.ofSeconds(5));
            assertThat(state(registration)).isInstanceOfSatisfying(RegistrationState.Unreachable.class, unreachable -> {
                assertThat(unreachable.leaseId()).isEqualTo(1);
                assertThat(Duration.between(unreachable.since(), Instant.EPOCH))
                        .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(5));
            });
            streams.mood("b", Mood.ANSWERS);
            scheduler.advance(Duration.ofSeconds(2));
            assertThat(state(registration)).isEqualTo(new RegistrationState.Registered(1, 101));
        }

        @Test
        void aRegistrationWithoutTtlIsNotRenewed() {
            KeptRegistration registration = new KeptRegistration(
                    spec.withLease(LeasePolicy.withoutTtl()), RegistrationOptions.DEFAULT, environment);
            registration.start();
            scheduler.advance(Duration.ofHours(1));
            assertThat(streams.sent()).isEmpty();
            assertThat(state(registration)).isInstanceOf(RegistrationState.Registered.class);
        }
    }

    @Nested
    class Updating {

        @Test
        void onlyWhatChangedIsSentUnderTheLease() {
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofSeconds(1));
            CompletableFuture<Void> told = registration.change(now -> now.withStatus(ReportedStatus.DRAINING));
            scheduler.advance(Duration.ofSeconds(1));
            assertThat(told).isCompleted();
            assertThat(registry.sent(UpdateRequest.class)).singleElement().satisfies(update -> {
                assertThat(update.getLeaseId()).isEqualTo(1);
                assertThat(update.getStatus())
                        .isEqualTo(io.serviceregistry.proto.v1.ReportedStatus.REPORTED_STATUS_DRAINING);
                assertThat(update.hasMetadata()).isFalse();
                assertThat(update.hasWeight()).isFalse();
            });
        }

        @Test
        void changesDuringAnUpdateBecomeOne() {
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofSeconds(1));
            List<CompletableFuture<Void>> told = new ArrayList<>();
            for (int i = 1; i <= 50; i++) {
                int weight = i;
                told.add(registration.change(now -> now.withWeight(weight)));
            }
            scheduler.advance(Duration.ofSeconds(1));
            assertThat(told).allMatch(CompletableFuture::isDone);
            assertThat(registry.sent(UpdateRequest.class))
                    .extracting(UpdateRequest::getWeight)
                    .containsExactly(1, 50);
        }

        @Test
        void metadataCanBeEmptied() {
            KeptRegistration registration =
                    new KeptRegistration(spec.withMetadata("k", "v"), RegistrationOptions.DEFAULT, environment);
            registration.start();
            scheduler.advance(Duration.ofSeconds(1));
            registration.change(now -> now.withMetadata(Map.of()));
            scheduler.advance(Duration.ofSeconds(1));
            assertThat(registry.sent(UpdateRequest.class)).singleElement().satisfies(update -> {
                assertThat(update.hasMetadata()).isTrue();
                assertThat(update.getMetadata().getEntriesMap()).isEmpty();
            });
        }

        @Test
        void aChangeBeforeRegistrationTravelsWithIt() {
            registry.onRegister(request -> noLeader);
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofSeconds(1));
            CompletableFuture<Void> told = registration.change(now -> now.withWeight(7));
            registry.onRegister(registry::grant);
            scheduler.advance(Duration.ofSeconds(10));
            assertThat(told).isCompleted();
            List<RegisterRequest> sent = registry.sent(RegisterRequest.class);
            assertThat(sent.get(sent.size() - 1).getInstance().getWeight()).isEqualTo(7);
            assertThat(registry.sent(UpdateRequest.class)).isEmpty();
        }

        @Test
        void aChangeDuringAnIndeterminateRegistrationFollowsIt() {
            registry.onRegister(request -> lost);
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofSeconds(1));
            CompletableFuture<Void> told = registration.change(now -> now.withWeight(7));
            registry.onRegister(registry::grant);
            scheduler.advance(Duration.ofSeconds(10));
            assertThat(told).isCompleted();
            assertThat(registry.sent(RegisterRequest.class))
                    .allMatch(request -> request.getInstance().getWeight() == 100);
            assertThat(registry.sent(UpdateRequest.class))
                    .extracting(UpdateRequest::getWeight)
                    .containsExactly(7);
        }

        @Test
        void aLaterRegistrationCarriesTheLatestSpec() {
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofSeconds(1));
            registration.change(now -> now.withWeight(7));
            scheduler.advance(Duration.ofSeconds(1));
            streams.outcomes(leaseId -> leaseId == 1 ? RenewalStatus.UNKNOWN : RenewalStatus.RENEWED);
            scheduler.advance(Duration.ofSeconds(5));
            assertThat(registry.sent(RegisterRequest.class).get(1).getInstance().getWeight())
                    .isEqualTo(7);
        }

        @Test
        void anUpdateGoesOnThroughAnOutage() {
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofSeconds(1));
            registry.onUpdate(request -> lost);
            CompletableFuture<Void> told = registration.change(now -> now.withWeight(7));
            scheduler.advance(Duration.ofMinutes(10));
            assertThat(told).isNotDone();
            registry.onUpdate(request -> io.serviceregistry.proto.v1.UpdateResponse.getDefaultInstance());
            scheduler.advance(Duration.ofSeconds(6));
            assertThat(told).isCompleted();
            assertThat(registry.unanswered()).isZero();
        }

        @Test
        void anUpdateThatFindsTheLeaseGoneRegistersAgain() {
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofSeconds(1));
            registry.onUpdate(request -> Wire.notApplied(Status.Code.NOT_FOUND, "LEASE_UNKNOWN"));
            CompletableFuture<Void> told = registration.change(now -> now.withWeight(7));
            scheduler.advance(Duration.ofSeconds(1));
            assertThat(told).isCompleted();
            assertThat(state(registration)).isEqualTo(new RegistrationState.Registered(2, 102));
        }

        @Test
        void anUpdateThatFindsANewerHolderFences() {
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofSeconds(1));
            registry.onUpdate(request -> replaced);
            CompletableFuture<Void> told = registration.change(now -> now.withWeight(7));
            scheduler.advance(Duration.ofSeconds(1));
            assertThat(told).isCompletedExceptionally();
            assertThat(state(registration)).isEqualTo(new RegistrationState.Fenced(1));
        }

        @Test
        void aRefusedChangeIsTakenBack() {
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofSeconds(1));
            registry.onUpdate(request -> Wire.notApplied(Status.Code.INVALID_ARGUMENT, "INVALID_FIELD"));
            CompletableFuture<Void> told = registration.change(now -> now.withWeight(2_000_000));
            scheduler.advance(Duration.ofSeconds(1));
            assertThat(told).isCompletedExceptionally();
            assertThat(registration.spec().weight()).isEqualTo(100);
        }
    }

    @Nested
    class Closing {

        @Test
        void deregistersByLease() {
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofSeconds(1));
            CompletableFuture<Void> closed = registration.close(CLOSE_TIMEOUT);
            scheduler.advance(Duration.ofMillis(10));
            assertThat(closed).isCompleted();
            assertThat(registry.sent(DeregisterRequest.class))
                    .singleElement()
                    .extracting(DeregisterRequest::getLeaseId)
                    .isEqualTo(1L);
            scheduler.advance(Duration.ofMinutes(1));
            assertThat(streams.sent()).isEmpty();
        }

        @Test
        void doesNotWaitLongerThanItsTimeout() {
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofSeconds(1));
            registry.delay(Duration.ofMinutes(1));
            CompletableFuture<Void> closed = registration.close(CLOSE_TIMEOUT);
            scheduler.advance(CLOSE_TIMEOUT.minusMillis(1));
            assertThat(closed).isNotDone();
            scheduler.advance(Duration.ofMillis(2));
            assertThat(closed).isCompleted();
            assertThat(state(registration)).isEqualTo(new RegistrationState.Closed());
        }

        @Test
        void aRegistrationUnderwayIsAwaitedAndThenRemoved() {
            registry.delay(Duration.ofSeconds(1));
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofMillis(500));
            CompletableFuture<Void> closed = registration.close(CLOSE_TIMEOUT);
            scheduler.advance(Duration.ofMillis(1_600));
            assertThat(closed).isCompleted();
            assertThat(registry.sent(DeregisterRequest.class)).hasSize(1);
            assertThat(listener.states).containsExactly(new RegistrationState.Closed());
        }

        @Test
        void canLeaveTheLeaseToLapse() {
            KeptRegistration registration = start(RegistrationOptions.DEFAULT.keptOnClose());
            scheduler.advance(Duration.ofSeconds(1));
            registration.close(CLOSE_TIMEOUT);
            scheduler.advance(Duration.ofMinutes(1));
            assertThat(registry.sent(DeregisterRequest.class)).isEmpty();
            assertThat(streams.sent()).isEmpty();
            assertThat(state(registration)).isEqualTo(new RegistrationState.Closed());
        }

        @Test
        void closingTwiceIsClosingOnce() {
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofSeconds(1));
            registry.onDeregister(request -> DeregisterResponse.getDefaultInstance());
            registration.close(CLOSE_TIMEOUT);
            registration.close(CLOSE_TIMEOUT);
            scheduler.advance(Duration.ofMinutes(1));
            assertThat(registry.sent(DeregisterRequest.class)).hasSize(1);
        }
    }

    @Nested
    class ForgottenOutcomes {

        private final StatusRuntimeException tooOld =
                Wire.indeterminate(Status.Code.FAILED_PRECONDITION, "REQUEST_TOO_OLD");

        @Test
        void whenNobodyHoldsTheInstanceItIsRegisteredIfStillAbsent() {
            refuseFirstAsTooOld();
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofSeconds(1));
            assertThat(registry.sent(RegisterRequest.class).get(1).getIfAbsent())
                    .isTrue();
            assertThat(state(registration)).isInstanceOf(RegistrationState.Registered.class);
        }

        @Test
        void whenItDidTakeEffectItIsAdopted() {
            refuseFirstAsTooOld();
            holder(42, 6_000, "http://10.0.0.7:8080");
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofSeconds(1));
            assertThat(state(registration)).isEqualTo(new RegistrationState.Registered(42, 77));
            assertThat(streams.sent().get(0).leaseIds()).containsExactly(42L);
        }

        @Test
        void whenSomebodyElseCameLaterItIsFenced() {
            refuseFirstAsTooOld();
            holder(42, 6_000, "http://10.0.0.9:8080");
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofMinutes(1));
            assertThat(state(registration)).isInstanceOf(RegistrationState.Fenced.class);
            assertThat(registry.sent(RegisterRequest.class)).hasSize(1);
        }

        @Test
        void aHolderFromBeforeIsTakenOverUnlessSomebodyCameBetween() {
            refuseFirstAsTooOld();
            holder(42, 4_000, "http://10.0.0.9:8080");
            KeptRegistration registration = start();
            scheduler.advance(Duration.ofSeconds(1));
            assertThat(registry.sent(RegisterRequest.class).get(1).getPreviousLeaseId())
                    .isEqualTo(42);
            assertThat(state(registration)).isInstanceOf(RegistrationState.Registered.class);
        }

        private void refuseFirstAsTooOld() {
            registry.onRegister(
                    request -> request.getRequestId().getSequence() == 1 ? tooOld : registry.grant(request));
        }

        private void holder(long leaseId, long registeredAtMillis, String uri) {
            Instance.Builder instance = Instance.newBuilder()
                    .setLeaseId(leaseId)
                    .setRegisteredRevision(77)
                    .setRegisteredAtMillis(registeredAtMillis);
            instance.getSpecBuilder().addEndpointsBuilder().setUri(uri);
            registry.onGet(request ->
                    GetInstanceResponse.newBuilder().setInstance(instance).build());
        }
    }

    private KeptRegistration start() {
        return start(RegistrationOptions.DEFAULT);
    }

    private KeptRegistration start(RegistrationOptions options) {
        KeptRegistration registration = new KeptRegistration(spec, options.withListener(listener), environment);
        registration.start();
        return registration;
    }

    private static RegistrationState state(KeptRegistration registration) {
        return registration.state().current();
    }

    private final class RecordingListener implements RegistrationListener {
        final List<RegistrationState> states = new ArrayList<>();
        final List<Long> changedAtNanos = new ArrayList<>();
        final List<Long> recovered = new ArrayList<>();

        @Override
        public void stateChanged(RegistrationState previous, RegistrationState current) {
            states.add(current);
            changedAtNanos.add(scheduler.nowNanos());
        }

        @Override
        public void recovered(long leaseId) {
            recovered.add(leaseId);
        }
    }
}
