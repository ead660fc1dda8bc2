package io.serviceregistry.bench.check;

import com.google.protobuf.InvalidProtocolBufferException;
import io.serviceregistry.bench.history.proto.WatchPiece;
import io.serviceregistry.bench.model.InstanceName;
import io.serviceregistry.bench.model.Model;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.WatchRequest;
import io.serviceregistry.proto.v1.WatchResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A watch of a history, over all its streams.
 *
 * @param request the first stream's, without where it was to begin
 * @param steps what it told
 * @param deliveries how many responses came
 */
record RecordedWatch(int id, WatchRequest request, List<WatchStep> steps, int deliveries) {
    static RecordedWatch of(int id, List<WatchPiece> pieces) throws IOException {
        WatchRequest request = WatchRequest.getDefaultInstance();
        WatchAssembly assembly = new WatchAssembly();
        List<WatchStep> steps = new ArrayList<>();
        int deliveries = 0;
        try {
            for (WatchPiece piece : pieces) {
                switch (piece.getPieceCase()) {
                    case OPENED -> {
                        assembly.open();
                        WatchRequest opened = WatchRequest.parseFrom(piece.getOpened());
                        if (steps.isEmpty() && opened.hasResume()) {
                            steps.add(new WatchStep.Resumed(opened.getResume().getRevision()));
                        }
                        request = opened.toBuilder().clearResume().clearRead().build();
                    }
                    case RECEIVED -> {
                        deliveries++;
                        assembly.take(WatchResponse.parseFrom(piece.getReceived()))
                                .ifPresent(steps::add);
                    }
                    case ENDED, PIECE_NOT_SET -> {}
                }
            }
        } catch (InvalidProtocolBufferException e) {
            throw new IOException("watch " + id + " of the history cannot be read: " + e.getMessage(), e);
        }
        return new RecordedWatch(id, request, steps, deliveries);
    }

    /** Whether an instance is one that the watch asked for; selectors are not judged. */
    Predicate<Instance> matches() {
        String namespace = InstanceName.ofService(request.getNamespace(), "").namespace();
        return instance -> {
            InstanceKey key = instance.getSpec().getKey();
            return key.getNamespace().equals(namespace)
                    && (request.getServicesCount() == 0
                            || request.getServicesList().contains(key.getService()))
                    && Model.keeps(request.getFilter(), instance);
        };
    }

    /** What was broken of what it told. */
    List<Violation> check(WatchTruth truth) {
        return new WatchChecker("watch " + id, matches(), truth).check(steps);
    }
}
