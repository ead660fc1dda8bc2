package io.serviceregistry.client;

import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a client has done since it was made, and what it holds now; see {@link RegistryClient#stats()}. Immutable.
 *
 * <p>Numbers that are called counts only ever grow. Each is exact, but all of them are not of the same instant: a call that ends
 * while they are read may be in one and not yet in another.
 *
 * @param calls by method of the registry's API, such as {@code Register}, in the order of their names; methods that were never
 *     called are there too, with zeros. Calls that the library makes by itself count like the application's
 * @param leases of registrations that are kept
 * @param registrations that are kept
 * @param watches the watches, those of views left out
 * @param views the views
 * @param streams of watches and views
 */
public record ClientStats(
        SortedMap<String, Calls> calls,
        Leases leases,
        Registrations registrations,
        Watches watches,
        Views views,
        Streams streams) {

    public ClientStats {
        calls = Collections.unmodifiableSortedMap(new TreeMap<>(calls));
    }

    /**
     * Counts of the calls of one method.
     *
     * @param ok answered
     * @param notApplied failed without an effect; every failed read is one of these
     * @param indeterminate failed, and may have taken effect
     * @param attempts requests sent or tried to be sent, the first of each call included
     * @param retries attempts after the first one of a call
     */
    public record Calls(long ok, long notApplied, long indeterminate, long attempts, long retries) {}

    /**
     * Leases that are kept alive. Renewals count by lease and attempt: a message that renews ten leases is ten of them, a lease
     * that two nodes are asked to renew is two.
     *
     * @param kept leases kept alive now
     * @param sent count of renewals sent
     * @param renewed count of those answered, and the lease had not lapsed
     * @param recovered count of those answered that revived a lapsed lease: others saw the instance as LAPSED for a while
     * @param replaced count of those answered that a newer registration holds the instance
     * @param unknown count of those answered that the lease is not known
     * @param refused count of those that a node could not serve, for a reason of its own
     * @param unanswered count of those not answered within TTL/9, 5 s at most, or whose stream broke; one that is answered late
     *     counts under its answer too
     */
    public record Leases(
            long kept,
            long sent,
            long renewed,
            long recovered,
            long replaced,
            long unknown,
            long refused,
            long unanswered) {}

    /**
     * Registrations that are kept, by {@link RegistrationState}.
     *
     * @param registering not registered yet, or not any more, now
     * @param registered registered, and renewals are answered, now
     * @param unreachable registered, but no node answers renewals, now
     * @param fenced count of those that ended because a newer registration holds the instance
     * @param rejected count of those that ended because the registry refused them for good
     * @param closed count of those that the application closed
     * @param lost count of leases that the registry no longer knew, so that their instances had to register again
     * @param reRegistered count of registrations granted after the first one of an instance
     */
    public record Registrations(
            long registering,
            long registered,
            long unreachable,
            long fenced,
            long rejected,
            long closed,
            long lost,
            long reRegistered) {}

    /**
     * Watches that are open, by {@link WatchState}.
     *
     * @param connecting no node tells them anything, or not enough yet
     * @param following they have a state, and hear of every change
     */
    public record Watches(long connecting, long following) {}

    /**
     * Views that are open: by {@link WatchState}, and by {@link ServiceSnapshot.Source}. Either way they add up to all of them.
     *
     * @param connecting no node tells them anything, or not enough yet
     * @param following they hear of every change
     * @param rejected the registry refused their query for good
     * @param none nothing is known
     * @param registry what is known is what the registry says
     * @param kept what is known is what the registry said earlier
     * @param cache what is known is what an earlier process saved
     * @param fallback what is known are fixed addresses
     * @param oldestAge the greatest {@link ServiceView#age() age} of any view that has one, whether it follows or not; null when
     *     none has
     */
    public record Views(
            long connecting,
            long following,
            long rejected,
            long none,
            long registry,
            long kept,
            long cache,
            long fallback,
            @Nullable Duration oldestAge) {}

    /**
     * Counts of the streams of watches and views.
     *
     * @param opened streams opened
     * @param reconnects those of them that were to go on from what a watch knew, after its stream before was lost
     * @param resyncs watches that knew something and were told all of it anew, because the registry could not say what had
     *     changed
     */
    public record Streams(long opened, long reconnects, long resyncs) {}
}
