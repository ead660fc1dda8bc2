package io.serviceregistry.bench.fault;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.serviceregistry.bench.check.WatchStep;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.ResumePoint;
import io.serviceregistry.proto.v1.WatchEvent;
import io.serviceregistry.proto.v1.WatchRequest;
import io.serviceregistry.proto.v1.WatchResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One watch over many streams: it writes down what it is told, and resumes on any node when a stream ends. Thread-safe. */
final class Watcher {
    private static final long REOPEN_MILLIS = 100;

    private final String name;
    private final WatchRequest query;
    private final Interned interned;
    private final Supplier<Channel> anyNode;
    private final ScheduledExecutorService timer;
    private final RandomGenerator random;
    private final List<WatchStep> steps = new ArrayList<>();
    private final Map<InstanceKey, Instance> arriving = new HashMap<>();
    private final List<WatchEvent> unfinished = new ArrayList<>();
    private final Map<String, Integer> ends = new TreeMap<>();
    private final String clusterId;
    private long position;
    private long delayMillis;
    private int resumes;
    private int coalesced;
    private int resyncs;
    private boolean stopped;
    private @Nullable Reading current;

    /**
     * A watch that has not begun.
     *
     * @param position the revision to begin after, or 0 to begin with a snapshot
     * @param delayMillis how long it takes for each response
     */
    Watcher(
            String name,
            WatchRequest query,
            String clusterId,
            long position,
            long delayMillis,
            Interned interned,
            Supplier<Channel> anyNode,
            ScheduledExecutorService timer,
            RandomGenerator random) {
        this.name = name;
        this.query = query;
        this.clusterId = clusterId;
        this.position = position;
        this.delayMillis = delayMillis;
        this.interned = interned;
        this.anyNode = anyNode;
        this.timer = timer;
        this.random = random;
        if (position != 0) {
            steps.add(new WatchStep.Resumed(position));
        }
    }

    synchronized void open() {
        if (stopped) {
            return;
        }
        arriving.clear();
        unfinished.clear();
        WatchRequest.Builder request = query.toBuilder();
        if (position != 0) {
            resumes++;
            request.setResume(ResumePoint.newBuilder().setClusterId(clusterId).setRevision(position));
        }
        Reading reading = new Reading();
        current = reading;
        ClientCalls.asyncServerStreamingCall(
                anyNode.get().newCall(DiscoveryServiceGrpc.getWatchMethod(), CallOptions.DEFAULT),
                request.build(),
                reading);
    }

    /** Reads as fast as it can from now on. */
    synchronized void hurry() {
        delayMillis = 0;
    }

    synchronized void stop() {
        stopped = true;
        if (current != null) {
            current.cancel();
        }
    }

    String name() {
        return name;
    }

    WatchRequest query() {
        return query;
    }

    synchronized long position() {
        return position;
    }

    synchronized List<WatchStep> steps() {
        return List.copyOf(steps);
    }

    synchronized int resumes() {
        return resumes;
    }

    synchronized int coalesced() {
        return coalesced;
    }

    synchronized int resyncs() {
        return resyncs;
    }

    synchronized Map<String, Integer> ends() {
        return Map.copyOf(ends);
    }

    private synchronized void take(WatchResponse response) {
        switch (response.getContentCase()) {
            case SNAPSHOT ->
                response.getSnapshot()
                        .getInstancesList()
                        .forEach(instance -> arriving.put(instance.getSpec().getKey(), interned.instance(instance)));
            case SYNCED -> {
                position = response.getSynced().getHeader().getRevision();
                steps.add(new WatchStep.Synced(position, Map.copyOf(arriving)));
            }
            case CHANGES -> {
                response.getChanges().getEventsList().forEach(event -> unfinished.add(interned.event(event)));
                if (!response.getChanges().getContinues()) {
                    position = response.getChanges().getToRevision();
                    coalesced += response.getChanges().getCoalesced() ? 1 : 0;
                    steps.add(new WatchStep.Changed(
                            response.getChanges().getFromRevision(),
                            position,
                            response.getChanges().getCoalesced(),
                            List.copyOf(unfinished)));
                    unfinished.clear();
                }
            }
            case BOOKMARK -> {
                position = response.getBookmark().getRevision();
                steps.add(new WatchStep.Bookmark(position));
            }
            case RESYNC -> {
                resyncs++;
                arriving.clear();
                unfinished.clear();
            }
            case CONTENT_NOT_SET -> throw new IllegalStateException("a response without content");
        }
    }

    private synchronized long delayMillis() {
        return delayMillis;
    }

    private synchronized void ended(Reading reading, Throwable failure) {
        if (reading == current && !stopped) {
            ends.merge(NodeCalls.reasonOf(failure), 1, Integer::sum);
            var unused = timer.schedule(
                    this::open, REOPEN_MILLIS + random.nextLong(2 * REOPEN_MILLIS), TimeUnit.MILLISECONDS);
        }
    }

    private final class Reading implements ClientResponseObserver<WatchRequest, WatchResponse> {
        private @Nullable ClientCallStreamObserver<WatchRequest> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
            call = stream;
            stream.disableAutoRequestWithInitial(1);
        }

        @Override
        public void onNext(WatchResponse response) {
            take(response);
            long delay = delayMillis();
            if (delay == 0) {
                more();
            } else {
                var unused = timer.schedule(this::more, delay, TimeUnit.MILLISECONDS);
            }
        }

        private void more() {
            if (call != null) {
                call.request(1);
            }
        }

        void cancel() {
            if (call != null) {
                call.cancel("the run is over", null);
            }
        }

        @Override
        public void onError(Throwable failure) {
            ended(this, failure);
        }

        @Override
        public void onCompleted() {
            ended(this, new IllegalStateException("a watch completed"));
        }
    }
}
