package io.serviceregistry.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.serviceregistry.node.core.command.EntryHeader;
import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.door.Failures;
import io.serviceregistry.node.door.Failures.Kind;
import io.serviceregistry.node.replication.IndeterminateOutcomeException;
import io.serviceregistry.node.replication.NoQuorumException;
import io.serviceregistry.node.replication.NotProposedException;
import io.serviceregistry.node.service.InstanceNotFoundException;
import io.serviceregistry.node.service.InvalidFieldException;
import io.serviceregistry.node.service.InvalidPageTokenException;
import io.serviceregistry.node.service.MemberNotFoundException;
import io.serviceregistry.node.service.MembershipRefusedException;
import io.serviceregistry.node.service.NotFreshEnoughException;
import io.serviceregistry.node.service.NotServingException;
import io.serviceregistry.node.service.ReadView;
import io.serviceregistry.node.service.RejectedException;
import io.serviceregistry.node.service.RevisionInFutureException;
import io.serviceregistry.node.service.TooManyWaitingException;
import io.serviceregistry.node.watch.TooManyWatchesException;
import io.serviceregistry.node.watch.WatchTooSlowException;
import io.serviceregistry.proto.v1.ErrorReason;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StatusMapperTest {
    /** Reasons that no code sends: a new one must be sent, or be listed here with its reason. */
    private static final Set<ErrorReason> RESERVED = EnumSet.of(
            ErrorReason.ERROR_REASON_UNSPECIFIED, // never sent
            ErrorReason.UNRECOGNIZED); // not a reason, but what the generator adds

    private static final Position POSITION = new Position(17, 23, 4, 1_000);

    @ParameterizedTest
    @CsvSource({
        "INVALID_FIELD, INVALID_ARGUMENT, not_applied, -1",
        "INSTANCE_NOT_FOUND, NOT_FOUND, not_applied, -1",
        "INSTANCE_EXISTS, ALREADY_EXISTS, not_applied, -1",
        "LEASE_REPLACED, FAILED_PRECONDITION, not_applied, -1",
        "LEASE_UNKNOWN, NOT_FOUND, not_applied, -1",
        "REVISION_MISMATCH, ABORTED, not_applied, -1",
        "TOO_MANY_INSTANCES, RESOURCE_EXHAUSTED, not_applied, -1",
        "TOO_MANY_REQUESTS_REMEMBERED, RESOURCE_EXHAUSTED, not_applied, 5000",
        "REQUEST_TOO_OLD, FAILED_PRECONDITION, indeterminate, -1",
        "DEADLINE_PASSED, DEADLINE_EXCEEDED, not_applied, -1",
        "INDETERMINATE, DEADLINE_EXCEEDED, indeterminate, -1",
        "NO_LEADER, UNAVAILABLE, not_applied, 500",
        "OVERLOADED, RESOURCE_EXHAUSTED, not_applied, 500",
        "NOT_READY, UNAVAILABLE, not_applied, 1000",
        "STATE_DIVERGED, UNAVAILABLE, not_applied, -1",
        "NO_QUORUM, UNAVAILABLE, not_applied, 500",
        "NOT_FRESH_ENOUGH, UNAVAILABLE, not_applied, 200",
        "STOPPING, UNAVAILABLE, not_applied, -1",
        "REQUEST_ID_REUSED, INVALID_ARGUMENT, not_applied, -1",
        "INVALID_PAGE_TOKEN, INVALID_ARGUMENT, not_applied, -1",
        "REGISTRY_FULL, RESOURCE_EXHAUSTED, not_applied, -1",
        "OVERRIDE_NOT_FOUND, NOT_FOUND, not_applied, -1",
        "REVISION_IN_FUTURE, OUT_OF_RANGE, not_applied, -1",
        "TOO_MANY_WATCHES, RESOURCE_EXHAUSTED, not_applied, 500",
        "WATCH_TOO_SLOW, RESOURCE_EXHAUSTED, not_applied, 500",
        "SERVICE_NOT_HELD, FAILED_PRECONDITION, not_applied, -1",
        "TOO_MANY_OVERRIDES, RESOURCE_EXHAUSTED, not_applied, -1",
        "FEATURE_LEVEL_TOO_LOW, FAILED_PRECONDITION, not_applied, -1",
        "INTERNAL, INTERNAL, indeterminate, -1"
    })
    void reasonTravelsAsTheSchemaSays(String reason, Status.Code code, String outcome, int retryMillis) {
        Throwable thrown = everyFailure().stream()
                .filter(failure -> reasonOf(failure).name().equals("ERROR_REASON_" + reason))
                .findFirst()
                .orElseThrow();

        StatusRuntimeException write = StatusMapper.toStatus(new CompletionException(thrown), Kind.WRITE);
        assertThat(write.getStatus().getCode()).isEqualTo(code);
        assertThat(write.getStatus().getDescription()).startsWith(reason + ": ");
        ErrorInfo info = Errors.info(write);
        assertThat(info.getDomain()).isEqualTo("registry");
        assertThat(info.getReason()).isEqualTo(reason);
        assertThat(info.getMetadataOrThrow("outcome")).isEqualTo(outcome);
        assertThat(Errors.retry(write).map(StatusMapperTest::millis).orElse(-1L))
                .isEqualTo(retryMillis);

        ErrorInfo read = Errors.info(StatusMapper.toStatus(thrown, Kind.READ));
        assertThat(read.getReason()).isEqualTo(reason);
        assertThat(read.getMetadataMap()).doesNotContainKey("outcome");
    }

    @Test
    void everyReasonIsSentOrReserved() {
        Set<ErrorReason> sent = EnumSet.copyOf(RESERVED);
        everyFailure().forEach(failure -> sent.add(reasonOf(failure)));
        assertThat(sent).containsExactlyInAnyOrder(ErrorReason.values());
    }

    @ParameterizedTest
    @EnumSource
    void rejectionKeepsItsNameAndSaysWhereItWasDecided(Rejection rejection) {
        ErrorInfo info = Errors.info(StatusMapper.toStatus(new RejectedException(POSITION, rejection, 99), Kind.WRITE));
        assertThat(info.getReason()).isEqualTo(rejection.name());
        assertThat(info.getMetadataMap())
                .containsEntry("revision", "17")
                .containsEntry("log_index", "23")
                .containsEntry("command_index", "4");
    }

    @ParameterizedTest
    @CsvSource({
        "INSTANCE_EXISTS, lease_id",
        "LEASE_REPLACED, lease_id",
        "REVISION_MISMATCH, modified_revision",
        "TOO_MANY_INSTANCES, limit",
        "TOO_MANY_REQUESTS_REMEMBERED, limit",
        "REGISTRY_FULL, limit",
        "DEADLINE_PASSED, not_after_millis"
    })
    void rejectionSaysWhatItsDetailIs(Rejection rejection, String key) {
        ErrorInfo info = Errors.info(StatusMapper.toStatus(new RejectedException(POSITION, rejection, 99), Kind.WRITE));
        assertThat(info.getMetadataMap()).containsEntry(key, "99");
    }

    @ParameterizedTest
    @EnumSource
    void whateverIsNotProposedIsSaidToBeNotApplied(NotProposedException.Reason reason) {
        ErrorInfo info = Errors.info(StatusMapper.toStatus(new NotProposedException(reason), Kind.WRITE));
        assertThat(info.getMetadataOrThrow("outcome")).isEqualTo("not_applied");
    }

    @Test
    void whatNobodyExpectedKeepsItsSecrets() {
        StatusRuntimeException status =
                StatusMapper.toStatus(new IllegalStateException("password is 1234"), Kind.WRITE);
        assertThat(status.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(status.getStatus().getDescription()).doesNotContain("1234");
    }

    @Test
    void hugeValueIsShortened() {
        StatusRuntimeException status = StatusMapper.toStatus(
                new InvalidFieldException("service", "x".repeat(1_000_000), "1..255 bytes"), Kind.WRITE);
        assertThat(Errors.info(status).getMetadataOrThrow("value")).isEqualTo("x".repeat(100) + "...");
        assertThat(status.getMessage()).hasSizeLessThan(300);
    }

    @Test
    void anAbsentInstanceIsAnAnswerOfSomeState() {
        RegistryState state = new RegistryState(StateImage.empty());
        state.beginEntry(new EntryHeader(1, 41, 1, 0));
        ReadView from = new ReadView(new CatalogView(state.image()), OptionalLong.of(7));
        InstanceKey key = InstanceKey.of("default", "payments", "i-1");
        assertThat(Errors.info(StatusMapper.toStatus(new InstanceNotFoundException(key, from), Kind.READ))
                        .getMetadataMap())
                .containsExactlyInAnyOrderEntriesOf(Map.of("revision", "0", "log_index", "41", "age_millis", "7"));
    }

    /** One of each thing that use cases throw. */
    private static List<Throwable> everyFailure() {
        List<Throwable> failures = new ArrayList<>(List.of(
                new InvalidFieldException("service", "", "1..255 bytes"),
                new InvalidPageTokenException("namespace"),
                new MemberNotFoundException("node_id n9: no such member"),
                new MembershipRefusedException("n1 is the only member"),
                new InstanceNotFoundException(InstanceKey.of("default", "payments", "i-1")),
                new NotFreshEnoughException("too old"),
                new TooManyWaitingException(5),
                new TooManyWatchesException(5),
                new WatchTooSlowException(5),
                new RevisionInFutureException(6, 5),
                new NoQuorumException("nobody answers"),
                new IndeterminateOutcomeException("the leader did not answer"),
                new IllegalStateException("a bug")));
        for (Rejection rejection : Rejection.values()) {
            failures.add(new RejectedException(POSITION, rejection, 1));
        }
        for (NotProposedException.Reason reason : NotProposedException.Reason.values()) {
            failures.add(new NotProposedException(reason));
        }
        for (NotServingException.Reason reason : NotServingException.Reason.values()) {
            failures.add(new NotServingException(reason, "not now"));
        }
        return failures;
    }

    private static ErrorReason reasonOf(Throwable thrown) {
        return Failures.describe(thrown).reason();
    }

    private static long millis(RetryInfo retry) {
        return retry.getRetryDelay().getSeconds() * 1_000
                + retry.getRetryDelay().getNanos() / 1_000_000;
    }
}
