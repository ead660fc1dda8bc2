package io.serviceregistry.node.service;

import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.core.view.Selector;
import io.serviceregistry.node.service.NotServingException.Reason;
import io.serviceregistry.node.service.WatchQuery.ResumePoint;
import io.serviceregistry.node.watch.Subscription;
import io.serviceregistry.node.watch.WatchFilter;
import io.serviceregistry.node.watch.WatchHub;
import io.serviceregistry.node.watch.WatchOutlet;
import io.serviceregistry.node.watch.WatchStart;
import io.serviceregistry.node.watch.WatchStart.Resume;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Lets callers watch. Thread-safe, never blocks. */
public final class Watches {
    static final int MAX_SERVICES = 100;

    /**
     * The watches of a node that is lost come back over a millisecond each: the node that takes them on is busy with them for
     * part of that time, and has the rest for its other work.
     */
    private static final int SPREAD_MILLIS_PER_WATCH = 1;

    /** Few watches may as well come back soon. */
    static final int MIN_SPREAD_MILLIS = 100;

    /** What a watch knows is not to grow old for long, however many they are. */
    static final int MAX_SPREAD_MILLIS = 10_000;

    private final String clusterId;
    private final ReadConsistency consistency;
    private final AdmissionControl admission;
    private final WatchHub hub;

    /** Watches of this hub; all end when {@code admission} stops: by themselves they would never end. */
    public Watches(String clusterId, ReadConsistency consistency, AdmissionControl admission, WatchHub hub) {
        this.clusterId = clusterId;
        this.consistency = consistency;
        this.admission = admission;
        this.hub = hub;
        admission.whenStopping(() -> hub.endAll(AdmissionControl.stopping()));
    }

    /**
     * Begins a watch.
     *
     * @param budget how long it may take until it begins
     * @return completes when it has begun, or exceptionally as reads do, with {@link RevisionInFutureException}, or with {@code
     *     TooManyWatchesException}
     * @throws InvalidFieldException at once
     * @throws NotServingException at once
     */
    public CompletableFuture<Subscription> watch(WatchQuery query, Duration budget, WatchOutlet outlet) {
        WatchFilter filter = filter(query);
        query.read().check("read");
        Optional<Resume> resume = query.resume().map(this::resume);
        admission.admit();
        return consistency
                .view(query.read(), budget)
                .thenCompose(from -> isBehind(from, resume)
                        ? consistency.view(ReadOptions.LINEARIZABLE, budget) // then it has come, if it ever was
                        : CompletableFuture.completedFuture(from))
                .thenApply(from -> {
                    admission.requireRightState();
                    resume.filter(point -> isBehind(from, resume)).ifPresent(point -> {
                        throw new RevisionInFutureException(
                                point.revision(), from.view().image().revision());
                    });
                    return hub.watch(new WatchStart(from.view(), resume), filter, outlet);
                });
    }

    private static boolean isBehind(ReadView from, Optional<Resume> resume) {
        return resume.filter(Resume::sameCluster)
                .filter(point -> point.revision() > from.view().image().revision())
                .isPresent();
    }

    private static WatchFilter filter(WatchQuery query) {
        String namespace = InstanceRules.namespace("namespace", query.namespace());
        FieldRules.count("services", query.services().size(), MAX_SERVICES);
        SortedSet<String> services = new TreeSet<>();
        for (int i = 0; i < query.services().size(); i++) {
            services.add(FieldRules.name("services[" + i + ']', query.services().get(i), InstanceRules.MAX_NAME_BYTES));
        }
        Selector selector = selector(query);
        return new WatchFilter(
                namespace,
                services,
                instance -> query.filter().keeps(instance)
                        && selector.matches(instance.instance().spec()));
    }

    private static Selector selector(WatchQuery query) {
        return SelectorText.read("selector", query.selector());
    }

    private Resume resume(ResumePoint point) {
        FieldRules.name("resume.cluster_id", point.clusterId(), InstanceRules.MAX_NAME_BYTES);
        FieldRules.number("resume.revision", point.revision(), 0, Long.MAX_VALUE);
        return new Resume(point.revision(), point.clusterId().equals(clusterId));
    }

    /** What a view says of the services that were asked for by name; the query must have been accepted. */
    public static SortedMap<String, Selection> explain(CatalogView view, WatchQuery query) {
        WatchFilter filter = filter(query);
        Choice choice = Choice.of(query.filter(), selector(query));
        SortedMap<String, Selection> explained = new TreeMap<>();
        filter.services()
                .forEach(service -> explained.put(
                        service, Selection.of(view, new ServiceKey(filter.namespace(), service), choice)));
        return explained;
    }

    /** This node's state now, and how old it may be. */
    public ReadView now() {
        return consistency.now();
    }

    /** Over how long a time the watches of this node are to come back when they lose it. */
    public int reconnectSpreadMillis() {
        return reconnectSpreadMillis(hub.open());
    }

    static int reconnectSpreadMillis(int watches) {
        return (int) Math.min(MAX_SPREAD_MILLIS, Math.max(MIN_SPREAD_MILLIS, (long) watches * SPREAD_MILLIS_PER_WATCH));
    }

    /** Why watches end when this node's state was found wrong. */
    public static RuntimeException diverged(String difference) {
        return new NotServingException(Reason.STATE_DIVERGED, difference);
    }
}
