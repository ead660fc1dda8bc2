package io.serviceregistry.client.internal.call;

import io.grpc.Metadata;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * One attempt failed. Carries what the transport knows; {@link StatusMapper} says what it means.
 *
 * <p>Without a stack trace: during an outage there are many, and all from the same place.
 */
public final class AttemptFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Status status;
    private final transient @Nullable Metadata trailers;
    private final boolean sent;

    /**
     * The end of an attempt.
     *
     * @param sent false only when the request certainly never left this process
     */
    public AttemptFailure(Status status, @Nullable Metadata trailers, boolean sent) {
        super(status.toString(), status.getCause(), false, false);
        this.status = status;
        this.trailers = trailers;
        this.sent = sent;
    }

    Status status() {
        return status;
    }

    @Nullable
    Metadata trailers() {
        return trailers;
    }

    boolean sent() {
        return sent;
    }
}
