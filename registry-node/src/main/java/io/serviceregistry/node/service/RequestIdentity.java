package io.serviceregistry.node.service;

import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.replication.Views;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Gives a request id to requests that come without one, so that this node's own retries take effect once. Thread-safe.
 *
 * <p>The client is this process: a restarted one is another client, and what it left behind is forgotten with time.
 */
public final class RequestIdentity {
    private final String clientId;
    private final Views views;
    private final SortedSet<Long> unanswered = new TreeSet<>();
    private long lastSequence;

    /** {@code random} must not repeat what an earlier process of this node drew: seed it from the system. */
    public RequestIdentity(String nodeId, RandomGenerator random, Views views) {
        this.clientId = String.format("node:%s:%016x%016x", nodeId, random.nextLong(), random.nextLong());
        this.views = views;
    }

    /** The id of a request that begins now; it must be {@link #answered} in the end. */
    RequestId begin() {
        long issuedAtMillis = views.current().image().timeMillis();
        synchronized (this) {
            long sequence = ++lastSequence;
            unanswered.add(sequence);
            return new RequestId(clientId, sequence, unanswered.first(), issuedAtMillis);
        }
    }

    /** Nobody will try this request again: its outcome may be forgotten. */
    synchronized void answered(RequestId request) {
        unanswered.remove(request.sequence());
    }
}
