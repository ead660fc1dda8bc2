package io.serviceregistry.client.internal.lease;

import io.serviceregistry.client.ClientStats;
import io.serviceregistry.client.RegistrationState;
import io.serviceregistry.client.RenewalStatus;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what becomes of all leases and registrations of a client, those included that have ended.
 *
 * <p>Counted on the scheduler's thread, read by any.
 */
public final class LeaseCounts {

    private volatile int kept;
    private final LongAdder sent = new LongAdder();
    private final LongAdder renewed = new LongAdder();
    private final LongAdder recovered = new LongAdder();
    private final LongAdder replaced = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder unanswered = new LongAdder();
    private final LongAdder fenced = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder reRegistered = new LongAdder();

    void kept(int leases) {
        kept = leases;
    }

    void sent(int renewals) {
        sent.add(renewals);
    }

    void answered(RenewalStatus status) {
        LongAdder answers = switch (status) {
            case RENEWED -> renewed;
            case RECOVERED -> recovered;
            case REPLACED -> replaced;
            case UNKNOWN -> unknown;
            case UNRECOGNIZED -> refused; // of a later schema: not renewed, as far as this library can tell
        };
        answers.increment();
    }

    void refused(int renewals) {
        refused.add(renewals);
    }

    void unanswered(int renewals) {
        unanswered.add(renewals);
    }

    /** A registration has ended for good. */
    void ended(RegistrationState last) {
        if (last instanceof RegistrationState.Fenced) {
            fenced.increment();
        } else if (last instanceof RegistrationState.Rejected) {
            rejected.increment();
        } else {
            closed.increment();
        }
    }

    /** The registry does not know a lease any more. */
    void lost() {
        lost.increment();
    }

    /** An instance was registered that had been before. */
    void reRegistered() {
        reRegistered.increment();
    }

    /** What became of leases. */
    public ClientStats.Leases leases() {
        return new ClientStats.Leases(
                kept,
                sent.sum(),
                renewed.sum(),
                recovered.sum(),
                replaced.sum(),
                unknown.sum(),
                refused.sum(),
                unanswered.sum());
    }

    /** What became of registrations, next to those that are open. */
    public ClientStats.Registrations registrations(long registering, long registered, long unreachable) {
        return new ClientStats.Registrations(
                registering,
                registered,
                unreachable,
                fenced.sum(),
                rejected.sum(),
                closed.sum(),
                lost.sum(),
                reRegistered.sum());
    }
}
