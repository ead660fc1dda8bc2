package io.serviceregistry.node.rpc;

import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.model.EffectiveStatus;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.service.WatchQuery;
import io.serviceregistry.node.service.Watches;
import io.serviceregistry.node.watch.WatchContent;
import io.serviceregistry.node.watch.WatchEvent;
import io.serviceregistry.proto.door.v1.EncodedWatchChanges;
import io.serviceregistry.proto.door.v1.EncodedWatchEvent;
import io.serviceregistry.proto.door.v1.EncodedWatchResponse;
import io.serviceregistry.proto.door.v1.EncodedWatchSnapshot;
import io.serviceregistry.proto.v1.ResyncReason;
import io.serviceregistry.proto.v1.WatchBookmark;
import io.serviceregistry.proto.v1.WatchEventKind;
import io.serviceregistry.proto.v1.WatchResync;
import io.serviceregistry.proto.v1.WatchSynced;
import io.serviceregistry.proto.v1.WatchedService;
import java.util.Map;

/** What a watch sends, to the public schema. The instances in it are encoded once for all watches, and for other answers. */
final class WatchMapper {
    private static final Map<WatchEvent.Kind, WatchEventKind> KINDS =
            EnumPairs.toSchema(WatchEvent.Kind.class, WatchEventKind.class, "WATCH_EVENT_KIND_");
    private static final Map<WatchContent.Resync.Reason, ResyncReason> RESYNCS =
            EnumPairs.toSchema(WatchContent.Resync.Reason.class, ResyncReason.class, "RESYNC_REASON_");
    private static final Map<ChangeReason, io.serviceregistry.proto.v1.ChangeReason> REASONS =
            EnumPairs.toSchema(ChangeReason.class, io.serviceregistry.proto.v1.ChangeReason.class, "CHANGE_REASON_");

    private final HeaderMapper headers;
    private final EncodedInstances encoded;
    private final Watches watches;

    WatchMapper(HeaderMapper headers, EncodedInstances encoded, Watches watches) {
        this.headers = headers;
        this.encoded = encoded;
        this.watches = watches;
    }

    EncodedWatchResponse response(WatchContent content, WatchQuery query) {
        EncodedWatchResponse.Builder response = EncodedWatchResponse.newBuilder();
        if (content instanceof WatchContent.Changes changes) {
            response.setChanges(changes(changes));
        } else if (content instanceof WatchContent.Snapshot snapshot) {
            response.setSnapshot(snapshot(snapshot));
        } else if (content instanceof WatchContent.Synced synced) {
            response.setSynced(synced(synced, query));
        } else if (content instanceof WatchContent.Bookmark bookmark) {
            response.setBookmark(WatchBookmark.newBuilder()
                    .setHeader(headers.of(watches.now()))
                    .setRevision(bookmark.revision())
                    .setReconnectSpreadMillis(watches.reconnectSpreadMillis()));
        } else if (content instanceof WatchContent.Resync resync) {
            response.setResync(WatchResync.newBuilder().setReason(EnumPairs.of(RESYNCS, resync.reason())));
        }
        return response.build();
    }

    private EncodedWatchChanges changes(WatchContent.Changes changes) {
        EncodedWatchChanges.Builder mapped = EncodedWatchChanges.newBuilder()
                .setFromRevision(changes.fromRevision())
                .setToRevision(changes.toRevision())
                .setCoalesced(changes.coalesced())
                .setContinues(changes.continues());
        changes.events().forEach(event -> mapped.addEvents(event(event)));
        return mapped.build();
    }

    private EncodedWatchEvent event(WatchEvent event) {
        EncodedWatchEvent.Builder mapped = EncodedWatchEvent.newBuilder()
                .setKind(EnumPairs.of(KINDS, event.kind()))
                .setRevision(event.revision())
                .setKey(InstanceMapper.key(event.key()))
                .setReason(EnumPairs.of(REASONS, event.reason()));
        InstanceView instance = event.instance();
        if (instance != null) {
            mapped.setInstance(encoded.unchanging(instance));
        }
        EffectiveStatus previous = event.previousStatus();
        if (previous != null) {
            mapped.setPreviousStatus(InstanceMapper.status(previous));
        }
        return mapped.build();
    }

    private EncodedWatchSnapshot snapshot(WatchContent.Snapshot snapshot) {
        EncodedWatchSnapshot.Builder mapped = EncodedWatchSnapshot.newBuilder();
        snapshot.instances().forEach(instance -> mapped.addInstances(encoded.unchanging(instance)));
        return mapped.build();
    }

    private WatchSynced synced(WatchContent.Synced synced, WatchQuery query) {
        WatchSynced.Builder mapped = WatchSynced.newBuilder()
                .setHeader(headers.of(synced.view()))
                .setReconnectSpreadMillis(watches.reconnectSpreadMillis());
        Watches.explain(synced.view(), query).forEach((name, selection) -> {
            WatchedService.Builder service = WatchedService.newBuilder()
                    .setService(name)
                    .setHeld(selection.held())
                    .setTotal(selection.total());
            selection
                    .emptyReason()
                    .ifPresent(reason -> service.setEmptyReason(DiscoveryGrpcService.emptyReason(reason)));
            mapped.addServices(service);
        });
        return mapped.build();
    }
}
