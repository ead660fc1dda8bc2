package io.serviceregistry.cli.outcome;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.serviceregistry.cli.compose.ComposeException;
import io.serviceregistry.cli.local.LocalClusterException;
import io.serviceregistry.client.ErrorReason;
import io.serviceregistry.client.Outcome;
import io.serviceregistry.client.RegistryException;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a failed command says: one line, or the error object of JSON mode, and how the process ends.
 *
 * @param exitCode how the process ends
 * @param reason the stable name: the registry's, or one of this program
 * @param message one line for people
 * @param particulars what else is known, such as the field, the value and the rule it breaks
 */
public record ErrorReport(ExitCode exitCode, String reason, String message, Map<String, String> particulars) {
    /** What there is to say of anything thrown. */
    public static ErrorReport of(Throwable thrown) {
        if (thrown instanceof RegistryException refused) {
            return new ErrorReport(
                    exitCode(refused),
                    refused.reason().name(),
                    oneLine(refused),
                    new TreeMap<>(refused.details().metadata()));
        }
        if (thrown instanceof CliException own) {
            return new ErrorReport(own.exitCode(), own.reason(), oneLine(own), Map.of());
        }
        if (thrown instanceof IllegalArgumentException wrong) {
            return usage(oneLine(wrong)); // a value that the types of the client library refuse
        }
        if (thrown instanceof ComposeException compose) {
            return new ErrorReport(ExitCode.FAILED, "COMPOSE", oneLine(compose), Map.of());
        }
        if (thrown instanceof LocalClusterException local) {
            return new ErrorReport(ExitCode.FAILED, "LOCAL_CLUSTER", oneLine(local), Map.of());
        }
        return new ErrorReport(
                ExitCode.FAILED, "UNEXPECTED", thrown.getClass().getSimpleName() + ": " + oneLine(thrown), Map.of());
    }

    /** What there is to say of a wrong command line. */
    public static ErrorReport usage(String message) {
        return new ErrorReport(ExitCode.USAGE, "USAGE", message, Map.of());
    }

    /** The one line for people. */
    public String line() {
        return "registryctl: " + message;
    }

    /** {@code {"error":{"reason":...,"message":...,"exit_code":...}}}, with {@code field} and the like where known. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode error = json.putObject("error");
        error.put("reason", reason);
        error.put("message", message);
        error.put("exit_code", exitCode.number());
        particulars.forEach((name, value) -> error.putIfAbsent(name, TextNode.valueOf(value)));
        return json;
    }

    private static ExitCode exitCode(RegistryException refused) {
        if (refused.outcome() == Outcome.INDETERMINATE) {
            return ExitCode.INDETERMINATE;
        }
        ErrorReason reason = refused.reason();
        return switch (reason) {
            case INVALID_FIELD, INVALID_PAGE_TOKEN, REVISION_IN_FUTURE -> ExitCode.USAGE;
            case INSTANCE_NOT_FOUND, LEASE_UNKNOWN, OVERRIDE_NOT_FOUND, MEMBER_NOT_FOUND -> ExitCode.NOT_FOUND;
            case LEASE_REPLACED -> ExitCode.FENCED;
            case INDETERMINATE, REQUEST_TOO_OLD -> ExitCode.INDETERMINATE;
            case NO_LEADER,
                    NOT_READY,
                    NO_QUORUM,
                    NOT_FRESH_ENOUGH,
                    STATE_DIVERGED,
                    STOPPING,
                    OVERLOADED,
                    DEADLINE_PASSED,
                    UNREACHABLE,
                    TOO_MANY_WATCHES,
                    WATCH_TOO_SLOW,
                    TOO_MANY_REQUESTS_REMEMBERED -> ExitCode.UNAVAILABLE;
            case INSTANCE_EXISTS,
                    REVISION_MISMATCH,
                    TOO_MANY_INSTANCES,
                    REGISTRY_FULL,
                    REQUEST_ID_REUSED,
                    SERVICE_NOT_HELD,
                    MEMBERSHIP_REFUSED,
                    TOO_MANY_OVERRIDES,
                    FEATURE_LEVEL_TOO_LOW,
                    INTERNAL,
                    CANCELLED,
                    UNRECOGNIZED -> ExitCode.FAILED;
        };
    }

    /** The message, and what the system said where a connection is what failed. */
    private static String oneLine(Throwable thrown) {
        String message = firstLine(thrown);
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof IOException && !message.contains(firstLine(cause))
                ? message + " (" + firstLine(cause) + ')'
                : message;
    }

    private static String firstLine(Throwable thrown) {
        String message = thrown.getMessage();
        return message == null || message.isBlank()
                ? thrown.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }
}
