package io.serviceregistry.bench.check;

import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.WatchEvent;
import io.serviceregistry.proto.v1.WatchResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts the steps of a watch together from its responses, over all its streams. Used by one thread. */
final class WatchAssembly {
    private final Map<InstanceKey, Instance> arriving = new HashMap<>();
    private final List<WatchEvent> unfinished = new ArrayList<>();

    /** A stream begins: what the one before had left unfinished is void. */
    void open() {
        arriving.clear();
        unfinished.clear();
    }

    /** Takes the next response; the step that it completes. */
    Optional<WatchStep> take(WatchResponse response) {
        switch (response.getContentCase()) {
            case SNAPSHOT ->
                response.getSnapshot()
                        .getInstancesList()
                        .forEach(instance -> arriving.put(instance.getSpec().getKey(), instance));
            case SYNCED -> {
                return Optional.of(
                        new WatchStep.Synced(response.getSynced().getHeader().getRevision(), Map.copyOf(arriving)));
            }
            case CHANGES -> {
                unfinished.addAll(response.getChanges().getEventsList());
                if (!response.getChanges().getContinues()) {
                    WatchStep step = new WatchStep.Changed(
                            response.getChanges().getFromRevision(),
                            response.getChanges().getToRevision(),
                            response.getChanges().getCoalesced(),
                            List.copyOf(unfinished));
                    unfinished.clear();
                    return Optional.of(step);
                }
            }
            case BOOKMARK -> {
                return Optional.of(new WatchStep.Bookmark(response.getBookmark().getRevision()));
            }
            case RESYNC -> open();
            case CONTENT_NOT_SET -> throw new IllegalArgumentException("a response of a watch without content");
        }
        return Optional.empty();
    }
}
