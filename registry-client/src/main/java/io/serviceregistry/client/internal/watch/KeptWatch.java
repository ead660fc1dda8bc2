package io.serviceregistry.client.internal.watch;

import io.serviceregistry.client.ErrorReason;
import io.serviceregistry.client.ReadOptions;
import io.serviceregistry.client.RegistryException;
import io.serviceregistry.client.WatchQuery;
import io.serviceregistry.client.WatchState;
import io.serviceregistry.client.WatchedInstances;
import io.serviceregistry.client.internal.call.AttemptFailure;
import io.serviceregistry.client.internal.call.Backoff;
import io.serviceregistry.client.internal.call.CallKind;
import io.serviceregistry.client.internal.call.NodeSelector;
import io.serviceregistry.client.internal.call.Scheduler;
import io.serviceregistry.client.internal.call.StatusMapper;
import io.serviceregistry.client.internal.model.WatchMapper;
import io.serviceregistry.proto.v1.ResponseHeader;
import io.serviceregistry.proto.v1.WatchRequest;
import io.serviceregistry.proto.v1.WatchResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One watch over all its streams. When a stream ends, or is silent for longer than a node ever is, the next one is opened to
 * another node, and goes on from the state that is known.
 *
 * <p>Decisions are made on the scheduler's thread; the rest may be called by any.
 */
public final class KeptWatch {

    /** Nodes say something every five seconds. */
    static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(15);

    /** A node that does not know itself up to date for so long may be cut off; another may not. */
    static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Until a node has said over how long a time those who lose it should come back. */
    static final long FIRST_SPREAD_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** Why a node that has something to tell does not: it cannot vouch for its being new enough. */
    private static final Set<ErrorReason> AS_FRESH_AS_ASKED =
            EnumSet.of(ErrorReason.NO_QUORUM, ErrorReason.NO_LEADER, ErrorReason.NOT_FRESH_ENOUGH);

    private static final Logger log = LoggerFactory.getLogger(KeptWatch.class);

    private final WatchQuery query;
    private final WatchObserver observer;
    private final boolean orOlder;
    private final Environment env;
    private final WatchedState watched = new WatchedState();
    private final Set<String> tried = new HashSet<>();
    private int failures;
    private int refusals;
    private long spreadNanos = FIRST_SPREAD_NANOS;
    private boolean freshWhenSynced;
    private long openedAtNanos;
    private int attempt;
    private WatchStreams.@Nullable Stream stream;
    private String node = "";
    private boolean told;
    private long heardAtNanos;
    private long movedAtNanos;

    private volatile WatchedInstances current = WatchedInstances.NONE;
    private volatile @Nullable Long freshAtNanos;
    private final CompletableFuture<Void> synced = new CompletableFuture<>();
    private WatchState state; // guarded by this

    /**
     * What all watches of a client share.
     *
     * @param onEnd called once for each watch that has ended
     */
    public record Environment(
            Scheduler scheduler,
            WatchStreams streams,
            NodeSelector nodes,
            Backoff backoff,
            InstantSource wallClock,
            Consumer<KeptWatch> onEnd) {}

    /** A watch that has not begun. */
    public KeptWatch(WatchQuery query, WatchObserver observer, Environment env) {
        this(query, observer, env, false);
    }

    /** The same; {@code orOlder} says that an older state is better than none, when no node can give one as fresh as asked. */
    public KeptWatch(WatchQuery query, WatchObserver observer, Environment env, boolean orOlder) {
        this.query = query;
        this.orOlder = orOlder;
        this.observer = observer;
        this.env = env;
        this.state = new WatchState.Connecting(env.wallClock().instant(), null);
        this.movedAtNanos = env.scheduler().nowNanos() - STALE_NANOS;
    }

    /** What it asks for. */
    public WatchQuery query() {
        return query;
    }

    /** What it knows. */
    public WatchedInstances current() {
        return current;
    }

    /** How old that may be. */
    public Optional<Duration> age() {
        Long fresh = freshAtNanos;
        return fresh == null
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(env.scheduler().nowNanos() - fresh));
    }

    /** Where it stands. */
    public synchronized WatchState state() {
        return state;
    }

    /** Completes once it has followed, or exceptionally when it has ended before that; on the scheduler's thread. */
    public CompletableFuture<Void> synced() {
        return synced;
    }

    /** Waits until the state is one of those wanted, or time is up, and answers the state then. */
    public synchronized WatchState await(Predicate<WatchState> wanted, long timeoutNanos) throws InterruptedException {
        long deadline = System.nanoTime() + timeoutNanos;
        while (!wanted.test(state)) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return state;
    }

    /** Begins. */
    public void start() {
        env.scheduler().execute(this::connect);
    }

    /** Ends it; completes once it has ended. */
    public CompletableFuture<Void> close() {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        env.scheduler().execute(() -> {
            end(new WatchState.Closed());
            ended.complete(null);
        });
        return ended;
    }

    private void connect() {
        if (state().isFinal()) {
            return;
        }
        if (tried.size() >= env.nodes().ring().size()) {
            tried.clear(); // everybody had a turn: start over
        }
        long now = env.scheduler().nowNanos();
        node = env.nodes().pickForReading(tried, now);
        tried.add(node);
        told = false;
        heardAtNanos = now;
        openedAtNanos = now;
        watched.begin();
        freshWhenSynced = false;
        WatchRequest request;
        if (watched.isKnown()) {
            request = WatchMapper.resume(
                    query, watched.clusterId(), watched.current().revision());
        } else {
            ReadOptions read = read();
            freshWhenSynced = read.consistency() == ReadOptions.Consistency.LINEARIZABLE;
            request = WatchMapper.begin(query, read);
        }
        int number = ++attempt;
        stream = env.streams().open(node, request, new WatchStreams.Reader() {
            @Override
            public void received(WatchResponse response) {
                if (number == attempt) {
                    heard(response);
                }
            }

            @Override
            public void broken(AttemptFailure failure) {
                if (number == attempt) {
                    lost(failure);
                }
            }
        });
        listenOn(number);
    }

    /** As asked; or, for who would rather have something, whatever a node knows, when each was asked and none could vouch for it. */
    private ReadOptions read() {
        boolean nobodyCan = refusals >= env.nodes().ring().size();
        return orOlder && nobodyCan ? ReadOptions.local() : query.read();
    }

    /** Looks after the stream for as long as it is the current one. */
    private void listenOn(int number) {
        env.scheduler().schedule(SILENT_NANOS / 3, () -> {
            if (number != attempt || state().isFinal()) {
                return;
            }
            if (env.scheduler().nowNanos() - heardAtNanos >= SILENT_NANOS) {
                log.info("Node {} says nothing on a watch; another is asked", node);
                env.nodes().failed(node, env.scheduler().nowNanos());
                reconnect(null, 0);
            } else if (!env.nodes().ring().contains(node)) {
                log.debug("Node {} is not a member any more; another is asked", node);
                reconnect(null, 0);
            } else {
                listenOn(number);
            }
        });
    }

    private void heard(WatchResponse response) {
        heardAtNanos = env.scheduler().nowNanos();
        WatchStep step = watched.take(response);
        current = watched.current();
        if (response.hasSynced()) {
            env.nodes().learn(node, response.getSynced().getHeader());
            spread(response.getSynced().getReconnectSpreadMillis());
            // Of other snapshots nobody says how old they are; the next bookmark does.
            freshAtNanos = freshWhenSynced ? Long.valueOf(openedAtNanos) : freshAtNanos;
        } else if (response.hasBookmark()) {
            env.nodes().learn(node, response.getBookmark().getHeader());
            spread(response.getBookmark().getReconnectSpreadMillis());
        }
        if (step instanceof WatchStep.Synced synced) {
            observer.synced(synced);
        } else if (step instanceof WatchStep.Changed changed) {
            observer.changed(changed);
        }
        if (step != null || response.hasBookmark()) {
            following();
        }
        if (response.hasBookmark()) {
            freshness(response.getBookmark().getHeader());
        }
    }

    private void following() {
        if (!told) {
            told = true;
            failures = 0;
            refusals = 0;
            tried.clear();
            tried.add(node);
            env.nodes().answered(node);
            become(new WatchState.Following(node));
        }
    }

    private void spread(int millis) {
        if (millis > 0) {
            spreadNanos = TimeUnit.MILLISECONDS.toNanos(millis);
        }
    }

    /** A node that is cut off goes on telling what it knows, and how old that is. */
    private void freshness(ResponseHeader header) {
        long ageNanos = header.hasAgeMillis() ? TimeUnit.MILLISECONDS.toNanos(header.getAgeMillis()) : Long.MAX_VALUE;
        if (ageNanos != Long.MAX_VALUE) {
            Long known = freshAtNanos;
            long fresh = heardAtNanos - ageNanos;
            freshAtNanos = known == null || fresh - known > 0 ? Long.valueOf(fresh) : known;
        }
        boolean mayMove =
                heardAtNanos - movedAtNanos >= STALE_NANOS && env.nodes().ring().size() > 1;
        if (ageNanos > STALE_NANOS && mayMove) {
            log.info("Node {} has been cut off for a while; another is asked", node);
            movedAtNanos = heardAtNanos;
            reconnect(null, 0);
        }
    }

    private void lost(AttemptFailure failure) {
        RegistryException error = StatusMapper.toException(failure, CallKind.READ, "Watch at " + node);
        log.debug("A watch has lost its stream: {}", error.getMessage());
        if (error.reason() == ErrorReason.INVALID_FIELD) {
            end(new WatchState.Rejected(error));
            return;
        }
        if (error.reason() == ErrorReason.REVISION_IN_FUTURE) {
            watched.forgetPosition();
        }
        refusals += AS_FRESH_AS_ASKED.contains(error.reason()) ? 1 : 0;
        if (StatusMapper.isNodeInTrouble(error)) {
            env.nodes().failed(node, env.scheduler().nowNanos());
        }
        boolean elsewhere = StatusMapper.isOneNodesView(error)
                && tried.size() < env.nodes().ring().size();
        reconnect(error, elsewhere ? 0 : StatusMapper.retryDelay(failure).toNanos());
    }

    /**
     * Whoever comes back is one of many: the first wait is as the lost node wished, and those after it grow.
     *
     * @param askedNanos how long the node that refused asks to be left alone
     */
    private void reconnect(@Nullable RegistryException cause, long askedNanos) {
        attempt++;
        WatchStreams.Stream open = stream;
        stream = null;
        if (open != null) {
            open.cancel();
        }
        if (!(state() instanceof WatchState.Connecting) || cause != null) {
            become(new WatchState.Connecting(since(), cause));
        }
        failures++;
        int number = attempt;
        long wait = failures == 1
                ? env.backoff().withinNanos(spreadNanos)
                : env.backoff().delayNanos(failures - 1);
        env.scheduler().schedule(askedNanos + wait, () -> {
            if (number == attempt) {
                connect();
            }
        });
    }

    private Instant since() {
        return state() instanceof WatchState.Connecting connecting
                ? connecting.since()
                : env.wallClock().instant();
    }

    private void end(WatchState last) {
        if (state().isFinal()) {
            return;
        }
        attempt++;
        WatchStreams.Stream open = stream;
        stream = null;
        if (open != null) {
            open.cancel();
        }
        become(last);
        env.onEnd().accept(this);
    }

    private void become(WatchState next) {
        WatchState previous;
        synchronized (this) {
            previous = state;
            state = next;
            notifyAll();
        }
        if (next instanceof WatchState.Following) {
            synced.complete(null);
        } else if (next instanceof WatchState.Rejected rejected) {
            synced.completeExceptionally(rejected.cause());
        } else if (next instanceof WatchState.Closed) {
            synced.completeExceptionally(new IllegalStateException("watch: closed (expected: open)"));
        }
        if (!previous.equals(next)) {
            observer.stateChanged(previous, next);
        }
    }
}
