package io.serviceregistry.client.internal.view;

import io.serviceregistry.client.EmptyReason;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceEvent;
import io.serviceregistry.client.InstanceFilter;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.ReadOptions;
import io.serviceregistry.client.ServiceSnapshot;
import io.serviceregistry.client.ServiceSnapshot.Source;
import io.serviceregistry.client.ViewChange;
import io.serviceregistry.client.ViewListener;
import io.serviceregistry.client.ViewQuery;
import io.serviceregistry.client.WatchQuery;
import io.serviceregistry.client.WatchState;
import io.serviceregistry.client.internal.call.News;
import io.serviceregistry.client.internal.call.Scheduler;
import io.serviceregistry.client.internal.watch.KeptWatch;
import io.serviceregistry.client.internal.watch.WatchObserver;
import io.serviceregistry.client.internal.watch.WatchStep;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A view of one service, made of what a watch of all its instances tells.
 *
 * <p>It begins with what was saved, or else with the fixed addresses, until the registry is heard. From then on it is what the
 * registry says, but for this: when the registry has another history than the one known, because its data was lost or
 * restored, those it does not name are {@link Orphans orphans}, and stay for as long as they may yet come back.
 *
 * <p>Changes are made on the scheduler's thread; {@link #current} may be asked by any.
 */
public final class KeptView implements WatchObserver {

    private static final Logger log = LoggerFactory.getLogger(KeptView.class);

    private final ViewQuery query;
    private final Environment env;
    private final KeptWatch watch;
    private final @Nullable ViewSaver saver;
    private final Orphans orphans = new Orphans();
    private final List<Registered> listeners = new ArrayList<>();
    private String clusterId = "";
    private List<Instance> told = List.of();
    private EmptyReason whyNone = EmptyReason.UNRECOGNIZED;
    private long revision;
    private volatile ServiceSnapshot current;

    private record Registered(ViewListener listener, News news) {}

    /** What all views of a client share; {@code scheduler} is that of {@code watches}. */
    public record Environment(Scheduler scheduler, KeptWatch.Environment watches, News news, InstantSource wallClock) {}

    /** A view that begins with what is on disk; nobody is asked before {@link #start}. */
    public KeptView(ViewQuery query, Environment env) {
        this.query = query;
        this.env = env;
        Path directory = query.cacheDirectory();
        ViewFile file = directory == null ? null : new ViewFile(directory, query);
        this.saver = file == null
                ? null
                : new ViewSaver(file, env.scheduler(), env.news().completions());
        this.current = beginning(file == null ? Optional.empty() : file.load());
        this.watch = new KeptWatch(watchQuery(query), this, env.watches(), true);
    }

    private ServiceSnapshot beginning(Optional<SavedView> saved) {
        if (saved.isPresent()) {
            clusterId = saved.get().clusterId();
            revision = saved.get().revision();
            return ServiceSnapshot.cache(
                    revision, saved.get().instances(), saved.get().savedAt());
        }
        return query.fallback().isEmpty() ? ServiceSnapshot.NONE : ServiceSnapshot.fallback(FixedInstances.of(query));
    }

    /** All of them, and as new as can be had: which are healthy is to be seen, and why none is. */
    private static WatchQuery watchQuery(ViewQuery query) {
        return new WatchQuery(
                query.namespace(),
                List.of(query.service()),
                InstanceFilter.ALL,
                query.selector(),
                ReadOptions.linearizable());
    }

    /** Begins to follow the registry. */
    public KeptView start() {
        watch.start();
        return this;
    }

    /** What it asks for. */
    public ViewQuery query() {
        return query;
    }

    /** The watch that it is made of. */
    public KeptWatch watch() {
        return watch;
    }

    /** What is known. */
    public ServiceSnapshot current() {
        return current;
    }

    /** How old what is known may be. */
    public Optional<Duration> age() {
        ServiceSnapshot known = current;
        return known.source() == Source.CACHE
                ? known.savedAt()
                        .map(savedAt ->
                                Duration.between(savedAt, env.wallClock().instant()))
                : watch.age();
    }

    /** Tells a listener what is known, and then what changes. Without an executor it is told on the client's thread for that. */
    public void listen(ViewListener listener, @Nullable Executor executor) {
        News news =
                executor == null ? env.news() : new News(executor, env.news().completions());
        env.scheduler().execute(() -> {
            listeners.add(new Registered(listener, news));
            ServiceSnapshot known = current;
            List<InstanceEvent> events = SnapshotDifference.between(List.of(), known.all(), known.revision());
            news.tell(() -> listener.changed(new ViewChange(ServiceSnapshot.NONE, known, events)));
        });
    }

    /** Tells a listener nothing more, but for what is on its way. */
    public void forget(ViewListener listener) {
        env.scheduler().execute(() -> listeners.removeIf(each -> each.listener() == listener));
    }

    /** Ends it; completes once it has ended, and what it knew is saved. What it knows, it serves. */
    public CompletableFuture<Void> close() {
        return watch.close()
                .thenCompose(unused -> saver == null ? CompletableFuture.<Void>completedFuture(null) : saver.finish());
    }

    @Override
    public void synced(WatchStep.Synced step) {
        long now = env.scheduler().nowNanos();
        Set<InstanceKey> named = step.current().instances().keySet();
        EmptyReason given = step.whyNone().get(query.service());
        boolean sameHistory =
                step.clusterId().equals(clusterId) && step.current().revision() >= revision;
        boolean explained = sameHistory && (given != null || !named.isEmpty());
        if (explained) {
            orphans.clear();
        } else if (current.source() != Source.FALLBACK) {
            current.all().stream()
                    .filter(instance -> !named.contains(instance.key()))
                    .forEach(instance -> orphans.add(instance, now));
        }
        named.forEach(orphans::resolve);
        if (!orphans.isEmpty()) {
            log.warn(
                    "The registry does not say what became of {} of the instances of {}; they are kept for now",
                    orphans.instances().size(),
                    query.service());
        }
        clusterId = step.clusterId();
        whyNone = given == null ? EmptyReason.UNRECOGNIZED : given;
        take(step.current().all(), step.current().revision());
        become(null);
        expireOrphansInTime();
    }

    @Override
    public void changed(WatchStep.Changed step) {
        boolean plain = orphans.isEmpty() && current.source() == Source.REGISTRY;
        step.changes().events().forEach(event -> orphans.resolve(event.key()));
        // Of what a selector leaves out nothing is told: it may be there or not.
        whyNone = query.selector().isEmpty() ? EmptyReason.NO_SUCH_SERVICE : EmptyReason.FILTERED_OUT;
        take(step.current().all(), step.current().revision());
        become(plain ? step.changes().events() : null);
    }

    @Override
    public void stateChanged(WatchState previous, WatchState next) {
        for (Registered each : List.copyOf(listeners)) {
            each.news().tell(() -> each.listener().stateChanged(previous, next));
        }
    }

    private void take(List<Instance> instances, long atRevision) {
        told = instances;
        revision = atRevision;
    }

    /** @param events what has happened; null when that is to be found out */
    private void become(@Nullable List<InstanceEvent> events) {
        ServiceSnapshot previous = current;
        ServiceSnapshot next = ServiceSnapshot.registry(revision, withOrphans(), whyNone);
        current = orphans.isEmpty() ? next : next.kept();
        save();
        ServiceSnapshot known = current;
        ViewChange change = new ViewChange(
                previous,
                known,
                events != null ? events : SnapshotDifference.between(previous.all(), known.all(), revision));
        for (Registered each : List.copyOf(listeners)) {
            each.news().tell(() -> each.listener().changed(change));
        }
    }

    private List<Instance> withOrphans() {
        if (orphans.isEmpty()) {
            return told;
        }
        List<Instance> all = new ArrayList<>(told);
        all.addAll(orphans.instances());
        all.sort(Comparator.comparing(Instance::key));
        return all;
    }

    private void save() {
        // An empty view is nothing to begin with, and what is kept is not what a registry says.
        if (saver != null
                && current.source() == Source.REGISTRY
                && !current.all().isEmpty()) {
            saver.save(new SavedView(
                    clusterId, revision, current.all(), env.wallClock().instant()));
        }
    }

    private void expireOrphansInTime() {
        orphans.nanosLeft(env.scheduler().nowNanos())
                .ifPresent(nanos -> env.scheduler().schedule(nanos, () -> {
                    int before = orphans.instances().size();
                    orphans.expire(env.scheduler().nowNanos());
                    if (orphans.instances().size() < before) {
                        become(null);
                    }
                    expireOrphansInTime();
                }));
    }
}
