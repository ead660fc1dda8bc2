package io.serviceregistry.client.testkit;

import io.serviceregistry.proto.v1.EffectiveStatus;
import io.serviceregistry.proto.v1.EmptyReason;
import io.serviceregistry.proto.v1.Endpoint;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.InstanceSpec;
import io.serviceregistry.proto.v1.ReportedStatus;
import io.serviceregistry.proto.v1.ResponseHeader;
import io.serviceregistry.proto.v1.ResyncReason;
import io.serviceregistry.proto.v1.WatchBookmark;
import io.serviceregistry.proto.v1.WatchChanges;
import io.serviceregistry.proto.v1.WatchEvent;
import io.serviceregistry.proto.v1.WatchEventKind;
import io.serviceregistry.proto.v1.WatchResponse;
import io.serviceregistry.proto.v1.WatchResync;
import io.serviceregistry.proto.v1.WatchSnapshot;
import io.serviceregistry.proto.v1.WatchSynced;
import io.serviceregistry.proto.v1.WatchedService;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What a node sends on a watch of the service "payments". */
public final class WatchWire {

    private WatchWire() {}

    public static InstanceKey key(String id) {
        return InstanceKey.newBuilder()
                .setNamespace("default")
                .setService("payments")
                .setInstanceId(id)
                .build();
    }

    /** An instance that is UP. */
    public static Instance instance(String id) {
        return instance(id, EffectiveStatus.EFFECTIVE_STATUS_UP);
    }

    /** An instance in this status, with the default lease. */
    public static Instance instance(String id, EffectiveStatus status) {
        return Instance.newBuilder()
                .setSpec(InstanceSpec.newBuilder()
                        .setKey(key(id))
                        .setStatus(ReportedStatus.REPORTED_STATUS_UP)
                        .setWeight(100)
                        .addEndpoints(Endpoint.newBuilder().setUri("http://" + id + ":80")))
                .setStatus(status)
                .setHealthy(status == EffectiveStatus.EFFECTIVE_STATUS_UP)
                .build();
    }

    public static WatchResponse snapshot(String... ids) {
        return WatchResponse.newBuilder()
                .setSnapshot(WatchSnapshot.newBuilder()
                        .addAllInstances(Stream.of(ids).map(id -> instance(id)).toList()))
                .build();
    }

    public static WatchResponse synced(long revision) {
        return synced("cluster", revision, EmptyReason.EMPTY_REASON_UNSPECIFIED);
    }

    public static WatchResponse synced(String clusterId, long revision, EmptyReason whyNone) {
        return WatchResponse.newBuilder()
                .setSynced(WatchSynced.newBuilder()
                        .setHeader(ResponseHeader.newBuilder()
                                .setClusterId(clusterId)
                                .setRevision(revision))
                        .addServices(WatchedService.newBuilder()
                                .setService("payments")
                                .setEmptyReason(whyNone)))
                .build();
    }

    /** A part of a snapshot, of these instances. */
    public static WatchResponse snapshot(Instance... instances) {
        return WatchResponse.newBuilder()
                .setSnapshot(WatchSnapshot.newBuilder().addAllInstances(List.of(instances)))
                .build();
    }

    public static WatchResponse changes(long from, long to, boolean continues, WatchEvent... events) {
        return WatchResponse.newBuilder()
                .setChanges(WatchChanges.newBuilder()
                        .setFromRevision(from)
                        .setToRevision(to)
                        .setContinues(continues)
                        .addAllEvents(List.of(events)))
                .build();
    }

    public static WatchEvent joined(String id, long revision) {
        return WatchEvent.newBuilder()
                .setKind(WatchEventKind.WATCH_EVENT_KIND_JOINED)
                .setRevision(revision)
                .setKey(key(id))
                .setInstance(instance(id))
                .build();
    }

    public static WatchEvent left(String id, long revision) {
        return WatchEvent.newBuilder()
                .setKind(WatchEventKind.WATCH_EVENT_KIND_LEFT)
                .setRevision(revision)
                .setKey(key(id))
                .build();
    }

    public static WatchResponse bookmark(long revision, long ageMillis) {
        return bookmark(revision, ageMillis, Duration.ZERO);
    }

    public static WatchResponse bookmark(long revision, long ageMillis, Duration spread) {
        return WatchResponse.newBuilder()
                .setBookmark(WatchBookmark.newBuilder()
                        .setRevision(revision)
                        .setReconnectSpreadMillis((int) spread.toMillis())
                        .setHeader(ResponseHeader.newBuilder()
                                .setClusterId("cluster")
                                .setRevision(revision)
                                .setAgeMillis(ageMillis)))
                .build();
    }

    public static WatchResponse resync() {
        return WatchResponse.newBuilder()
                .setResync(WatchResync.newBuilder().setReason(ResyncReason.RESYNC_REASON_HISTORY_GONE))
                .build();
    }
}
