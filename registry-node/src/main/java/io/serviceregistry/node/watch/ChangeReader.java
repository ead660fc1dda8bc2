package io.serviceregistry.node.watch;

import io.serviceregistry.node.core.change.Change;
import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the change log for one filter, a step at a time. A step ends at the end of a revision: whoever applies it whole has the
 * state of that revision.
 *
 * <p>A reader that is little behind gets every change; one that is far behind gets what many changes come to, which is never
 * more than one event an instance. Used by one thread at a time.
 */
final class ChangeReader {
    /** Read at a time when many are put together. */
    private static final int BLOCK = 256;

    private final ChangeLog log;
    private final WatchFilter filter;
    private final StepLimits limits;

    /** What changed from one state to a later one; no events when nothing that matches did. */
    record Step(long toRevision, boolean coalesced, List<WatchEvent> events) {}

    /** The first and the last of several changes of one instance. */
    private record Net(
            @Nullable InstanceView before, @Nullable InstanceView after, long revision, ChangeReason reason) {}

    ChangeReader(ChangeLog log, WatchFilter filter, StepLimits limits) {
        this.log = log;
        this.filter = filter;
        this.limits = limits;
    }

    /** The step from the state before a revision; nothing when that revision is not kept any more. */
    Optional<Step> next(long revision) {
        return log.last() - revision >= limits.coalesceBeyond() ? coalesced(revision) : each(revision);
    }

    private Optional<Step> each(long revision) {
        Optional<List<ChangeSet>> block = log.from(revision, limits.coalesceBeyond());
        if (block.isEmpty()) {
            return Optional.empty();
        }
        List<WatchEvent> events = new ArrayList<>();
        long bytes = 0;
        long to = revision - 1;
        for (ChangeSet set : block.get()) {
            for (Change change : set.changes()) {
                if (filter.covers(change.key().service())) {
                    Optional<WatchEvent> event = WatchEvent.of(
                            filter, set.revision(), change.key(), change.before(), change.after(), change.reason());
                    if (event.isPresent()) {
                        events.add(event.get());
                        bytes += InstanceSize.of(event.get().instance());
                    }
                }
            }
            to = set.revision();
            if (events.size() >= limits.maxEvents() || bytes >= limits.maxBytes()) {
                break;
            }
        }
        return Optional.of(new Step(to, false, events));
    }

    private Optional<Step> coalesced(long revision) {
        Map<InstanceKey, Net> nets = new LinkedHashMap<>();
        long bytes = 0;
        long to = revision - 1;
        while (nets.size() < limits.maxEvents() && bytes < limits.maxBytes()) {
            Optional<List<ChangeSet>> block = log.from(to + 1, BLOCK);
            if (block.isEmpty()) {
                return Optional.empty();
            }
            if (block.get().isEmpty()) {
                break;
            }
            for (ChangeSet set : block.get()) {
                bytes += add(set, nets);
                to = set.revision();
                if (nets.size() >= limits.maxEvents() || bytes >= limits.maxBytes()) {
                    break;
                }
            }
        }
        List<WatchEvent> events = new ArrayList<>();
        nets.forEach((key, net) -> WatchEvent.of(filter, net.revision(), key, net.before(), net.after(), net.reason())
                .ifPresent(events::add));
        return Optional.of(new Step(to, true, events));
    }

    /** Adds a change set; the bytes of what came to it. */
    private long add(ChangeSet set, Map<InstanceKey, Net> nets) {
        long bytes = 0;
        for (Change change : set.changes()) {
            if (!filter.covers(change.key().service())) {
                continue;
            }
            Net former = nets.get(change.key());
            InstanceView before = former == null ? change.before() : former.before();
            if (former == null && !filter.matches(before) && !filter.matches(change.after())) {
                continue; // and if it matches later, that change has the same before
            }
            nets.put(change.key(), new Net(before, change.after(), set.revision(), change.reason()));
            bytes += former == null ? InstanceSize.of(change.after()) : 0;
        }
        return bytes;
    }
}
