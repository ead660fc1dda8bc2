package io.serviceregistry.node.lease;

import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Outcome.Renewed;
import io.serviceregistry.node.core.command.RenewLeases;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.replication.Lane;
import io.serviceregistry.node.replication.NotProposedException;
import io.serviceregistry.node.replication.NotProposedException.Reason;
import io.serviceregistry.node.replication.Writes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

/**
 * Gathers the renewals that reach this node: one command per tick holds all of them, whatever connection they came by.
 * Thread-safe.
 *
 * <p>Repeating a renewal is harmless, so none is remembered. One that could not be written within a second is dropped: its
 * holder has long tried another node.
 */
public final class RenewalBatcher {
    /** Ten full commands a tick; more waiting leases than that are refused. */
    static final int MAX_WAITING_LEASES = 1_000_000;

    private static final Duration BUDGET = Duration.ofSeconds(1);

    private record Waiter(long[] leaseIds, CompletableFuture<Result> done) {}

    private final Writes writes;
    private final Object lock = new Object();
    private List<Waiter> waiting = new ArrayList<>();
    private int waitingLeases;
    private long refused;
    private final LongAdder renewals = new LongAdder();
    private final LongAdder batches = new LongAdder();

    public RenewalBatcher(Writes writes) {
        this.writes = writes;
    }

    /**
     * Renews leases with the next tick.
     *
     * @param leaseIds ascending and different, at most {@link RenewLeases#MAX_LEASES}; the caller leaves the array alone
     *     from now on
     * @return completes with {@link Renewed}, whose lists name only these leases, or exceptionally like {@link Writes}
     */
    public CompletableFuture<Result> renew(long[] leaseIds) {
        if (leaseIds.length > RenewLeases.MAX_LEASES) {
            // Here, to its caller: in the tick it would fail everybody's renewals.
            throw new IllegalArgumentException(
                    "leaseIds.length: " + leaseIds.length + " (expected: <= " + RenewLeases.MAX_LEASES + ')');
        }
        CompletableFuture<Result> done = new CompletableFuture<>();
        synchronized (lock) {
            if (waitingLeases + leaseIds.length > MAX_WAITING_LEASES) {
                refused += leaseIds.length;
                done.completeExceptionally(new NotProposedException(Reason.OVERLOADED));
                return done;
            }
            waiting.add(new Waiter(leaseIds, done));
            waitingLeases += leaseIds.length;
        }
        return done;
    }

    /** Writes what has gathered; called once a tick by one thread. */
    public void tick() {
        List<Waiter> gathered;
        synchronized (lock) {
            gathered = waiting;
            waiting = new ArrayList<>();
            waitingLeases = 0;
        }
        int from = 0;
        while (from < gathered.size()) {
            int to = from;
            int size = 0;
            while (to < gathered.size()
                    && (to == from || size + gathered.get(to).leaseIds().length <= RenewLeases.MAX_LEASES)) {
                size += gathered.get(to).leaseIds().length;
                to++;
            }
            write(gathered.subList(from, to), size);
            from = to;
        }
    }

    /** How many renewals were taken in and given to the log; whether they reached it is not known here. */
    public long renewals() {
        return renewals.sum();
    }

    /** In how many commands. */
    public long batches() {
        return batches.sum();
    }

    /** How many renewals were refused because too many waited. */
    public long refused() {
        synchronized (lock) {
            return refused;
        }
    }

    private void write(List<Waiter> waiters, int size) {
        long[] leaseIds = new long[size];
        int at = 0;
        for (Waiter waiter : waiters) {
            System.arraycopy(waiter.leaseIds(), 0, leaseIds, at, waiter.leaseIds().length);
            at += waiter.leaseIds().length;
        }
        RenewLeases command = new RenewLeases(sortedDistinct(leaseIds));
        renewals.add(size);
        batches.increment();
        var unused = writes.submit(Lane.RENEWAL, LoggedCommand.internal(command), BUDGET)
                .whenComplete((result, failure) -> {
                    for (Waiter waiter : waiters) {
                        if (failure != null) {
                            waiter.done().completeExceptionally(failure);
                        } else {
                            waiter.done().complete(own(result, waiter.leaseIds()));
                        }
                    }
                });
    }

    private static long[] sortedDistinct(long[] values) {
        Arrays.sort(values);
        int kept = 0;
        for (int i = 0; i < values.length; i++) {
            if (i == 0 || values[i] != values[i - 1]) {
                values[kept++] = values[i];
            }
        }
        return kept == values.length ? values : Arrays.copyOf(values, kept);
    }

    private static Result own(Result all, long[] leaseIds) {
        if (!(all.outcome() instanceof Renewed renewed)) {
            return all;
        }
        return new Result(
                all.position(),
                new Renewed(
                        own(renewed.recovered(), leaseIds),
                        own(renewed.replaced(), leaseIds),
                        own(renewed.unknown(), leaseIds)));
    }

    private static List<Long> own(List<Long> all, long[] leaseIds) {
        return all.isEmpty()
                ? all
                : all.stream()
                        .filter(leaseId -> Arrays.binarySearch(leaseIds, leaseId) >= 0)
                        .toList();
    }
}
