package io.serviceregistry.client.balance;

import io.serviceregistry.client.Endpoint;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceKey;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The instance chosen for one call, from {@link Balancer#choose()} until the call is over: the call counts as in flight
 * until {@link #succeeded}, {@link #failed} or {@link #close}.
 *
 * <p>The first of these counts, the others then do nothing. So it can be closed in any case, after a word on the call or
 * without one; without one, nothing is learned of the instance, as befits a call that was cancelled or never made.
 *
 * <p>Thread-safe: a call may end on another thread than it began.
 */
public final class Choice implements AutoCloseable {

    private final Balancer balancer;
    private final Candidate candidate;
    private final Set<InstanceKey> triedBefore;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** The call begins. */
    Choice(Balancer balancer, Candidate candidate, Set<InstanceKey> triedBefore) {
        this.balancer = balancer;
        this.candidate = candidate;
        this.triedBefore = triedBefore;
        candidate.begin();
    }

    /** The instance to call. */
    public Instance instance() {
        return candidate.instance();
    }

    /**
     * The address to call: the first endpoint.
     *
     * @throws IllegalStateException if the instance has none
     */
    public Endpoint endpoint() {
        return instance()
                .primaryEndpoint()
                .orElseThrow(() -> new IllegalStateException(instance().key() + " has no endpoint"));
    }

    /**
     * The endpoint of that name.
     *
     * @throws IllegalStateException if the instance has none
     */
    public Endpoint endpoint(String name) {
        return instance().spec().endpoints().stream()
                .filter(endpoint -> endpoint.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(instance().key() + " has no endpoint named \"" + name + '"'));
    }

    /** The instance answered, be it with a refusal: what counts is that it works, not that the caller got what it wanted. */
    public void succeeded() {
        if (end()) {
            balancer.listeners().forEach(listener -> listener.succeeded(instance()));
        }
    }

    /** The instance did not answer, or answered that it cannot serve. */
    public void failed() {
        if (end()) {
            balancer.listeners().forEach(listener -> listener.failed(instance()));
        }
    }

    /**
     * Chooses an instance that this call has not been tried on, neither here nor before, by way of {@code another} or of
     * {@link Balancer#choose(Set)}. Says nothing of this one: whether it failed, or is to be overtaken, is for the caller to
     * say.
     *
     * @throws NoInstanceException if there is no other one
     */
    public Choice another() {
        Set<InstanceKey> tried = new HashSet<>(triedBefore);
        tried.add(instance().key());
        return balancer.choose(tried);
    }

    /** Ends the call, without a word on how it went if there was none. */
    @Override
    public void close() {
        end();
    }

    private boolean end() {
        boolean first = ended.compareAndSet(false, true);
        if (first) {
            candidate.end();
        }
        return first;
    }
}
