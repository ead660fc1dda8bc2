package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.Lease;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.StatusOverride;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.pcollections.TreePMap;

/**
 * What becomes of the state of a backup when a new cluster begins with it. Pure: equal backups give equal states, on
 * whatever machine.
 *
 * <p>The old cluster went on after the backup, nobody knows how far, and its clients remember. So whatever it counted goes
 * on from a number that it never came to: revisions, lease ids, and registry time. A revision that a client has seen there is
 * never given to another state here; a lease that was granted there after the backup is unknown here for ever, and its
 * holder registers again; a request that was made there and is not remembered here is refused as too old, for it may have taken
 * effect there.
 *
 * <p>All points of registry time move together, so that every span is as long as it was. Holders have had nobody to renew
 * at: each live lease has its full TTL again, and who was lapsed has its full time before it is removed.
 */
public final class Restoration {
    /** By how much revisions and lease ids jump: eleven days of a thousand changes a second. */
    public static final long BUMP = 1_000_000_000;

    /** By how much registry time jumps: more than a hundred days, in milliseconds. */
    public static final long TIME_BUMP_MILLIS = 10_000_000_000L;

    private final StateImage backup;
    private final long nowMillis;

    private Restoration(StateImage backup) {
        this.backup = backup;
        this.nowMillis = later(backup.timeMillis());
    }

    /** The first state of a cluster that begins with a backup. */
    public static StateImage of(StateImage backup) {
        return new Restoration(backup).image();
    }

    private StateImage image() {
        StateImage.Scalars old = backup.scalars();
        StateImage.Scalars scalars = new StateImage.Scalars(
                old.term(),
                old.logIndex(),
                Math.addExact(old.revision(), BUMP),
                nowMillis,
                Math.addExact(old.nextLeaseId(), BUMP),
                later(old.graceUntilMillis()),
                old.begunTerm(),
                nowMillis - 1,
                old.settings(),
                old.featureLevel());
        StateImage image = new StateImage(
                scalars,
                all(backup.services(), this::restored),
                backup.instances(),
                all(backup.leases(), this::restored),
                backup.replacedLeases(),
                all(backup.overrides(), this::restored),
                all(backup.lapses(), this::restored),
                all(backup.holds(), hold -> new Hold(hold.service(), later(hold.untilMillis()))),
                all(backup.clients(), this::restored),
                all(backup.requests(), this::restored),
                Agreement.NONE, // of nodes that are none of this cluster
                0);
        return new RegistryState(image).image();
    }

    private Service restored(Service service) {
        return new Service(
                service.key(), all(service.instances(), this::restored), service.lapsed(), service.modifiedRevision());
    }

    private Instance restored(Instance instance) {
        return new Instance(
                instance.spec(),
                instance.leaseId(),
                instance.registeredRevision(),
                instance.modifiedRevision(),
                later(instance.registeredAtMillis()),
                later(instance.modifiedAtMillis()),
                instance.reason(),
                instance.lapses(),
                instance.lapsed() ? nowMillis : Instance.NOT_LAPSED);
    }

    /** A lapsed lease stays lapsed until it is renewed: that it is behind its deadline is how a renewal knows. */
    private Lease restored(Lease lease) {
        if (lease.ttlMillis() == InstanceSpec.NO_TTL) {
            return lease;
        }
        return isLapsed(lease.key())
                ? new Lease(lease.id(), lease.key(), lease.ttlMillis(), later(lease.deadlineMillis()), lease.renewals())
                : lease.renewed(nowMillis);
    }

    private boolean isLapsed(InstanceKey key) {
        ServiceKey service = key.service();
        Service found = backup.services().get(service);
        Instance instance = found == null ? null : found.instances().get(key.instanceId());
        return instance != null && instance.lapsed();
    }

    private StatusOverride restored(StatusOverride override) {
        return override.expiresAtMillis() == StatusOverride.NEVER
                ? override
                : new StatusOverride(
                        override.scope(),
                        override.status(),
                        override.reason(),
                        override.owner(),
                        later(override.expiresAtMillis()));
    }

    private Lapse restored(Lapse lapse) {
        return new Lapse(lapse.leaseId(), lapse.service(), later(lapse.countsUntilMillis()), lapse.removed());
    }

    private Client restored(Client client) {
        return new Client(client.id(), client.lowestUnanswered(), later(client.checkAtMillis()));
    }

    private RememberedRequest restored(RememberedRequest request) {
        Position at = request.result().position();
        Position moved = new Position(at.revision(), at.logIndex(), at.commandIndex(), later(at.timeMillis()));
        return new RememberedRequest(
                request.key(),
                request.fingerprint(),
                new Result(moved, request.result().outcome()));
    }

    private static long later(long timeMillis) {
        return Math.addExact(timeMillis, TIME_BUMP_MILLIS);
    }

    private static <K extends Comparable<? super K>, V> TreePMap<K, V> all(
            TreePMap<K, V> table, UnaryOperator<V> restored) {
        SortedMap<K, V> all = new TreeMap<>();
        table.forEach((key, value) -> all.put(key, restored.apply(value)));
        return TreePMap.fromSortedMap(all);
    }
}
