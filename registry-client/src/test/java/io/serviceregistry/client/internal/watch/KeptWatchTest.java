package io.serviceregistry.client.internal.watch;

import static io.serviceregistry.client.testkit.WatchWire.bookmark;
import static io.serviceregistry.client.testkit.WatchWire.changes;
import static io.serviceregistry.client.testkit.WatchWire.joined;
import static io.serviceregistry.client.testkit.WatchWire.left;
import static io.serviceregistry.client.testkit.WatchWire.resync;
import static io.serviceregistry.client.testkit.WatchWire.snapshot;
import static io.serviceregistry.client.testkit.WatchWire.synced;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.serviceregistry.client.InstanceChanges;
import io.serviceregistry.client.InstanceEvent;
import io.serviceregistry.client.InstanceFilter;
import io.serviceregistry.client.WatchListener;
import io.serviceregistry.client.WatchQuery;
import io.serviceregistry.client.WatchState;
import io.serviceregistry.client.WatchedInstances;
import io.serviceregistry.client.internal.call.Backoff;
import io.serviceregistry.client.internal.call.News;
import io.serviceregistry.client.internal.call.NodeSelector;
import io.serviceregistry.client.testkit.ManualScheduler;
import io.serviceregistry.client.testkit.Seeds;
import io.serviceregistry.client.testkit.SimWatchStreams;
import io.serviceregistry.client.testkit.Wire;
import io.serviceregistry.proto.v1.Consistency;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A watch over three simulated nodes in virtual time. */
class KeptWatchTest {

    private static final Duration SILENT = Duration.ofNanos(KeptWatch.SILENT_NANOS);
    private static final Duration SPREAD = Duration.ofNanos(KeptWatch.FIRST_SPREAD_NANOS);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final SimWatchStreams streams = new SimWatchStreams();
    private final NodeSelector selector = new NodeSelector(List.of("a", "b", "c"), new Random(Seeds.seed()));
    private final RecordingListener heard = new RecordingListener();
    private final List<KeptWatch> ended = new ArrayList<>();
    private final KeptWatch watch = watch(false);

    @BeforeEach
    void start() {
        watch.start();
        scheduler.drain();
    }

    @Test
    void itKnowsNothingUntilTheSnapshotIsComplete() {
        assertThat(streams.last().request().hasResume()).isFalse();
        streams.last().send(snapshot("i-1"));
        streams.last().send(snapshot("i-2"));
        assertThat(watch.current()).isEqualTo(WatchedInstances.NONE);
        assertThat(watch.age()).isEmpty();
        assertThat(watch.state()).isInstanceOf(WatchState.Connecting.class);

        streams.last().send(synced(7));
        assertThat(ids()).containsExactly("i-1", "i-2");
        assertThat(watch.current().revision()).isEqualTo(7);
        assertThat(watch.age()).contains(Duration.ZERO);
        assertThat(watch.state())
                .isEqualTo(new WatchState.Following(streams.last().node()));
        assertThat(heard.synced).hasSize(1);
    }

    @Test
    void changesCountWhenTheirLastPartIsThere() {
        follow(7, "i-1");
        streams.last().send(changes(7, 8, true, joined("i-2", 8)));
        assertThat(ids()).containsExactly("i-1");
        streams.last().send(changes(7, 8, false, left("i-1", 8)));
        assertThat(ids()).containsExactly("i-2");
        InstanceChanges changes = heard.changes.get(0);
        assertThat(changes.fromRevision()).isEqualTo(7);
        assertThat(changes.toRevision()).isEqualTo(8);
        assertThat(changes.events())
                .extracting(InstanceEvent::kind)
                .containsExactly(InstanceEvent.Kind.JOINED, InstanceEvent.Kind.LEFT);
    }

    @Test
    void aLostStreamIsResumedSoonOnAnotherNode() {
        follow(7, "i-1");
        SimWatchStreams.Opened lost = streams.last();
        lost.breakOff(Status.UNAVAILABLE.asRuntimeException());
        assertThat(ids()).as("it serves what it knows").containsExactly("i-1");
        assertThat(watch.state()).isInstanceOf(WatchState.Connecting.class);

        scheduler.advance(SPREAD);
        SimWatchStreams.Opened next = streams.last();
        assertThat(next.node()).isNotEqualTo(lost.node());
        assertThat(next.request().getResume().getClusterId()).isEqualTo("cluster");
        assertThat(next.request().getResume().getRevision()).isEqualTo(7);
        next.send(changes(7, 9, false, joined("i-2", 9)));
        assertThat(ids()).containsExactly("i-1", "i-2");
        assertThat(watch.state()).isEqualTo(new WatchState.Following(next.node()));
    }

    @Test
    void aNodeThatIsNoMemberAnyMoreIsLeftForAnother() {
        follow(7, "i-1");
        SimWatchStreams.Opened left = streams.last();
        selector.change(List.of("d"));
        scheduler.advance(Duration.ofNanos(KeptWatch.SILENT_NANOS / 3).plus(SPREAD));
        assertThat(left.isCancelled()).isTrue();
        assertThat(streams.last().node()).isEqualTo("d");
        assertThat(streams.last().request().getResume().getRevision()).isEqualTo(7);
    }

    @Test
    void whoLosesANodeWithManyWatchesComesBackOverATimeThatTheNodeHasSet() {
        follow(7, "i-1");
        Set<Duration> waits = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            streams.last().send(bookmark(7, 0, Duration.ofSeconds(8)));
            streams.last().breakOff(Status.UNAVAILABLE.asRuntimeException());
            waits.add(timeUntilTheNextStream());
        }
        assertThat(waits)
                .hasSizeGreaterThan(50)
                .allSatisfy(wait -> assertThat(wait).isLessThanOrEqualTo(Duration.ofSeconds(8)));
        assertThat(waits).anySatisfy(wait -> assertThat(wait).isGreaterThan(Duration.ofSeconds(4)));
    }

    @Test
    void aRefusalSaysHowLongToStayAwayUnlessAnotherNodeMayTakeIt() {
        Duration asked = Duration.ofMinutes(1);
        follow(7, "i-1");
        streams.last().breakOff(full(asked));
        assertThat(timeUntilTheNextStream()).isLessThan(asked);
        streams.last().breakOff(full(asked));
        assertThat(timeUntilTheNextStream()).isLessThan(asked);
        streams.last().breakOff(full(asked));
        assertThat(timeUntilTheNextStream()).isGreaterThanOrEqualTo(asked);
    }

    @Test
    void aSnapshotOfANodeThatMayBeCutOffIsNotTakenForNew() {
        follow(7, "i-1");
        scheduler.advance(Duration.ofSeconds(3));
        streams.last().send(resync());
        streams.last().send(snapshot("i-5"));
        streams.last().send(synced(90));
        assertThat(watch.age()).contains(Duration.ofSeconds(3));
        streams.last().send(bookmark(90, 2_000));
        assertThat(watch.age()).contains(Duration.ofSeconds(2));
    }

    @Test
    void whoWouldTakeAnOlderStateIsGivenOneWhenNobodyHasANewOne() {
        refuseThreeTimes();
        assertThat(lastRead()).isEqualTo(Consistency.CONSISTENCY_LINEARIZABLE);
        follow(7, "i-1");
        assertThat(watch.age()).isPresent();

        KeptWatch another = watch(true);
        another.start();
        scheduler.drain();
        refuseThreeTimes();
        assertThat(lastRead()).isEqualTo(Consistency.CONSISTENCY_LOCAL);
        follow(7, "i-1");
        assertThat(another.age()).as("nobody has said how old it is").isEmpty();
        streams.last().send(bookmark(7, 60_000));
        assertThat(another.age()).contains(Duration.ofMinutes(1));
    }

    private void refuseThreeTimes() {
        for (int i = 0; i < 3; i++) {
            assertThat(lastRead()).isEqualTo(Consistency.CONSISTENCY_LINEARIZABLE);
            streams.last().breakOff(Wire.error(Status.Code.UNAVAILABLE, "NO_QUORUM", Map.of(), 0));
            scheduler.advance(LONGEST_WAIT);
        }
    }

    private Consistency lastRead() {
        return streams.last().request().getRead().getConsistency();
    }

    @Test
    void whatAStreamLeftUnfinishedIsVoid() {
        follow(7, "i-1");
        streams.last().send(changes(7, 9, true, joined("i-9", 9)));
        streams.last().breakOff(Status.UNAVAILABLE.asRuntimeException());
        scheduler.advance(SPREAD);
        assertThat(streams.last().request().getResume().getRevision()).isEqualTo(7);
        streams.last().send(changes(7, 8, false, joined("i-2", 8)));
        assertThat(ids()).containsExactly("i-1", "i-2");
    }

    @Test
    void itResumesFromTheLastBookmark() {
        follow(7, "i-1");
        streams.last().send(bookmark(12, 0));
        streams.last().breakOff(Status.UNAVAILABLE.asRuntimeException());
        scheduler.advance(SPREAD);
        assertThat(streams.last().request().getResume().getRevision()).isEqualTo(12);
    }

    @Test
    void aResyncTakesThePlaceOfWhatIsKnownOnlyWhenItIsComplete() {
        follow(7, "i-1");
        streams.last().send(resync());
        streams.last().send(snapshot("i-5"));
        assertThat(ids()).containsExactly("i-1");
        streams.last().send(synced(90));
        assertThat(ids()).containsExactly("i-5");
        assertThat(heard.synced).hasSize(2);
    }

    @Test
    void aNodeThatSaysNothingIsLeft() {
        follow(7, "i-1");
        SimWatchStreams.Opened silent = streams.last();
        scheduler.advance(SILENT.minusMillis(1));
        assertThat(silent.isCancelled()).isFalse();
        scheduler.advance(SILENT);
        assertThat(silent.isCancelled()).isTrue();
        assertThat(streams.last().node()).isNotEqualTo(silent.node());
    }

    @Test
    void aNodeThatIsCutOffIsLeftButNotInHaste() {
        follow(7, "i-1");
        SimWatchStreams.Opened cutOff = streams.last();
        cutOff.send(bookmark(7, 9_000));
        assertThat(cutOff.isCancelled()).isFalse();
        cutOff.send(bookmark(7, 11_000));
        assertThat(cutOff.isCancelled()).isTrue();
        assertThat(watch.age()).contains(Duration.ZERO); // it has just been told all

        scheduler.advance(SPREAD);
        SimWatchStreams.Opened next = streams.last();
        next.send(bookmark(7, 12_000));
        scheduler.advance(SPREAD);
        assertThat(next.isCancelled())
                .as("where nobody is up to date, moving helps nobody")
                .isFalse();
        scheduler.advance(Duration.ofSeconds(10));
        next.send(bookmark(7, 22_000));
        scheduler.advance(SPREAD);
        assertThat(next.isCancelled()).isTrue();
    }

    @Test
    void whileNobodyAnswersItServesWhatItKnowsAndAsksLessAndLess() {
        follow(7, "i-1");
        for (int i = 0; i < 40; i++) {
            streams.last().breakOff(Status.UNAVAILABLE.asRuntimeException());
            scheduler.advance(LONGEST_WAIT);
        }
        assertThat(ids()).containsExactly("i-1");
        assertThat(watch.age()).hasValueSatisfying(age -> assertThat(age).isEqualTo(LONGEST_WAIT.multipliedBy(40)));
        assertThat(new HashSet<>(streams.opened().stream()
                        .map(SimWatchStreams.Opened::node)
                        .toList()))
                .containsExactlyInAnyOrder("a", "b", "c");
        assertThat(streams.opened()).hasSize(41);

        streams.last().send(bookmark(8, 0));
        assertThat(watch.state()).isInstanceOf(WatchState.Following.class);
        assertThat(watch.age()).contains(Duration.ZERO);
    }

    @Test
    void aPositionThatTheClusterDoesNotKnowIsGivenUpAndWhatIsKnownIsNot() {
        follow(7, "i-1");
        streams.last().breakOff(Status.UNAVAILABLE.asRuntimeException());
        scheduler.advance(SPREAD);
        streams.last().breakOff(Wire.error(Status.Code.OUT_OF_RANGE, "REVISION_IN_FUTURE", Map.of("limit", "3"), 0));
        assertThat(ids()).containsExactly("i-1");
        scheduler.advance(LONGEST_WAIT);
        assertThat(streams.last().request().hasResume()).isFalse();
    }

    @Test
    void aQueryThatTheRegistryRefusesIsNotRepeated() {
        streams.last()
                .breakOff(Wire.error(
                        Status.Code.INVALID_ARGUMENT,
                        "INVALID_FIELD",
                        Map.of("field", "services[0]", "value", "a b", "rule", "a name"),
                        0));
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(watch.state()).isInstanceOf(WatchState.Rejected.class);
        assertThat(streams.opened()).hasSize(1);
        assertThat(ended).containsExactly(watch);
    }

    @Test
    void aClosedWatchHearsNothingMore() {
        follow(7, "i-1");
        var unused = watch.close();
        scheduler.drain();
        assertThat(streams.last().isCancelled()).isTrue();
        assertThat(watch.state()).isEqualTo(new WatchState.Closed());
        assertThat(ids()).containsExactly("i-1");
        scheduler.advance(Duration.ofMinutes(1));
        assertThat(streams.opened()).hasSize(1);
        assertThat(scheduler.waiting()).isZero();
    }

    private KeptWatch watch(boolean orOlder) {
        return new KeptWatch(
                WatchQuery.of("payments").withFilter(InstanceFilter.ALL),
                new WatchNews(heard, new News(Runnable::run, Runnable::run)),
                new KeptWatch.Environment(
                        scheduler,
                        streams,
                        selector,
                        new Backoff(
                                new Backoff.Bounds(Duration.ofMillis(200), LONGEST_WAIT),
                                new SplittableRandom(Seeds.seed())),
                        InstantSource.system(),
                        ended::add),
                orOlder);
    }

    private void follow(long revision, String... ids) {
        streams.last().send(snapshot(ids));
        streams.last().send(synced(revision));
    }

    private static StatusRuntimeException full(Duration asked) {
        return Wire.error(
                Status.Code.RESOURCE_EXHAUSTED, "TOO_MANY_WATCHES", Map.of("limit", "1"), (int) asked.toMillis());
    }

    private Duration timeUntilTheNextStream() {
        int before = streams.opened().size();
        long from = scheduler.nowNanos();
        while (streams.opened().size() == before) {
            scheduler.advance(Duration.ofMillis(1));
        }
        return Duration.ofNanos(scheduler.nowNanos() - from);
    }

    private List<String> ids() {
        return watch.current().all().stream()
                .map(instance -> instance.key().instanceId())
                .toList();
    }

    private static final class RecordingListener implements WatchListener {
        private final List<WatchedInstances> synced = new ArrayList<>();
        private final List<InstanceChanges> changes = new ArrayList<>();

        @Override
        public void synced(WatchedInstances previous, WatchedInstances current) {
            synced.add(current);
        }

        @Override
        public void changed(InstanceChanges changed, WatchedInstances current) {
            changes.add(changed);
        }
    }
}
