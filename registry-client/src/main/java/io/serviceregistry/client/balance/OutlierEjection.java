package io.serviceregistry.client.balance;

import io.serviceregistry.client.Instance;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Leaves out instances whose calls fail, whatever the registry thinks of them: it hears an instance's own heartbeat, while the
 * caller sees whether it answers. Passive outlier detection, as in Envoy and gRPC (proposal A50), by consecutive failures.
 *
 * <p>So many failures in a row eject a registration for a time. Afterwards it is back on probation: the first call that ends
 * decides, a failure ejects it for twice as long, a success makes all forgotten. Nothing holds back the calls that begin
 * before the first one ends. A success also counts when it comes from a call that began before the ejection. A new
 * registration of the same instance starts clean.
 *
 * <p>However many fail, no more than a share is left out, and never all; then those stay out whose time ends last. When
 * everything fails, the fault is more likely the caller's own.
 *
 * <p>Remembers only registrations that failed after they last succeeded, and of those only the ones that it is shown; others
 * it forgets as soon as their time is over. One for each balancer, since it forgets what that balancer does not see.
 *
 * <p>Thread-safe. While nothing fails, a call costs no lock and no look at the clock.
 */
public final class OutlierEjection implements Stage, CallListener {

    /** The verdict when none is left out. */
    public static final String NONE_EJECTED = "none ejected";

    /** The verdict when some are left out. */
    public static final String EJECTED = "ejected";

    private final OutlierLimits limits;
    private final LongSupplier nanoTime;

    private final Map<RegistrationId, Standing> standings = new ConcurrentHashMap<>(); // changed under the lock only
    private volatile List<Instance> ejected = List.of();
    private final AtomicLong epoch = new AtomicLong();
    private volatile boolean someOut;
    private volatile long nextReturnNanos; // means something while someOut

    /** With these limits, by a clock of monotonic nanoseconds such as {@code System::nanoTime}. */
    public OutlierEjection(OutlierLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /** With {@link OutlierLimits#DEFAULT}, by the clock of the JVM. */
    public static OutlierEjection defaults() {
        return of(OutlierLimits.DEFAULT);
    }

    /** With these limits, by the clock of the JVM. */
    public static OutlierEjection of(OutlierLimits limits) {
        return new OutlierEjection(limits, System::nanoTime);
    }

    /** Those that were left out when the instances were last looked at. */
    public List<Instance> ejected() {
        return ejected;
    }

    @Override
    public void succeeded(Instance instance) {
        RegistrationId id = standings.isEmpty() ? null : RegistrationId.of(instance);
        if (id == null || !standings.containsKey(id)) {
            return;
        }
        synchronized (this) {
            Standing before = standings.remove(id);
            if (before != null && before.isOut(nanoTime.getAsLong())) {
                epoch.incrementAndGet();
            }
        }
    }

    @Override
    public synchronized void failed(Instance instance) {
        long now = nanoTime.getAsLong();
        RegistrationId id = RegistrationId.of(instance);
        Standing before = standings.getOrDefault(id, Standing.CLEAN);
        Standing after = before.failed(now, limits);
        standings.put(id, after);
        if (after.isOut(now) && !before.isOut(now)) {
            lookAgain(now);
        }
    }

    @Override
    public synchronized Selection select(List<Instance> instances) {
        long now = nanoTime.getAsLong();
        forgetOthers(instances, now);
        Comparator<Instance> lastToReturn =
                Comparator.comparingLong(instance -> now - standingOf(instance).untilNanos());
        List<Instance> out = instances.stream()
                .filter(instance -> standingOf(instance).isOut(now))
                .sorted(lastToReturn)
                .toList();
        ejected = out.subList(0, Math.min(out.size(), limits.most(instances.size())));
        if (ejected.isEmpty()) {
            return new Selection(instances, NONE_EJECTED, out.size() + " of " + instances.size() + " fail");
        }
        Set<RegistrationId> gone = ejected.stream().map(RegistrationId::of).collect(Collectors.toSet());
        return new Selection(
                instances.stream()
                        .filter(instance -> !gone.contains(RegistrationId.of(instance)))
                        .toList(),
                EJECTED,
                ejected.size() + " of the " + out.size() + " that fail, among " + instances.size());
    }

    /** Also notices that an ejection's time is over. */
    @Override
    public long epoch() {
        if (someoneReturns()) {
            synchronized (this) {
                if (someoneReturns()) { // and no other thread has noticed
                    lookAgain(nanoTime.getAsLong());
                }
            }
        }
        return epoch.get();
    }

    /** How many registrations it remembers. */
    int remembered() {
        return standings.size();
    }

    private boolean someoneReturns() {
        return someOut && nanoTime.getAsLong() - nextReturnNanos >= 0;
    }

    /** Who is out has changed: the instances are to be selected anew, and again when the next one returns. */
    private void lookAgain(long nowNanos) {
        long untilReturn = Long.MAX_VALUE;
        for (Standing standing : standings.values()) {
            if (standing.isOut(nowNanos)) {
                untilReturn = Math.min(untilReturn, standing.untilNanos() - nowNanos);
            }
        }
        nextReturnNanos = nowNanos + untilReturn;
        someOut = untilReturn < Long.MAX_VALUE;
        epoch.incrementAndGet();
    }

    private void forgetOthers(List<Instance> instances, long nowNanos) {
        if (standings.isEmpty()) {
            return;
        }
        Set<RegistrationId> shown = instances.stream().map(RegistrationId::of).collect(Collectors.toSet());
        standings
                .entrySet()
                .removeIf(entry ->
                        !shown.contains(entry.getKey()) && !entry.getValue().isOut(nowNanos));
    }

    private Standing standingOf(Instance instance) {
        return standings.getOrDefault(RegistrationId.of(instance), Standing.CLEAN);
    }
}
