package io.serviceregistry.cli.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.client.ErrorDetails;
import io.serviceregistry.client.ErrorReason;
import io.serviceregistry.client.Outcome;
import io.serviceregistry.client.RegistryException;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorReportTest {

    @ParameterizedTest
    @CsvSource({
        "INVALID_FIELD, 2",
        "INSTANCE_NOT_FOUND, 3",
        "LEASE_UNKNOWN, 3",
        "OVERRIDE_NOT_FOUND, 3",
        "NO_LEADER, 4",
        "NO_QUORUM, 4",
        "NOT_READY, 4",
        "STATE_DIVERGED, 4",
        "UNREACHABLE, 4",
        "OVERLOADED, 4",
        "TOO_MANY_WATCHES, 4",
        "REVISION_IN_FUTURE, 2",
        "LEASE_REPLACED, 6",
        "INSTANCE_EXISTS, 1",
        "REVISION_MISMATCH, 1",
        "SERVICE_NOT_HELD, 1",
        "MEMBER_NOT_FOUND, 3",
        "MEMBERSHIP_REFUSED, 1"
    })
    void scriptsLearnTheReasonFromTheExitCode(ErrorReason reason, int exitCode) {
        RegistryException refused = refused(reason, Outcome.NOT_APPLIED, Map.of());
        assertThat(ErrorReport.of(refused).exitCode().number()).isEqualTo(exitCode);
    }

    @Test
    void whatMayHaveBeenAppliedIsNeverCalledUnavailable() {
        RegistryException refused = refused(ErrorReason.UNREACHABLE, Outcome.INDETERMINATE, Map.of());
        assertThat(ErrorReport.of(refused).exitCode()).isEqualTo(ExitCode.INDETERMINATE);
    }

    @Test
    void theErrorObjectCarriesWhatTheRegistrySaid() {
        RegistryException refused = refused(
                ErrorReason.INVALID_FIELD,
                Outcome.NOT_APPLIED,
                Map.of("field", "instance.weight", "value", "0", "rule", "1..1000000", "outcome", "not_applied"));
        assertThat(ErrorReport.of(refused).json()).hasToString("""
                        {"error":{"reason":"INVALID_FIELD","message":"refused","exit_code":2,"field":"instance.weight",\
                        "outcome":"not_applied","rule":"1..1000000","value":"0"}}""");
    }

    @Test
    void theLineSaysWhyAConnectionFailed() {
        RegistryException refused = new RegistryException(
                "Discover at localhost:1: io exception\nsecond line",
                new ErrorDetails(ErrorReason.UNREACHABLE, Outcome.NOT_APPLIED, true, Map.of()),
                new IOException("io exception", new IOException("Connection refused")));
        assertThat(ErrorReport.of(refused).line())
                .isEqualTo("registryctl: Discover at localhost:1: io exception (Connection refused)");
    }

    @Test
    void valuesThatTheTypesRefuseAreUsageErrors() {
        assertThat(ErrorReport.of(new IllegalArgumentException("weight: 0 (expected: > 0)"))
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    private static RegistryException refused(ErrorReason reason, Outcome outcome, Map<String, String> particulars) {
        return new RegistryException("refused", new ErrorDetails(reason, outcome, false, particulars), null);
    }
}
