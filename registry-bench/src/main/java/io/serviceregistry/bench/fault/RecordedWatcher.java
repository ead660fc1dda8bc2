package io.serviceregistry.bench.fault;

import io.grpc.CallOptions;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import io.serviceregistry.bench.history.HistoryWriter;
import io.serviceregistry.bench.history.proto.WatchPiece;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.ResponseHeader;
import io.serviceregistry.proto.v1.ResumePoint;
import io.serviceregistry.proto.v1.WatchRequest;
import io.serviceregistry.proto.v1.WatchResponse;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One watch that records all that it is told, and goes on at any node when a stream ends. Thread-safe. */
final class RecordedWatcher {
    private static final long REOPEN_MILLIS = 100;

    private final int number;
    private final WatchRequest query;
    private final List<NodeCalls> nodes;
    private final HistoryWriter history;
    private final ScheduledExecutorService timer;
    private final RandomGenerator random;
    private String clusterId = "";
    private long position;
    private boolean stopped;
    private @Nullable Reading current;

    RecordedWatcher(
            int number,
            WatchRequest query,
            List<NodeCalls> nodes,
            HistoryWriter history,
            ScheduledExecutorService timer,
            RandomGenerator random) {
        this.number = number;
        this.query = query;
        this.nodes = nodes;
        this.history = history;
        this.timer = timer;
        this.random = random;
    }

    synchronized void open() {
        if (stopped) {
            return;
        }
        WatchRequest.Builder request = query.toBuilder();
        if (position != 0) {
            request.setResume(ResumePoint.newBuilder().setClusterId(clusterId).setRevision(position));
        }
        NodeCalls node = nodes.get(random.nextInt(nodes.size()));
        Reading reading = new Reading(node.node());
        current = reading;
        WatchRequest built = request.build();
        history.add(piece(node.node()).setOpened(built.toByteString()));
        ClientCalls.asyncServerStreamingCall(
                node.newCall(DiscoveryServiceGrpc.getWatchMethod(), CallOptions.DEFAULT), built, reading);
    }

    synchronized void stop() {
        stopped = true;
        if (current != null && current.call != null) {
            current.call.cancel("the run is over", null);
        }
    }

    private WatchPiece.Builder piece(String node) {
        return WatchPiece.newBuilder().setWatch(number).setNode(node).setAtNanos(history.nanos());
    }

    private synchronized void take(Reading from, WatchResponse response) {
        if (from != current) {
            return;
        }
        history.add(piece(from.node).setReceived(response.toByteString()));
        switch (response.getContentCase()) {
            case SYNCED -> {
                ResponseHeader header = response.getSynced().getHeader();
                clusterId = header.getClusterId();
                position = header.getRevision();
            }
            case CHANGES -> {
                if (!response.getChanges().getContinues()) {
                    position = response.getChanges().getToRevision();
                }
            }
            case BOOKMARK -> position = response.getBookmark().getRevision();
            default -> {}
        }
    }

    private synchronized void ended(Reading from, String why) {
        if (from == current && !stopped) {
            history.add(piece(from.node).setEnded(why));
            var unused = timer.schedule(
                    this::open, REOPEN_MILLIS + random.nextLong(2 * REOPEN_MILLIS), TimeUnit.MILLISECONDS);
        }
    }

    private final class Reading implements ClientResponseObserver<WatchRequest, WatchResponse> {
        private final String node;
        private @Nullable ClientCallStreamObserver<WatchRequest> call;

        private Reading(String node) {
            this.node = node;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchRequest> stream) {
            call = stream;
        }

        @Override
        public void onNext(WatchResponse response) {
            take(this, response);
        }

        @Override
        public void onError(Throwable failure) {
            ended(this, NodeCalls.reasonOf(failure));
        }

        @Override
        public void onCompleted() {
            ended(this, "completed");
        }
    }
}
