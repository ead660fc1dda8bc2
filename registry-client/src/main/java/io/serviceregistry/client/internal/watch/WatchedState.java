package io.serviceregistry.client.internal.watch;

import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceChanges;
import io.serviceregistry.client.InstanceEvent;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.WatchedInstances;
import io.serviceregistry.client.internal.model.WatchMapper;
import io.serviceregistry.proto.v1.WatchChanges;
import io.serviceregistry.proto.v1.WatchResponse;
import io.serviceregistry.proto.v1.WatchSynced;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a watch has been told. What arrives in parts counts when the last one is there: until then everybody sees the state
 * before. Used by one thread.
 */
final class WatchedState {

    private WatchedInstances current = WatchedInstances.NONE;
    private String clusterId = "";
    private final Map<InstanceKey, Instance> arriving = new HashMap<>();
    private final List<InstanceEvent> unfinished = new ArrayList<>();

    /** What is known. */
    WatchedInstances current() {
        return current;
    }

    /** The cluster that it is of; empty before anything is known. */
    String clusterId() {
        return clusterId;
    }

    /** True when a stream can be resumed from it. */
    boolean isKnown() {
        return !clusterId.isEmpty();
    }

    /** The next stream begins with a snapshot; until it is there, what is known stays. */
    void forgetPosition() {
        clusterId = "";
    }

    /** A stream begins: what an earlier one left unfinished is void. */
    void begin() {
        arriving.clear();
        unfinished.clear();
    }

    /** Takes a response; null when nothing is to be seen of it yet. */
    @Nullable
    WatchStep take(WatchResponse response) {
        return switch (response.getContentCase()) {
            case SNAPSHOT -> {
                response.getSnapshot().getInstancesList().forEach(wire -> {
                    Instance instance = WatchMapper.instance(wire);
                    arriving.put(instance.key(), instance);
                });
                yield null;
            }
            case SYNCED -> synced(response.getSynced());
            case CHANGES -> changed(response.getChanges());
            case BOOKMARK -> {
                current = new WatchedInstances(
                        Math.max(current.revision(), response.getBookmark().getRevision()), current.instances());
                yield null;
            }
            case RESYNC -> {
                begin();
                yield null;
            }
            case CONTENT_NOT_SET -> null; // of a later schema
        };
    }

    private WatchStep synced(WatchSynced synced) {
        WatchedInstances previous = current;
        current = WatchedInstances.copyOf(synced.getHeader().getRevision(), arriving);
        clusterId = synced.getHeader().getClusterId();
        begin();
        return new WatchStep.Synced(previous, current, clusterId, WatchMapper.whyNone(synced));
    }

    private @Nullable WatchStep changed(WatchChanges changes) {
        changes.getEventsList().forEach(event -> unfinished.add(WatchMapper.event(event)));
        if (changes.getContinues()) {
            return null;
        }
        List<InstanceEvent> events = List.copyOf(unfinished);
        unfinished.clear();
        SortedMap<InstanceKey, Instance> next = new TreeMap<>(current.instances());
        for (InstanceEvent event : events) {
            Instance instance = event.instance();
            if (instance == null) {
                next.remove(event.key());
            } else {
                next.put(event.key(), instance);
            }
        }
        current = new WatchedInstances(changes.getToRevision(), next);
        return new WatchStep.Changed(
                new InstanceChanges(changes.getFromRevision(), changes.getToRevision(), changes.getCoalesced(), events),
                current);
    }
}
