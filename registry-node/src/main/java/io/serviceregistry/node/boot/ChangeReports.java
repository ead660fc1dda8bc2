package io.serviceregistry.node.boot;

import io.serviceregistry.node.core.change.Change;
import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.lease.LeaseExpirer;
import io.serviceregistry.node.raft.ApplyListener;
import io.serviceregistry.node.watch.WatchHub;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands what apply reports to those who need it, and logs what an operator will ask for later: who lapsed, who was removed,
 * at which revision. Logging happens off the thread of apply, a line per service.
 */
final class ChangeReports implements ApplyListener {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeReports.class);
    private static final int MAX_NAMED = 10;

    private final LeaseExpirer expirer;
    private final WatchHub watches;
    private final ChangeCounts counts;
    private final Runnable wakeWrites;
    private final Executor executor;

    /** @param wakeWrites what waits for a leader need not wait any longer; must not block */
    ChangeReports(LeaseExpirer expirer, WatchHub watches, ChangeCounts counts, Runnable wakeWrites, Executor executor) {
        this.expirer = expirer;
        this.watches = watches;
        this.counts = counts;
        this.wakeWrites = wakeWrites;
        this.executor = executor;
    }

    @Override
    public void changed(ChangeSet changes) {
        expirer.changed(changes);
        watches.changed(changes);
        counts.count(changes);
        ChangeReason first = changes.changes().get(0).reason();
        if (first == ChangeReason.LAPSED || first == ChangeReason.EXPIRED || first == ChangeReason.HELD) {
            executor.execute(() -> log(changes));
        }
    }

    @Override
    public void restored(CatalogView view) {
        watches.restored(view);
    }

    @Override
    public void leaderChanged(String leaderId) {
        wakeWrites.run();
        executor.execute(() -> LOG.info(leaderId.isEmpty() ? "No leader is known" : "The leader is {}", leaderId));
    }

    @Override
    public void leaderReady() {
        wakeWrites.run();
    }

    private static void log(ChangeSet changes) {
        Map<ServiceKey, List<String>> services = new TreeMap<>();
        for (Change change : changes.changes()) {
            services.computeIfAbsent(change.key().service(), service -> new ArrayList<>())
                    .add(change.key().instanceId() + ' ' + change.reason());
        }
        services.forEach((service, instances) -> LOG.info(
                "Silent instances of {} at revision {}: {}{}",
                service,
                changes.revision(),
                String.join(", ", instances.subList(0, Math.min(MAX_NAMED, instances.size()))),
                instances.size() > MAX_NAMED ? " and " + (instances.size() - MAX_NAMED) + " more" : ""));
    }
}
