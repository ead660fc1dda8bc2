package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.command.Result;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * The outcomes of requests, so that a repeated one takes effect once.
 *
 * <p>An outcome is kept until its client has passed it ({@code lowestUnanswered}), or for at least one window and about
 * two: each client is looked at a window after it last passed something, and once per window from then on. The queue of
 * clients is derived, so its order is that of replicated fields alone: a restored table must look at the same clients at
 * the same time.
 */
final class RequestTable {
    private static final int CLIENT = 8;
    private static final int REQUEST = 9;

    private final Table<String, Client> clients;
    private final Table<RememberedRequest.Key, RememberedRequest> requests;
    private final NavigableSet<Client> byCheck =
            new TreeSet<>(Comparator.comparingLong(Client::checkAtMillis).thenComparing(Client::id));

    RequestTable(TreePMap<String, Client> clients, TreePMap<RememberedRequest.Key, RememberedRequest> requests) {
        this.clients = new Table<>(CLIENT, clients);
        this.requests = new Table<>(REQUEST, requests);
        byCheck.addAll(clients.values());
    }

    /** What a request came to, if it is remembered. */
    @Nullable
    RememberedRequest find(RequestId request) {
        return requests.find(key(request));
    }

    /** True when the client itself said that it has the answer of this request. */
    boolean isAnswered(RequestId request) {
        Client client = clients.find(request.clientId());
        return client != null && request.sequence() < client.lowestUnanswered();
    }

    /**
     * Forgets what the client has the answers of. That it has them is itself worth a window: until then a delayed attempt
     * of an answered request may come that is not too old, and its client is all that is left to tell.
     */
    void forgetAnswered(RequestId request, long nowMillis, long windowMillis) {
        Client client = clients.find(request.clientId());
        if (client == null || request.lowestUnanswered() <= client.lowestUnanswered()) {
            return;
        }
        put(new Client(client.id(), request.lowestUnanswered(), nowMillis + windowMillis));
        forgetFirst(client.id(), remembered -> remembered.key().sequence() < request.lowestUnanswered());
    }

    /** True when a request, and its client if that is new, cannot be remembered. */
    boolean isFullFor(RequestId request, long limit) {
        int needed = clients.find(request.clientId()) == null ? 2 : 1;
        return (long) requests.size() + clients.size() + needed > limit;
    }

    /** Remembers what a request came to. */
    void remember(RequestId request, long fingerprint, Result result, long windowMillis) {
        if (clients.find(request.clientId()) == null) {
            long checkAtMillis = result.position().timeMillis() + windowMillis;
            put(new Client(request.clientId(), request.lowestUnanswered(), checkAtMillis));
        }
        requests.put(key(request), new RememberedRequest(key(request), fingerprint, result));
    }

    /** Forgets outcomes older than the window, of the clients whose turn it is. */
    void forgetOld(long nowMillis, long windowMillis) {
        while (!byCheck.isEmpty() && byCheck.first().checkAtMillis() <= nowMillis) {
            check(byCheck.first(), nowMillis, windowMillis);
        }
    }

    TreePMap<String, Client> clients() {
        return clients.map();
    }

    TreePMap<RememberedRequest.Key, RememberedRequest> requests() {
        return requests.map();
    }

    long sum() {
        return clients.sum() + requests.sum();
    }

    /** A client's sequences are nearly always applied in their order: old ones are first. A young first one ends the look. */
    private void check(Client client, long nowMillis, long windowMillis) {
        forgetFirst(client.id(), remembered -> remembered.result().position().timeMillis() + windowMillis <= nowMillis);
        if (first(client.id()) == null) {
            clients.remove(client.id());
            byCheck.remove(client);
        } else {
            put(new Client(client.id(), client.lowestUnanswered(), nowMillis + windowMillis));
        }
    }

    private void put(Client client) {
        Client former = clients.find(client.id());
        if (former != null) {
            byCheck.remove(former);
        }
        clients.put(client.id(), client);
        byCheck.add(client);
    }

    private void forgetFirst(String clientId, Predicate<RememberedRequest> old) {
        for (RememberedRequest first = first(clientId); first != null && old.test(first); first = first(clientId)) {
            requests.remove(first.key());
        }
    }

    private @Nullable RememberedRequest first(String clientId) {
        RememberedRequest.Key key = requests.map().ceilingKey(new RememberedRequest.Key(clientId, Long.MIN_VALUE));
        return key == null || !key.clientId().equals(clientId) ? null : requests.find(key);
    }

    private static RememberedRequest.Key key(RequestId request) {
        return new RememberedRequest.Key(request.clientId(), request.sequence());
    }
}
