package io.serviceregistry.node.core.model;

/**
 * One registered instance, a value: every change makes a new one.
 *
 * @param leaseId the lease of this registration
 * @param registeredRevision the revision at which the lease was granted
 * @param modifiedRevision the revision of the last change; renewals are none
 * @param reason why it last changed
 * @param lapses how often this lease has lapsed
 * @param lapsedAtMillis the registry time of the lapse while it is lapsed, else {@link #NOT_LAPSED}
 */
public record Instance(
        InstanceSpec spec,
        long leaseId,
        long registeredRevision,
        long modifiedRevision,
        long registeredAtMillis,
        long modifiedAtMillis,
        ChangeReason reason,
        int lapses,
        long lapsedAtMillis)
        implements Fingerprint.Part {
    public static final long NOT_LAPSED = -1;

    /** A new registration. */
    public static Instance registered(InstanceSpec spec, long leaseId, Moment at, ChangeReason reason) {
        return new Instance(
                spec, leaseId, at.revision(), at.revision(), at.timeMillis(), at.timeMillis(), reason, 0, NOT_LAPSED);
    }

    /** Which instance. */
    public InstanceKey key() {
        return spec.key();
    }

    /** True while the lease is lapsed. */
    public boolean lapsed() {
        return lapsedAtMillis != NOT_LAPSED;
    }

    /** True when it has been lapsed for as long as it may. */
    public boolean isRemovableAt(long nowMillis) {
        return lapsed()
                && spec.removeAfterMillis() != InstanceSpec.NEVER_REMOVE
                && lapsedAtMillis + spec.removeAfterMillis() <= nowMillis;
    }

    /** The same instance with another spec. */
    public Instance updated(InstanceSpec newSpec, Moment at) {
        return changed(newSpec, at, ChangeReason.UPDATED, lapses, lapsedAtMillis);
    }

    /** The same instance, lapsed. */
    public Instance lapsed(Moment at) {
        return changed(spec, at, ChangeReason.LAPSED, lapses + 1, at.timeMillis());
    }

    /** The same instance, alive again. */
    public Instance recovered(Moment at) {
        return changed(spec, at, ChangeReason.RECOVERED, lapses, NOT_LAPSED);
    }

    /** The same instance, changed by something outside it: an override or a hold. */
    public Instance touched(Moment at, ChangeReason why) {
        return changed(spec, at, why, lapses, lapsedAtMillis);
    }

    private Instance changed(InstanceSpec newSpec, Moment at, ChangeReason why, int newLapses, long newLapsedAtMillis) {
        return new Instance(
                newSpec,
                leaseId,
                registeredRevision,
                at.revision(),
                registeredAtMillis,
                at.timeMillis(),
                why,
                newLapses,
                newLapsedAtMillis);
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint
                .add(spec)
                .add(leaseId)
                .add(registeredRevision)
                .add(modifiedRevision)
                .add(registeredAtMillis)
                .add(modifiedAtMillis)
                .add(reason.number())
                .add(lapses)
                .add(lapsedAtMillis);
    }
}
