package io.serviceregistry.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.StreamObserver;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.replication.NotProposedException;
import io.serviceregistry.node.service.AdmissionControl;
import io.serviceregistry.node.service.FixedConsensus;
import io.serviceregistry.node.service.RecordingWrites;
import io.serviceregistry.node.service.Registrations;
import io.serviceregistry.node.service.RequestIdentity;
import io.serviceregistry.node.service.Submissions;
import io.serviceregistry.node.testkit.ManualReadiness;
import io.serviceregistry.proto.v1.ErrorReason;
import io.serviceregistry.proto.v1.KeepAliveRequest;
import io.serviceregistry.proto.v1.KeepAliveResponse;
import io.serviceregistry.proto.v1.Renewal;
import io.serviceregistry.proto.v1.RenewalStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class KeepAliveStreamTest {
    private static final Outcome.Renewed ALL_RENEWED = new Outcome.Renewed(List.of(), List.of(), List.of());

    private final List<CompletableFuture<Result>> renewals = new ArrayList<>();
    private final RecordingCall<KeepAliveResponse> caller = new RecordingCall<>();
    private final AdmissionControl admission = new AdmissionControl(new ManualReadiness());
    private final KeepAliveStreams streams = new KeepAliveStreams();
    private final StreamObserver<KeepAliveRequest> stream = open();

    @Test
    void answersComeInTheOrderOfTheRequests() {
        ask(1, 11);
        ask(2, 12);
        ask(3, 13);
        renewed(2);
        renewed(1);
        assertThat(caller.responses).isEmpty();

        renewed(0);
        assertThat(caller.responses)
                .extracting(KeepAliveResponse::getCorrelationId)
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void onlyWhatIsNotSimplyRenewedIsListedInTheOrderAsked() {
        ask(1, 14, 13, 12, 11);
        renewals.get(0).complete(result(new Outcome.Renewed(List.of(12L), List.of(11L), List.of(14L))));

        assertThat(caller.responses.get(0).getExceptionsList())
                .containsExactly(
                        renewal(14, RenewalStatus.RENEWAL_STATUS_UNKNOWN),
                        renewal(12, RenewalStatus.RENEWAL_STATUS_RECOVERED),
                        renewal(11, RenewalStatus.RENEWAL_STATUS_REPLACED));
        assertThat(caller.responses.get(0).getHeader().getLogIndex()).isEqualTo(9);
    }

    @Test
    void whatFailsIsSaidAndTheStreamGoesOn() {
        ask(1, 11);
        ask(2, 11);
        renewals.get(0).completeExceptionally(new NotProposedException(NotProposedException.Reason.OVERLOADED));
        renewed(1);

        assertThat(caller.responses)
                .extracting(KeepAliveResponse::getError)
                .containsExactly(ErrorReason.ERROR_REASON_OVERLOADED, ErrorReason.ERROR_REASON_UNSPECIFIED);
        assertThat(caller.responses.get(0).hasHeader()).isFalse();
    }

    @Test
    void stoppingNodeSaysSoInTheAnswers() {
        admission.stop();
        ask(1, 11);
        assertThat(caller.responses)
                .extracting(KeepAliveResponse::getError)
                .containsExactly(ErrorReason.ERROR_REASON_STOPPING);
    }

    @Test
    void aNodeThatStopsEndsTheStreamOnceWhatItTookIsAnswered() {
        ask(1, 11);
        streams.endAll(AdmissionControl.stopping());
        ask(2, 12);
        assertThat(caller.error).isNull();
        renewed(0);

        assertThat(caller.responses)
                .extracting(KeepAliveResponse::getCorrelationId)
                .containsExactly(1L);
        assertThat(Errors.info(Objects.requireNonNull(caller.error)).getReason())
                .isEqualTo("STOPPING");
        assertThat(renewals).hasSize(1);
    }

    @Test
    void aStreamThatBeginsWhileTheNodeStopsEndsAtOnce() {
        streams.endAll(AdmissionControl.stopping());
        RecordingCall<KeepAliveResponse> late = new RecordingCall<>();
        open(late);
        assertThat(Errors.info(Objects.requireNonNull(late.error)).getReason()).isEqualTo("STOPPING");
    }

    @Test
    void requestThatBreaksTheRulesEndsTheStreamAfterTheAnswersBeforeIt() {
        ask(1, 11);
        ask(2);
        ask(3, 12);
        assertThat(caller.error).isNull();
        renewed(0);

        assertThat(caller.responses).hasSize(1);
        Throwable error = Objects.requireNonNull(caller.error);
        assertThat(Errors.info(error).getMetadataMap()).containsEntry("field", "lease_ids");
        assertThat(renewals).as("after the broken request nothing is renewed").hasSize(1);
    }

    @Test
    void noMoreRequestsAreTakenThanMayBeUnanswered() {
        assertThat(caller.requested).isEqualTo(KeepAliveStream.MAX_OUTSTANDING);
        for (int i = 0; i < KeepAliveStream.MAX_OUTSTANDING; i++) {
            ask(i, 11);
        }
        assertThat(caller.requested).isEqualTo(KeepAliveStream.MAX_OUTSTANDING);
        renewed(0);
        assertThat(caller.requested).isEqualTo(KeepAliveStream.MAX_OUTSTANDING + 1);
    }

    @Test
    void callerThatDoesNotReadIsNotReadEither() {
        caller.ready = false;
        ask(1, 11);
        renewed(0);
        assertThat(caller.responses).isEmpty();
        assertThat(caller.requested).isEqualTo(KeepAliveStream.MAX_OUTSTANDING);

        caller.ready = true;
        caller.onReady.run();
        assertThat(caller.responses).hasSize(1);
        assertThat(caller.requested).isEqualTo(KeepAliveStream.MAX_OUTSTANDING + 1);
    }

    @Test
    void endOfTheRequestsIsAnsweredAfterTheLastAnswer() {
        ask(1, 11);
        stream.onCompleted();
        assertThat(caller.completed).isFalse();
        renewed(0);
        assertThat(caller.responses).hasSize(1);
        assertThat(caller.completed).isTrue();
    }

    @Test
    void callerThatIsGoneHearsNothingMore() {
        ask(1, 11);
        caller.onCancel.run();
        renewed(0);
        assertThat(caller.responses).isEmpty();
        assertThat(caller.completed).isFalse();
    }

    private StreamObserver<KeepAliveRequest> open() {
        return open(caller);
    }

    private StreamObserver<KeepAliveRequest> open(RecordingCall<KeepAliveResponse> by) {
        RecordingWrites log = new RecordingWrites();
        Submissions submissions = new Submissions(
                log, log.views(), new RequestIdentity("n1", new SplittableRandom(1), log.views()), admission);
        Registrations registrations = new Registrations(
                submissions,
                leaseIds -> {
                    renewals.add(new CompletableFuture<>());
                    return renewals.get(renewals.size() - 1);
                },
                admission);
        return KeepAliveStream.open(
                by, registrations, new HeaderMapper(Door.CLUSTER, FixedConsensus.leader("n1")), streams);
    }

    private void ask(long correlationId, long... leaseIds) {
        KeepAliveRequest.Builder request = KeepAliveRequest.newBuilder().setCorrelationId(correlationId);
        for (long leaseId : leaseIds) {
            request.addLeaseIds(leaseId);
        }
        stream.onNext(request.build());
    }

    private void renewed(int place) {
        renewals.get(place).complete(result(ALL_RENEWED));
    }

    private static Result result(Outcome.Renewed renewed) {
        return new Result(new Position(5, 9, 0, 1_000), renewed);
    }

    private static Renewal renewal(long leaseId, RenewalStatus status) {
        return Renewal.newBuilder().setLeaseId(leaseId).setStatus(status).build();
    }
}
