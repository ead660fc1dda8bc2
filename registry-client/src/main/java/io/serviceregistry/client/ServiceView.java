package io.serviceregistry.client;

import io.serviceregistry.client.internal.ClientRuntime;
import io.serviceregistry.client.internal.view.KeptView;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A live view of one service: what {@link RegistryClient#discover} would answer, kept up to date, and there to be read without a
 * call.
 *
 * <p>While no node can be reached it serves what it knows, and says how old that is. Before it has heard of the registry for the
 * first time it has what an earlier process saved, or fixed addresses, when the query names them; {@link
 * ServiceSnapshot#source} tells. It is never emptied by silence: an instance goes when the registry says that it went, or
 * when a registry that has lost its data has not heard of it again within its TTL.
 *
 * <p>Thread-safe. Nothing but {@link #awaitSynced} blocks.
 */
public final class ServiceView implements AutoCloseable {

    private final KeptView kept;
    private final ClientRuntime runtime;

    ServiceView(KeptView kept, ClientRuntime runtime) {
        this.kept = kept;
        this.runtime = runtime;
    }

    /** What it asks for. */
    public ViewQuery query() {
        return kept.query();
    }

    /** What it knows. The same object until something changes. */
    public ServiceSnapshot current() {
        return kept.current();
    }

    /** Where its watch stands. */
    public WatchState state() {
        return kept.watch().state();
    }

    /** Whether a node tells it of every change. */
    public boolean isConnected() {
        return state() instanceof WatchState.Following;
    }

    /**
     * How old what it knows may be: whatever was acknowledged earlier than so long ago, it reflects. Of what an earlier process
     * saved: the time since then by this machine's wall clock. Empty with nothing known, and with fixed addresses.
     */
    public Optional<Duration> age() {
        return kept.age();
    }

    /**
     * Waits until it follows the registry. It goes on trying when the wait is over.
     *
     * @return what it knows then
     * @throws UnavailableException if the timeout passed first
     * @throws RegistryException if the registry refused the query: as the registry said
     * @throws IllegalStateException if it is closed
     */
    public ServiceSnapshot awaitSynced(Duration timeout) {
        WatchWaiting.awaitFollowing(kept.watch(), timeout);
        return current();
    }

    /**
     * Completes with what it knows once it follows the registry for the first time, on a thread of the client's that may block;
     * fails with a {@link RegistryException} when the registry refuses the query, and with {@link IllegalStateException} when it
     * is closed before. Cancelling it ends nothing.
     */
    public CompletableFuture<ServiceSnapshot> synced() {
        return kept.watch().synced().thenApplyAsync(unused -> current(), runtime.completions());
    }

    /**
     * Tells a listener what is known, as a change from nothing, and then every change, without a gap. All listeners of a client
     * share a thread: one that blocks delays the others, and no view.
     */
    public void addListener(ViewListener listener) {
        kept.listen(listener, null);
    }

    /** The same, by way of an executor, which runs one task at a time, in order, unless the listener can do without. */
    public void addListener(ViewListener listener, Executor executor) {
        kept.listen(listener, executor);
    }

    /** Tells a listener nothing more, but for what is on its way. */
    public void removeListener(ViewListener listener) {
        kept.forget(listener);
    }

    /** Ends it; what it knows stays readable. Any number of times. */
    @Override
    public void close() {
        var unused = runtime.end(kept);
    }
}
