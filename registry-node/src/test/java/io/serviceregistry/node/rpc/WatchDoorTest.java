package io.serviceregistry.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.serviceregistry.node.service.Watches;
import io.serviceregistry.proto.v1.ChangeReason;
import io.serviceregistry.proto.v1.DeregisterRequest;
import io.serviceregistry.proto.v1.EffectiveStatus;
import io.serviceregistry.proto.v1.EmptyReason;
import io.serviceregistry.proto.v1.GetInstanceRequest;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceFilter;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.InstanceSpec;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.ReportedStatus;
import io.serviceregistry.proto.v1.ResumePoint;
import io.serviceregistry.proto.v1.ResyncReason;
import io.serviceregistry.proto.v1.UpdateRequest;
import io.serviceregistry.proto.v1.WatchChanges;
import io.serviceregistry.proto.v1.WatchEvent;
import io.serviceregistry.proto.v1.WatchEventKind;
import io.serviceregistry.proto.v1.WatchRequest;
import io.serviceregistry.proto.v1.WatchResponse;
import io.serviceregistry.proto.v1.WatchSynced;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Watches over real sockets. What a watch promises under any order of events is the business of {@code WatchSimulation}. */
class WatchDoorTest {
    private static final WatchRequest PAYMENTS =
            WatchRequest.newBuilder().addServices("payments").build();
    private static final String MUCH = "x".repeat(8_000);

    private Door door;

    @BeforeEach
    void open() throws Exception {
        door = Door.open();
    }

    @AfterEach
    void close() throws Exception {
        door.close();
    }

    @Test
    void aWatchBeginsWithWhatThereIsAndGoesOnWithEveryChange() throws Exception {
        register("i-1");
        WatchingCaller caller = WatchingCaller.watch(door, PAYMENTS);

        assertThat(caller.next().getSnapshot().getInstancesList()).containsExactly(withoutLease(instance("i-1")));
        WatchSynced synced = caller.next().getSynced();
        assertThat(synced.getHeader().getClusterId()).isEqualTo("local");
        assertThat(synced.getHeader().getRevision()).isEqualTo(revision());
        assertThat(synced.getServices(0).getTotal()).isEqualTo(1);
        assertThat(synced.getReconnectSpreadMillis()).isEqualTo(100);

        register("i-2");
        WatchEvent joined = onlyEvent(caller.next());
        assertThat(joined.getKind()).isEqualTo(WatchEventKind.WATCH_EVENT_KIND_JOINED);
        assertThat(joined.getInstance()).isEqualTo(withoutLease(instance("i-2")));
        assertThat(joined.getKey()).isEqualTo(key("i-2"));
        assertThat(joined.getRevision()).isEqualTo(revision());
        assertThat(joined.getReason()).isEqualTo(ChangeReason.CHANGE_REASON_REGISTERED);
        assertThat(joined.getPreviousStatus()).isEqualTo(EffectiveStatus.EFFECTIVE_STATUS_UNSPECIFIED);

        var unused = door.registration()
                .deregister(DeregisterRequest.newBuilder().setKey(key("i-1")).build());
        WatchEvent left = onlyEvent(caller.next());
        assertThat(left.getKind()).isEqualTo(WatchEventKind.WATCH_EVENT_KIND_LEFT);
        assertThat(left.getKey()).isEqualTo(key("i-1"));
        assertThat(left.hasInstance()).isFalse();
        assertThat(left.getReason()).isEqualTo(ChangeReason.CHANGE_REASON_DEREGISTERED);
        assertThat(left.getPreviousStatus()).isEqualTo(EffectiveStatus.EFFECTIVE_STATUS_UP);
    }

    @Test
    void anEmptyServiceIsExplained() throws Exception {
        WatchSynced synced = WatchingCaller.watch(door, PAYMENTS).next().getSynced();
        assertThat(synced.getServices(0).getService()).isEqualTo("payments");
        assertThat(synced.getServices(0).getEmptyReason()).isEqualTo(EmptyReason.EMPTY_REASON_NO_SUCH_SERVICE);
    }

    @Test
    void whoCeasesToMatchHasLeft() throws Exception {
        register("i-1");
        WatchingCaller healthy = WatchingCaller.watch(door, PAYMENTS);
        WatchingCaller all = WatchingCaller.watch(
                door,
                PAYMENTS.toBuilder()
                        .setFilter(InstanceFilter.INSTANCE_FILTER_ALL)
                        .build());
        for (WatchingCaller caller : new WatchingCaller[] {healthy, all}) {
            assertThat(caller.next().hasSnapshot()).isTrue();
            assertThat(caller.next().hasSynced()).isTrue();
        }
        report("i-1", ReportedStatus.REPORTED_STATUS_DOWN);

        WatchEvent left = onlyEvent(healthy.next());
        assertThat(left.getKind()).isEqualTo(WatchEventKind.WATCH_EVENT_KIND_LEFT);
        assertThat(left.hasInstance()).isFalse();
        assertThat(left.getReason()).isEqualTo(ChangeReason.CHANGE_REASON_UPDATED);
        WatchEvent changed = onlyEvent(all.next());
        assertThat(changed.getKind()).isEqualTo(WatchEventKind.WATCH_EVENT_KIND_CHANGED);
        assertThat(changed.getInstance().getStatus()).isEqualTo(EffectiveStatus.EFFECTIVE_STATUS_DOWN);
        assertThat(changed.getPreviousStatus()).isEqualTo(EffectiveStatus.EFFECTIVE_STATUS_UP);
    }

    @Test
    void whatTheSelectorDoesNotChooseIsNotTold() throws Exception {
        register("payments", "i-1", "old");
        WatchingCaller caller = WatchingCaller.watch(
                door, PAYMENTS.toBuilder().setSelector("note=new").build());
        WatchSynced synced = caller.next().getSynced();
        assertThat(synced.getServices(0).getTotal()).isEqualTo(1);
        assertThat(synced.getServices(0).getEmptyReason()).isEqualTo(EmptyReason.EMPTY_REASON_FILTERED_OUT);
        register("payments", "i-1", "older");
        register("payments", "i-1", "new");
        assertThat(onlyEvent(caller.next()).getKind()).isEqualTo(WatchEventKind.WATCH_EVENT_KIND_JOINED);
        register("payments", "i-1", "old");
        assertThat(onlyEvent(caller.next()).getKind()).isEqualTo(WatchEventKind.WATCH_EVENT_KIND_LEFT);
    }

    @Test
    void aWatchIsResumedWhereItBrokeOff() throws Exception {
        register("i-1");
        long broken = revision();
        register("i-2");
        register("i-3");
        WatchChanges changes =
                WatchingCaller.watch(door, resume("local", broken)).next().getChanges();
        assertThat(changes.getFromRevision()).isEqualTo(broken);
        assertThat(changes.getToRevision()).isEqualTo(revision());
        assertThat(changes.getEventsList())
                .extracting(event -> event.getKey().getInstanceId())
                .containsExactly("i-2", "i-3");

        WatchResponse upToDate =
                WatchingCaller.watch(door, resume("local", revision())).next();
        assertThat(upToDate.getBookmark().getRevision()).isEqualTo(revision());
    }

    @Test
    void aRevisionThatNeverWasIsRefused() {
        register("i-1");
        WatchingCaller caller = WatchingCaller.watch(door, resume("local", revision() + 1));
        assertThat(caller.failure()).succeedsWithin(Duration.ofSeconds(20)).satisfies(thrown -> {
            assertThat(Status.fromThrowable(thrown).getCode()).isEqualTo(Status.Code.OUT_OF_RANGE);
            ErrorInfo info = Errors.info(thrown);
            assertThat(info.getReason()).isEqualTo("REVISION_IN_FUTURE");
            assertThat(info.getMetadataMap()).containsEntry("limit", Long.toString(revision()));
        });
        assertThat(door.hub.open()).isZero();
    }

    @Test
    void aRevisionOfAnotherClusterIsReplaced() throws Exception {
        register("i-1");
        WatchingCaller caller = WatchingCaller.watch(door, resume("elsewhere", 1_000_000));
        assertThat(caller.next().getResync().getReason()).isEqualTo(ResyncReason.RESYNC_REASON_OTHER_CLUSTER);
        assertThat(caller.next().getSnapshot().getInstancesCount()).isEqualTo(1);
        assertThat(caller.next().getSynced().getHeader().getRevision()).isEqualTo(revision());
    }

    @Test
    void aRevisionBeforeTheHistoryIsReplaced() throws Exception {
        register("i-1");
        long old = revision();
        for (int i = 0; i <= Door.HISTORY_CHANGES; i++) {
            report("i-1", i % 2 == 0 ? ReportedStatus.REPORTED_STATUS_DOWN : ReportedStatus.REPORTED_STATUS_UP);
        }
        WatchingCaller caller = WatchingCaller.watch(door, resume("local", old));
        assertThat(caller.next().getResync().getReason()).isEqualTo(ResyncReason.RESYNC_REASON_HISTORY_GONE);
    }

    @Test
    void aQuietWatchIsToldHowFarItIs() throws Exception {
        door.ageMillis = OptionalLong.of(321);
        WatchingCaller caller = WatchingCaller.watch(door, PAYMENTS);
        assertThat(caller.next().hasSynced()).isTrue();
        register("orders", "o-1", "");
        for (int i = 0; i < 5; i++) {
            door.hub.tick();
        }
        WatchResponse bookmark = caller.next();
        assertThat(bookmark.getBookmark().getRevision()).isEqualTo(revision());
        assertThat(bookmark.getBookmark().getHeader().getAgeMillis()).isEqualTo(321);
    }

    @Test
    void thereIsALimitToWatches() throws Exception {
        WatchingCaller first = WatchingCaller.watch(door, PAYMENTS);
        for (int i = 1; i < Door.MAX_WATCHES; i++) {
            assertThat(WatchingCaller.watch(door, PAYMENTS).next().hasSynced()).isTrue();
        }
        assertThat(first.next().hasSynced()).isTrue();
        assertThat(WatchingCaller.watch(door, PAYMENTS).failure())
                .succeedsWithin(Duration.ofSeconds(20))
                .satisfies(thrown -> {
                    assertThat(Status.fromThrowable(thrown).getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                    assertThat(Errors.info(thrown).getReason()).isEqualTo("TOO_MANY_WATCHES");
                    assertThat(Errors.info(thrown).getMetadataMap())
                            .containsEntry("limit", Integer.toString(Door.MAX_WATCHES));
                });
        first.close();
        await().untilAsserted(() -> assertThat(door.hub.open()).isLessThan(Door.MAX_WATCHES));
        assertThat(WatchingCaller.watch(door, PAYMENTS).next().hasSynced()).isTrue();
    }

    @Test
    void watchesDoNotHoldUpANodeThatStops() throws Exception {
        WatchingCaller caller = WatchingCaller.watch(door, PAYMENTS);
        assertThat(caller.next().hasSynced()).isTrue();

        await().until(door.drained()::isDone);
        assertThat(Errors.info(caller.failure().join()).getReason()).isEqualTo("STOPPING");
    }

    @Test
    void watchesEndWhenTheNodeMayNotServe() throws Exception {
        WatchingCaller caller = WatchingCaller.watch(door, PAYMENTS);
        assertThat(caller.next().hasSynced()).isTrue();
        door.hub.endAll(Watches.diverged("it differs"));
        assertThat(caller.failure())
                .succeedsWithin(Duration.ofSeconds(20))
                .satisfies(thrown -> assertThat(Errors.info(thrown).getReason()).isEqualTo("STATE_DIVERGED"));
        assertThat(WatchingCaller.watch(door, PAYMENTS).failure()).succeedsWithin(Duration.ofSeconds(20));
        door.hub.goOn();
        assertThat(WatchingCaller.watch(door, PAYMENTS).next().hasSynced()).isTrue();
    }

    @Test
    void whoDoesNotReadIsGivenUpAndDelaysNobody() throws Exception {
        WatchingCaller slow = WatchingCaller.watchWithoutReading(door, PAYMENTS);
        WatchingCaller quick = WatchingCaller.watch(door, PAYMENTS);
        assertThat(quick.next().hasSynced()).isTrue();
        await().untilAsserted(() -> assertThat(door.hub.open()).isEqualTo(2));
        // More than the stream's window, its buffer and the history hold.
        int changes = 3 * Door.HISTORY_BYTES / MUCH.length();
        for (int i = 0; i < changes; i++) {
            register("payments", "i-1", MUCH);
            assertThat(quick.next().getChanges().getToRevision()).isEqualTo(revision());
        }
        door.hub.tick();
        assertThat(door.hub.open()).as("watches on the node").isEqualTo(1);
        slow.read(changes);
        assertThat(slow.failure()).succeedsWithin(Duration.ofSeconds(20)).satisfies(thrown -> {
            ErrorInfo info = Errors.info(thrown);
            assertThat(info.getReason()).isEqualTo("WATCH_TOO_SLOW");
            long resume = Long.parseLong(info.getMetadataOrThrow("resume_revision"));
            assertThat(resume).isBetween(1L, revision() - 1);
        });
    }

    private static WatchRequest resume(String cluster, long revision) {
        return PAYMENTS.toBuilder()
                .setFilter(InstanceFilter.INSTANCE_FILTER_ALL)
                .setResume(ResumePoint.newBuilder().setClusterId(cluster).setRevision(revision))
                .build();
    }

    private static WatchEvent onlyEvent(WatchResponse response) {
        assertThat(response.getChanges().getEventsList()).hasSize(1);
        assertThat(response.getChanges().getToRevision())
                .isEqualTo(response.getChanges().getEvents(0).getRevision());
        return response.getChanges().getEvents(0);
    }

    private void register(String id) {
        register("payments", id, "");
    }

    private void register(String service, String id, String note) {
        var unused = door.registration()
                .register(RegisterRequest.newBuilder()
                        .setInstance(InstanceSpec.newBuilder()
                                .setKey(key(id).toBuilder().setService(service))
                                .putMetadata("note", note))
                        .build());
    }

    private void report(String id, ReportedStatus status) {
        var unused = door.registration()
                .update(UpdateRequest.newBuilder()
                        .setKey(key(id))
                        .setStatus(status)
                        .build());
    }

    private Instance instance(String id) {
        return door.discovery()
                .getInstance(GetInstanceRequest.newBuilder().setKey(key(id)).build())
                .getInstance();
    }

    private static Instance withoutLease(Instance instance) {
        return instance.toBuilder().clearLeaseRemainingMillis().clearRenewals().build();
    }

    private static InstanceKey key(String id) {
        return InstanceKey.newBuilder()
                .setNamespace("default")
                .setService("payments")
                .setInstanceId(id)
                .build();
    }

    private long revision() {
        return door.log.views().current().image().revision();
    }
}
