package io.serviceregistry.client.internal.call;

import io.serviceregistry.proto.v1.RequestId;
import java.util.TreeSet;

/**
 * Numbers the mutating requests of one client and knows which of them are still unanswered, so that the registry can
 * forget the outcomes of the others.
 *
 * <p>Every id given out must be handed back through {@link #answered} once nobody will send it again, or the registry
 * keeps every later outcome for its full ten minutes.
 *
 * <p>Thread-safe.
 */
public final class RequestIds {

    private final String clientId;
    private final TreeSet<Long> unanswered = new TreeSet<>();
    private long lastSequence;

    public RequestIds(String clientId) {
        this.clientId = clientId;
    }

    /** The client's part of every id. */
    public String clientId() {
        return clientId;
    }

    /** A new id, to be the same on every attempt of one request. */
    public synchronized RequestId next(long issuedAtMillis) {
        long sequence = ++lastSequence;
        unanswered.add(sequence);
        return RequestId.newBuilder()
                .setClientId(clientId)
                .setSequence(sequence)
                .setLowestUnanswered(unanswered.first())
                .setIssuedAtMillis(issuedAtMillis)
                .build();
    }

    /** The request was answered, or given up for good: no attempt of it will be sent from now on. */
    public synchronized void answered(RequestId id) {
        unanswered.remove(id.getSequence());
    }

    /** The number of requests that may still be sent. */
    public synchronized int unansweredCount() {
        return unanswered.size();
    }
}
