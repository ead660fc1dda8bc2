package io.serviceregistry.bench.fault;

import io.grpc.ManagedChannel;
import io.serviceregistry.bench.check.WatchStep;
import io.serviceregistry.bench.load.Channels;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceFilter;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.WatchEvent;
import io.serviceregistry.proto.v1.WatchRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** What a node held at any revision from now on: a watch of everything that writes down what it is told. Used by one thread. */
final class SourceWatch implements AutoCloseable {
    private final ManagedChannel channel;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Watcher watcher;

    /** Watches the node at an address. */
    SourceWatch(String address, Random random) {
        channel = Channels.to(address).build();
        WatchRequest everything = WatchRequest.newBuilder()
                .setFilter(InstanceFilter.INSTANCE_FILTER_ALL)
                .build();
        watcher = new Watcher(
                "source", everything, "", 0, 0, new Interned(), () -> channel, timer, new Random(random.nextLong()));
        watcher.open();
    }

    /** True when it was told of everything up to this revision; of 0, when it was told of anything. */
    boolean hasCome(long revision) {
        return watcher.position() > 0 && watcher.position() >= revision;
    }

    /** What there was at a revision that it has come to; empty when changes before and after it were told as one. */
    Optional<Map<InstanceKey, Instance>> at(long revision) {
        Map<InstanceKey, Instance> content = new HashMap<>();
        for (WatchStep step : watcher.steps()) {
            if (step instanceof WatchStep.Synced synced) {
                if (synced.revision() > revision) {
                    return Optional.empty();
                }
                content.clear();
                content.putAll(synced.instances());
            } else if (step instanceof WatchStep.Changed changed && changed.fromRevision() < revision) {
                if (changed.coalesced() && changed.toRevision() > revision) {
                    return Optional.empty();
                }
                apply(changed.events(), revision, content);
            }
        }
        return Optional.of(content);
    }

    private static void apply(List<WatchEvent> events, long revision, Map<InstanceKey, Instance> content) {
        for (WatchEvent event : events) {
            if (event.getRevision() > revision) {
                return;
            }
            if (event.hasInstance()) {
                content.put(event.getKey(), event.getInstance());
            } else {
                content.remove(event.getKey());
            }
        }
    }

    @Override
    public void close() {
        watcher.stop();
        timer.shutdownNow();
        channel.shutdownNow();
    }
}
