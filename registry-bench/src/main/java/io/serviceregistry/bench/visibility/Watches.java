package io.serviceregistry.bench.visibility;

import io.grpc.CallOptions;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.serviceregistry.bench.cluster.ClusterRoles.Node;
import io.serviceregistry.bench.load.Channels;
import io.serviceregistry.bench.load.Failures;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.WatchEvent;
import io.serviceregistry.proto.v1.WatchEventKind;
import io.serviceregistry.proto.v1.WatchRequest;
import io.serviceregistry.proto.v1.WatchResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One watch on each node, of the healthy instances of all services of a namespace, over a connection of its own. What they are told
 * goes to {@link Sightings} as it comes, by the number of the node. A watch that ends is not opened again: what it would
 * have told cannot be measured.
 */
final class Watches implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Channels channels;
    private final Sightings joined;
    private final Sightings left;
    private final CountDownLatch synced;
    private final Map<Integer, String> ended = new ConcurrentHashMap<>();

    /** Opens them, and waits until all have their snapshot. */
    Watches(List<Node> nodes, String namespace, Sightings joined, Sightings left) {
        this.channels = new Channels(nodes.stream().map(Node::address).toList(), 1);
        this.joined = joined;
        this.left = left;
        this.synced = new CountDownLatch(nodes.size());
        WatchRequest request = WatchRequest.newBuilder().setNamespace(namespace).build();
        for (int i = 0; i < nodes.size(); i++) {
            ClientCalls.asyncServerStreamingCall(
                    channels.of(i).newCall(DiscoveryServiceGrpc.getWatchMethod(), CallOptions.DEFAULT),
                    request,
                    new Reader(i));
        }
        try {
            if (!synced.await(PATIENCE_SECONDS, TimeUnit.SECONDS) || !ended.isEmpty()) {
                throw new IllegalStateException("not all watches have a snapshot; ended: " + ended);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while watches begin", e);
        }
    }

    /** Why watches have ended, by the number of their node. */
    Map<Integer, String> ended() {
        return new TreeMap<>(ended);
    }

    @Override
    public void close() {
        channels.close();
    }

    private final class Reader implements StreamObserver<WatchResponse> {
        private final int node;

        Reader(int node) {
            this.node = node;
        }

        @Override
        public void onNext(WatchResponse response) {
            long atNanos = System.nanoTime();
            if (response.hasSynced()) {
                synced.countDown();
            }
            for (WatchEvent event : response.getChanges().getEventsList()) {
                String instanceId = event.getKey().getInstanceId();
                if (event.getKind() == WatchEventKind.WATCH_EVENT_KIND_JOINED) {
                    joined.told(node, instanceId, atNanos);
                } else if (event.getKind() == WatchEventKind.WATCH_EVENT_KIND_LEFT) {
                    left.told(node, instanceId, atNanos);
                }
            }
        }

        @Override
        public void onError(Throwable failure) {
            end(Failures.reason(failure));
        }

        @Override
        public void onCompleted() {
            end("COMPLETED");
        }

        private void end(String reason) {
            ended.put(node, reason);
            synced.countDown();
        }
    }
}
