package io.serviceregistry.node.watch;

import io.serviceregistry.node.core.change.Change;
import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.view.CatalogView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Every state that there was, by its revision, and what led to it: what watches are checked against. */
final class WatchedHistory {
    private final NavigableMap<Long, CatalogView> views = new TreeMap<>();
    private final NavigableMap<Long, ChangeSet> changes = new TreeMap<>();

    void add(CatalogView view) {
        views.put(view.image().revision(), view);
    }

    void add(ChangeSet set) {
        changes.put(set.revision(), set);
    }

    CatalogView newest() {
        return views.lastEntry().getValue();
    }

    /** All that matches in the state of a revision. */
    Map<InstanceKey, InstanceView> matching(WatchFilter filter, long revision) {
        Map<InstanceKey, InstanceView> matching = new TreeMap<>();
        CatalogView view = views.get(revision);
        if (view == null) {
            throw new AssertionError("there is no state of revision " + revision);
        }
        view.services(filter.namespace(), "", Integer.MAX_VALUE).stream()
                .filter(service -> filter.covers(service.key()))
                .flatMap(service -> view.views(service).stream())
                .filter(filter::matches)
                .forEach(instance -> matching.put(instance.instance().key(), instance));
        return matching;
    }

    /** Every event of a filter from after one revision up to another. */
    List<WatchEvent> events(WatchFilter filter, long fromRevision, long toRevision) {
        List<WatchEvent> events = new ArrayList<>();
        for (ChangeSet set :
                changes.subMap(fromRevision, false, toRevision, true).values()) {
            for (Change change : set.changes()) {
                if (filter.covers(change.key().service())) {
                    WatchEvent.of(
                                    filter,
                                    set.revision(),
                                    change.key(),
                                    change.before(),
                                    change.after(),
                                    change.reason())
                            .ifPresent(events::add);
                }
            }
        }
        return events;
    }
}
