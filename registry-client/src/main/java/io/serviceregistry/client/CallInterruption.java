package io.serviceregistry.client;

import java.util.Map;

/** What a caller is told who was interrupted while waiting: of a write, nobody knows what became. */
final class CallInterruption {

    private CallInterruption() {}

    static RegistryException of(boolean write, InterruptedException cause) {
        Outcome outcome = write ? Outcome.INDETERMINATE : Outcome.NOT_APPLIED;
        ErrorDetails details = new ErrorDetails(ErrorReason.CANCELLED, outcome, !write, Map.of());
        String message = "interrupted while waiting for an answer";
        return write
                ? new IndeterminateException(message, details, cause)
                : new UnavailableException(message, details, cause);
    }
}
