package io.serviceregistry.client.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.serviceregistry.client.ErrorReason;
import io.serviceregistry.client.FeatureLevelTooLowException;
import io.serviceregistry.client.IndeterminateException;
import io.serviceregistry.client.InstanceExistsException;
import io.serviceregistry.client.InstanceNotFoundException;
import io.serviceregistry.client.InvalidFieldException;
import io.serviceregistry.client.LeaseReplacedException;
import io.serviceregistry.client.LeaseUnknownException;
import io.serviceregistry.client.LimitExceededException;
import io.serviceregistry.client.MemberNotFoundException;
import io.serviceregistry.client.MembershipRefusedException;
import io.serviceregistry.client.Outcome;
import io.serviceregistry.client.OverrideNotFoundException;
import io.serviceregistry.client.RegistryException;
import io.serviceregistry.client.RevisionMismatchException;
import io.serviceregistry.client.ServiceNotHeldException;
import io.serviceregistry.client.UnavailableException;
import io.serviceregistry.client.testkit.Wire;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StatusMapperTest {

    private static final Map<String, Class<? extends RegistryException>> TYPES = Map.ofEntries(
            Map.entry("INVALID_FIELD", InvalidFieldException.class),
            Map.entry("INSTANCE_NOT_FOUND", InstanceNotFoundException.class),
            Map.entry("INSTANCE_EXISTS", InstanceExistsException.class),
            Map.entry("LEASE_REPLACED", LeaseReplacedException.class),
            Map.entry("LEASE_UNKNOWN", LeaseUnknownException.class),
            Map.entry("REVISION_MISMATCH", RevisionMismatchException.class),
            Map.entry("TOO_MANY_INSTANCES", LimitExceededException.class),
            Map.entry("REGISTRY_FULL", LimitExceededException.class),
            Map.entry("OVERRIDE_NOT_FOUND", OverrideNotFoundException.class),
            Map.entry("TOO_MANY_OVERRIDES", LimitExceededException.class),
            Map.entry("FEATURE_LEVEL_TOO_LOW", FeatureLevelTooLowException.class),
            Map.entry("SERVICE_NOT_HELD", ServiceNotHeldException.class),
            Map.entry("MEMBER_NOT_FOUND", MemberNotFoundException.class),
            Map.entry("MEMBERSHIP_REFUSED", MembershipRefusedException.class),
            Map.entry("REQUEST_ID_REUSED", InvalidFieldException.class),
            Map.entry("INVALID_PAGE_TOKEN", InvalidFieldException.class),
            Map.entry("TOO_MANY_REQUESTS_REMEMBERED", UnavailableException.class),
            Map.entry("DEADLINE_PASSED", UnavailableException.class),
            Map.entry("NO_LEADER", UnavailableException.class),
            Map.entry("OVERLOADED", UnavailableException.class),
            Map.entry("NOT_READY", UnavailableException.class),
            Map.entry("STATE_DIVERGED", UnavailableException.class),
            Map.entry("NO_QUORUM", UnavailableException.class),
            Map.entry("NOT_FRESH_ENOUGH", UnavailableException.class),
            Map.entry("STOPPING", UnavailableException.class),
            Map.entry("TOO_MANY_WATCHES", UnavailableException.class),
            Map.entry("WATCH_TOO_SLOW", UnavailableException.class),
            Map.entry("REVISION_IN_FUTURE", InvalidFieldException.class),
            Map.entry("REQUEST_TOO_OLD", IndeterminateException.class),
            Map.entry("INTERNAL", IndeterminateException.class),
            Map.entry("INDETERMINATE", IndeterminateException.class));

    @Test
    void everyReasonOfTheSchemaHasItsException() {
        Set<String> schema = Arrays.stream(io.serviceregistry.proto.v1.ErrorReason.values())
                .map(Enum::name)
                .filter(name -> !name.equals("UNRECOGNIZED") && !name.endsWith("_UNSPECIFIED"))
                .map(name -> name.substring("ERROR_REASON_".length()))
                .collect(Collectors.toSet());
        assertThat(TYPES.keySet()).isEqualTo(schema);
        for (String reason : schema) {
            String outcome = TYPES.get(reason) == IndeterminateException.class ? "indeterminate" : "not_applied";
            RegistryException error = map(
                    Wire.error(Status.Code.FAILED_PRECONDITION, reason, Map.of("outcome", outcome), 0),
                    CallKind.REPEATABLE_WRITE);
            assertThat(error).as(reason).isExactlyInstanceOf(TYPES.get(reason));
            assertThat(error.reason()).isEqualTo(ErrorReason.valueOf(reason));
            assertThat(error.outcome().name()).isEqualToIgnoringCase(outcome);
        }
    }

    @Test
    void particularsReachTheCaller() {
        InvalidFieldException error = (InvalidFieldException) map(
                Wire.error(
                        Status.Code.INVALID_ARGUMENT,
                        "INVALID_FIELD",
                        Map.of("field", "instance.zone", "value", "a b", "rule", "[A-Za-z0-9._-]"),
                        0),
                CallKind.REPEATABLE_WRITE);
        assertThat(error.field()).isEqualTo("instance.zone");
        assertThat(error.value()).isEqualTo("a b");
        assertThat(error.rule()).isEqualTo("[A-Za-z0-9._-]");
        assertThat(error).hasMessage("Register at n1: INVALID_FIELD as text");
    }

    @ParameterizedTest
    @CsvSource({
        "NO_LEADER, true",
        "OVERLOADED, true",
        "NOT_READY, true",
        "STATE_DIVERGED, true",
        "STOPPING, true",
        "NO_QUORUM, true",
        "DEADLINE_PASSED, true",
        "INTERNAL, true",
        "TOO_MANY_REQUESTS_REMEMBERED, true",
        "NOT_FRESH_ENOUGH, true",
        "INVALID_FIELD, false",
        "LEASE_REPLACED, false",
        "REGISTRY_FULL, false",
        "INSTANCE_EXISTS, false"
    })
    void onlyWhatMayPassIsRetried(String reason, boolean retried) {
        assertThat(map(Wire.notApplied(Status.Code.UNAVAILABLE, reason), CallKind.SINGLE_WRITE)
                        .isRetrySafe())
                .isEqualTo(retried);
    }

    @ParameterizedTest
    @EnumSource(CallKind.class)
    void anIndeterminateAttemptIsRepeatedUnlessItCouldTakeEffectTwice(CallKind kind) {
        RegistryException error = map(Wire.indeterminate(Status.Code.DEADLINE_EXCEEDED, "INDETERMINATE"), kind);
        assertThat(error.isRetrySafe()).isEqualTo(kind != CallKind.SINGLE_WRITE);
        assertThat(error.outcome()).isEqualTo(kind == CallKind.READ ? Outcome.NOT_APPLIED : Outcome.INDETERMINATE);
    }

    @Test
    void aBrokenConnectionMayHaveAppliedAWriteThatWasSent() {
        AttemptFailure sent = new AttemptFailure(Status.UNAVAILABLE, null, true);
        AttemptFailure unsent = new AttemptFailure(Status.UNAVAILABLE, null, false);
        assertThat(StatusMapper.toException(sent, CallKind.REPEATABLE_WRITE, "Register"))
                .isInstanceOf(IndeterminateException.class);
        assertThat(StatusMapper.toException(unsent, CallKind.REPEATABLE_WRITE, "Register"))
                .isInstanceOf(UnavailableException.class)
                .extracting(error -> error.outcome())
                .isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void anErrorThatSaysNothingOfItsOutcomeMayHaveBeenApplied() {
        RegistryException error =
                map(Wire.error(Status.Code.UNAVAILABLE, "NO_LEADER", Map.of(), 0), CallKind.REPEATABLE_WRITE);
        assertThat(error.outcome()).isEqualTo(Outcome.INDETERMINATE);
    }

    @Test
    void aReasonOfALaterSchemaKeepsItsClass() {
        RegistryException error =
                map(Wire.notApplied(Status.Code.UNAVAILABLE, "MOON_IN_THE_WAY"), CallKind.REPEATABLE_WRITE);
        assertThat(error.reason()).isEqualTo(ErrorReason.UNRECOGNIZED);
        assertThat(error.isRetrySafe()).isTrue();
        assertThat(error.outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void refusedPermissionIsNotRetried() {
        RegistryException error =
                map(Status.PERMISSION_DENIED.withDescription("no").asRuntimeException(), CallKind.REPEATABLE_WRITE);
        assertThat(error.isRetrySafe()).isFalse();
        assertThat(error.outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void theTimeToWaitIsRead() {
        assertThat(StatusMapper.retryDelay(
                        failure(Wire.error(Status.Code.RESOURCE_EXHAUSTED, "OVERLOADED", Map.of(), 1_250))))
                .isEqualTo(Duration.ofMillis(1_250));
        assertThat(StatusMapper.retryDelay(failure(Wire.notApplied(Status.Code.UNAVAILABLE, "NO_LEADER"))))
                .isZero();
    }

    private static RegistryException map(StatusRuntimeException error, CallKind kind) {
        return StatusMapper.toException(failure(error), kind, "Register at n1");
    }

    private static AttemptFailure failure(StatusRuntimeException error) {
        return new AttemptFailure(error.getStatus(), error.getTrailers(), true);
    }
}
