package io.serviceregistry.client.internal.model;

import io.serviceregistry.client.EffectiveStatus;
import io.serviceregistry.client.EmptyReason;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceEvent;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.ReadOptions;
import io.serviceregistry.client.WatchQuery;
import io.serviceregistry.proto.v1.ResumePoint;
import io.serviceregistry.proto.v1.WatchEvent;
import io.serviceregistry.proto.v1.WatchRequest;
import io.serviceregistry.proto.v1.WatchSynced;
import io.serviceregistry.proto.v1.WatchedService;
import java.util.Map;
import java.util.stream.Collectors;

/** Watches, between what the wire carries and what applications see. */
public final class WatchMapper {

    private WatchMapper() {}

    /** A watch that begins with a snapshot, as fresh as this. */
    public static WatchRequest begin(WatchQuery query, ReadOptions read) {
        return request(query, read).build();
    }

    /**
     * A watch that goes on from a revision. On a node that has come that far it needs no majority: what it knows is better
     * than nothing, and its bookmarks say how old that is.
     */
    public static WatchRequest resume(WatchQuery query, String clusterId, long revision) {
        return request(query, ReadOptions.local())
                .setResume(ResumePoint.newBuilder().setClusterId(clusterId).setRevision(revision))
                .build();
    }

    private static WatchRequest.Builder request(WatchQuery query, ReadOptions read) {
        return WatchRequest.newBuilder()
                .setNamespace(query.namespace())
                .addAllServices(query.services())
                .setFilter(Enums.INSTANCE_FILTER.toWire(query.filter()))
                .setSelector(query.selector())
                .setRead(RequestMapper.read(read));
    }

    /** An instance of a snapshot. */
    public static Instance instance(io.serviceregistry.proto.v1.Instance wire) {
        return InstanceMapper.instance(wire);
    }

    /** A change of one instance. */
    public static InstanceEvent event(WatchEvent wire) {
        EffectiveStatus previous =
                wire.getPreviousStatusValue() == 0 ? null : Enums.EFFECTIVE_STATUS.toPublic(wire.getPreviousStatus());
        return new InstanceEvent(
                Enums.EVENT_KIND.toPublic(wire.getKind()),
                wire.getRevision(),
                new InstanceKey(
                        wire.getKey().getNamespace(),
                        wire.getKey().getService(),
                        wire.getKey().getInstanceId()),
                wire.hasInstance() ? InstanceMapper.instance(wire.getInstance()) : null,
                previous,
                Enums.CHANGE_REASON.toPublic(wire.getReason()));
    }

    /** Of each service that has no match and for which the registry said why: why. */
    public static Map<String, EmptyReason> whyNone(WatchSynced synced) {
        return synced.getServicesList().stream()
                .filter(service ->
                        service.getEmptyReason() != io.serviceregistry.proto.v1.EmptyReason.EMPTY_REASON_UNSPECIFIED)
                .collect(Collectors.toMap(
                        WatchedService::getService, service -> Enums.EMPTY_REASON.toPublic(service.getEmptyReason())));
    }
}
