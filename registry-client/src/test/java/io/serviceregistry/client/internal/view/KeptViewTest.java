package io.serviceregistry.client.internal.view;

import static io.serviceregistry.client.testkit.WatchWire.bookmark;
import static io.serviceregistry.client.testkit.WatchWire.changes;
import static io.serviceregistry.client.testkit.WatchWire.instance;
import static io.serviceregistry.client.testkit.WatchWire.joined;
import static io.serviceregistry.client.testkit.WatchWire.left;
import static io.serviceregistry.client.testkit.WatchWire.snapshot;
import static io.serviceregistry.client.testkit.WatchWire.synced;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.serviceregistry.client.EmptyReason;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceEvent;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.ServiceSnapshot;
import io.serviceregistry.client.ServiceSnapshot.Source;
import io.serviceregistry.client.ViewChange;
import io.serviceregistry.client.ViewListener;
import io.serviceregistry.client.ViewQuery;
import io.serviceregistry.client.internal.call.Backoff;
import io.serviceregistry.client.internal.call.News;
import io.serviceregistry.client.internal.call.NodeSelector;
import io.serviceregistry.client.internal.watch.KeptWatch;
import io.serviceregistry.client.testkit.ManualScheduler;
import io.serviceregistry.client.testkit.Seeds;
import io.serviceregistry.client.testkit.SimWatchStreams;
import io.serviceregistry.proto.v1.EffectiveStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ServedFromMemory}, {@code NeverEmptiedBySilence} and {@code LabelledSource}: a view over simulated nodes in virtual time. */
class KeptViewTest {

    private static final ViewQuery PAYMENTS = ViewQuery.of("payments");
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration TTL = Duration.ofSeconds(15);
    private static final io.serviceregistry.proto.v1.EmptyReason UNEXPLAINED =
            io.serviceregistry.proto.v1.EmptyReason.EMPTY_REASON_UNSPECIFIED;
    private static final io.serviceregistry.proto.v1.EmptyReason NO_SUCH_SERVICE =
            io.serviceregistry.proto.v1.EmptyReason.EMPTY_REASON_NO_SUCH_SERVICE;

    private final ManualScheduler scheduler = new ManualScheduler();
    private final SimWatchStreams streams = new SimWatchStreams();
    private final List<ViewChange> heard = new ArrayList<>();
    private Instant wallClock = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void itFollowsTheRegistry() {
        KeptView view = begin(PAYMENTS);
        assertThat(view.current()).isSameAs(ServiceSnapshot.NONE);
        assertThat(view.age()).isEmpty();
        assertThat(view.watch().synced()).isNotDone();

        streams.last().send(snapshot("i-1"));
        streams.last().send(synced(7));
        assertThat(view.watch().synced()).isCompleted();
        assertThat(view.current().source()).isEqualTo(Source.REGISTRY);
        assertThat(view.current().revision()).isEqualTo(7);
        assertThat(ids(view.current().healthy())).containsExactly("i-1");

        streams.last().send(changes(7, 8, false, joined("i-2", 8), left("i-1", 8)));
        assertThat(view.current().revision()).isEqualTo(8);
        assertThat(ids(view.current().healthy())).containsExactly("i-2");
        assertThat(heard.get(heard.size() - 1).events())
                .extracting(InstanceEvent::kind)
                .containsExactly(InstanceEvent.Kind.JOINED, InstanceEvent.Kind.LEFT);
    }

    @Test
    void whileNobodyAnswersItServesWhatItKnows() {
        KeptView view = begin(PAYMENTS);
        follow(7, "i-1");
        ServiceSnapshot known = view.current();
        for (int i = 0; i < 40; i++) {
            streams.last().breakOff(Status.UNAVAILABLE.asRuntimeException());
            scheduler.advance(LONGEST_WAIT);
        }
        assertThat(view.current()).isSameAs(known);
        assertThat(view.age()).contains(LONGEST_WAIT.multipliedBy(40));
        streams.last().send(bookmark(9, 0));
        assertThat(view.current()).isSameAs(known);
        assertThat(view.age()).contains(Duration.ZERO);
    }

    @Test
    void anEmptyAnswerCountsWhenItIsExplained() {
        KeptView view = begin(PAYMENTS);
        follow(7, "i-1");
        streams.last().send(synced("cluster", 9, NO_SUCH_SERVICE));
        assertThat(view.current().all()).isEmpty();
        assertThat(view.current().source()).isEqualTo(Source.REGISTRY);
        assertThat(view.current().whyNoneHealthy()).contains(EmptyReason.NO_SUCH_SERVICE);
    }

    @Test
    void anEmptyAnswerThatExplainsNothingChangesNothing() {
        KeptView view = begin(PAYMENTS);
        follow(7, "i-1");
        streams.last().send(synced("cluster", 9, UNEXPLAINED));
        assertThat(view.current().source()).isEqualTo(Source.KEPT);
        assertThat(ids(view.current().healthy())).containsExactly("i-1");
    }

    @Test
    void aClusterSetUpAnewDoesNotEmptyItWhileItsInstancesComeBack() {
        KeptView view = begin(PAYMENTS);
        follow(7, "i-1", "i-2", "i-3");
        streams.last().send(synced("another", 1, NO_SUCH_SERVICE));
        assertThat(view.current().source()).isEqualTo(Source.KEPT);
        assertThat(ids(view.current().healthy())).containsExactly("i-1", "i-2", "i-3");

        scheduler.advance(Duration.ofSeconds(5));
        streams.last().send(changes(1, 2, false, joined("i-2", 2)));
        assertThat(ids(view.current().healthy())).containsExactly("i-1", "i-2", "i-3");
        streams.last().send(changes(2, 3, false, left("i-3", 3))); // joined and left, told as one
        assertThat(ids(view.current().healthy())).containsExactly("i-1", "i-2");
        assertThat(view.current().source()).isEqualTo(Source.KEPT);

        scheduler.advance(TTL.minusSeconds(5));
        assertThat(ids(view.current().healthy()))
                .as("whoever holds i-1 would have come back by now")
                .containsExactly("i-2");
        assertThat(view.current().source()).isEqualTo(Source.REGISTRY);
    }

    @Test
    void aClusterThatHasLostItsNewestDataIsAnotherCluster() {
        KeptView view = begin(PAYMENTS);
        follow(7, "i-1", "i-2");
        streams.last().send(snapshot("i-1"));
        streams.last().send(synced(5));
        assertThat(ids(view.current().healthy())).containsExactly("i-1", "i-2");
        scheduler.advance(TTL);
        assertThat(ids(view.current().healthy())).containsExactly("i-1");
    }

    @Test
    void theNextProcessBeginsWithWhatThisOneKnew() {
        KeptView former = begin(PAYMENTS.withCache(directory));
        assertThat(former.current()).isSameAs(ServiceSnapshot.NONE);
        follow(7, "i-1", "i-2");
        close(former);
        wallClock = wallClock.plusSeconds(3_600);

        KeptView view = begin(PAYMENTS.withCache(directory).withFallback("http://10.0.0.1:80"));
        assertThat(view.current().source()).isEqualTo(Source.CACHE);
        assertThat(view.current().revision()).isEqualTo(7);
        assertThat(view.current().healthy()).isEqualTo(former.current().healthy());
        assertThat(view.age()).contains(Duration.ofHours(1));
        assertThat(view.current().savedAt()).contains(wallClock.minusSeconds(3_600));

        follow(9, "i-2");
        assertThat(view.current().source()).isEqualTo(Source.REGISTRY);
        assertThat(ids(view.current().healthy())).containsExactly("i-2");
    }

    @Test
    void whatWasSavedOfAnotherClusterIsKeptForAsLongAsItMayComeBack() {
        KeptView former = begin(PAYMENTS.withCache(directory));
        follow(7, "i-1");
        close(former);
        KeptView view = begin(PAYMENTS.withCache(directory));
        streams.last().send(synced("another", 9, NO_SUCH_SERVICE));
        assertThat(ids(view.current().healthy())).containsExactly("i-1");
        scheduler.advance(TTL);
        assertThat(view.current().healthy()).isEmpty();
    }

    @Test
    void anEmptyViewIsNotSavedOverOneThatIsNot() {
        KeptView former = begin(PAYMENTS.withCache(directory));
        follow(7, "i-1");
        scheduler.advance(Duration.ofSeconds(2));
        streams.last().send(changes(7, 8, false, left("i-1", 8)));
        close(former);
        assertThat(ids(begin(PAYMENTS.withCache(directory)).current().healthy()))
                .containsExactly("i-1");
    }

    @Test
    void aBusyServiceIsSavedOnceASecondAndTheNewestAtLast() {
        KeptView view = begin(PAYMENTS.withCache(directory));
        follow(0, "i-0");
        for (int i = 1; i <= 50; i++) {
            streams.last().send(changes(i - 1, i, false, joined("i-" + i, i)));
        }
        ViewFile file = new ViewFile(directory, PAYMENTS);
        assertThat(file.load())
                .hasValueSatisfying(saved -> assertThat(saved.revision()).isZero());
        scheduler.advance(Duration.ofNanos(ViewSaver.PAUSE_NANOS));
        assertThat(file.load())
                .hasValueSatisfying(saved -> assertThat(saved.revision()).isEqualTo(50));
        streams.last().send(changes(50, 51, false, joined("i-51", 51)));
        close(view);
        assertThat(file.load())
                .hasValueSatisfying(saved -> assertThat(saved.revision()).isEqualTo(51));
    }

    @Test
    void withNothingKnownItFallsBackOnFixedAddressesUntilTheRegistrySpeaks() {
        KeptView view = begin(PAYMENTS.withFallback("http://10.0.0.1:80", "http://10.0.0.2:80"));
        assertThat(view.current().source()).isEqualTo(Source.FALLBACK);
        assertThat(view.current().healthy())
                .extracting(each -> each.primaryEndpoint().orElseThrow().uri())
                .containsExactly("http://10.0.0.1:80", "http://10.0.0.2:80");
        streams.last().send(synced("cluster", 3, NO_SUCH_SERVICE));
        assertThat(view.current().all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "EFFECTIVE_STATUS_LAPSED, EFFECTIVE_STATUS_LAPSED, ALL_LAPSED",
        "EFFECTIVE_STATUS_LAPSED, EFFECTIVE_STATUS_DRAINING, ALL_DRAINING",
        "EFFECTIVE_STATUS_OUT_OF_SERVICE, EFFECTIVE_STATUS_DRAINING, ALL_DRAINING",
        "EFFECTIVE_STATUS_DOWN, EFFECTIVE_STATUS_DRAINING, FILTERED_OUT",
    })
    void whenNoInstanceIsHealthyItSaysWhy(EffectiveStatus one, EffectiveStatus other, EmptyReason why) {
        KeptView view = begin(PAYMENTS);
        streams.last().send(snapshot(instance("i-1", one), instance("i-2", other)));
        streams.last().send(synced(7));
        assertThat(view.current().healthy()).isEmpty();
        assertThat(view.current().all()).hasSize(2);
        assertThat(view.current().whyNoneHealthy()).contains(why);
    }

    @Test
    void whoListensLaterIsToldAllOfItFirst() {
        KeptView view = begin(PAYMENTS);
        follow(7, "i-1", "i-2");
        Follower late = new Follower();
        view.listen(late, Runnable::run);
        scheduler.drain();
        assertThat(late.instances).isEqualTo(byKey(view.current()));
        streams.last().send(changes(7, 8, false, left("i-1", 8)));
        assertThat(late.instances).isEqualTo(byKey(view.current()));
        view.forget(late);
        scheduler.drain();
        streams.last().send(changes(8, 9, false, left("i-2", 9)));
        assertThat(late.instances).hasSize(1);
    }

    @Test
    void aListenerWhoseExecutorTakesNoMoreHarmsNobody() {
        KeptView view = begin(PAYMENTS);
        Follower other = new Follower();
        view.listen(new Follower(), task -> {
            throw new RejectedExecutionException("shut down");
        });
        view.listen(other, Runnable::run);
        scheduler.drain();
        follow(7, "i-1");
        assertThat(view.current().all()).hasSize(1);
        assertThat(other.instances).isEqualTo(byKey(view.current()));
    }

    /** Whatever nodes and clusters tell: who applies the events has what the view has. */
    @Test
    void theEventsLeadFromEachSnapshotToTheNext() {
        for (long seed = Seeds.seed(); seed < Seeds.seed() + 50; seed++) {
            Random random = new Random(seed);
            KeptView view = begin(PAYMENTS);
            Follower follower = new Follower();
            view.listen(follower, Runnable::run);
            scheduler.drain();
            long revision = 0;
            String cluster = "cluster";
            for (int i = 0; i < 200; i++) {
                switch (random.nextInt(4)) {
                    case 0 -> {
                        cluster = random.nextInt(4) == 0 ? "another" : "cluster";
                        revision = random.nextInt(4) == 0 ? random.nextInt(10) : revision + random.nextInt(3);
                        for (int n = random.nextInt(3); n > 0; n--) {
                            streams.last().send(snapshot("i-" + random.nextInt(6)));
                        }
                        streams.last()
                                .send(synced(cluster, revision, random.nextBoolean() ? UNEXPLAINED : NO_SUCH_SERVICE));
                    }
                    case 1 -> scheduler.advance(Duration.ofSeconds(random.nextInt(10)));
                    default -> {
                        String id = "i-" + random.nextInt(6);
                        boolean there = view.watch().current().all().stream()
                                .anyMatch(each -> each.key().instanceId().equals(id));
                        if (view.watch().current().revision() == 0) {
                            continue; // no stream begins with changes
                        }
                        streams.last()
                                .send(changes(
                                        revision,
                                        revision + 1,
                                        false,
                                        there ? left(id, revision + 1) : joined(id, revision + 1)));
                        revision++;
                    }
                }
                assertThat(follower.instances).as("seed %s, step %s", seed, i).isEqualTo(byKey(view.current()));
                assertThat(byKey(view.current()))
                        .containsAllEntriesOf(view.watch().current().instances());
            }
            close(view);
        }
    }

    private KeptView begin(ViewQuery query) {
        KeptWatch.Environment watches = new KeptWatch.Environment(
                scheduler,
                streams,
                new NodeSelector(List.of("a", "b", "c"), new Random(Seeds.seed())),
                new Backoff(
                        new Backoff.Bounds(Duration.ofMillis(200), LONGEST_WAIT), new SplittableRandom(Seeds.seed())),
                () -> wallClock,
                ended -> {});
        KeptView view = new KeptView(
                query,
                new KeptView.Environment(scheduler, watches, new News(Runnable::run, Runnable::run), () -> wallClock));
        view.listen(
                new ViewListener() {
                    @Override
                    public void changed(ViewChange change) {
                        heard.add(change);
                    }
                },
                null);
        view.start();
        scheduler.drain();
        return view;
    }

    private void close(KeptView view) {
        var closed = view.close();
        scheduler.drain();
        assertThat(closed).isCompleted();
    }

    private void follow(long revision, String... ids) {
        streams.last().send(snapshot(ids));
        streams.last().send(synced(revision));
    }

    private static List<String> ids(List<Instance> instances) {
        return instances.stream().map(instance -> instance.key().instanceId()).toList();
    }

    private static Map<InstanceKey, Instance> byKey(ServiceSnapshot snapshot) {
        Map<InstanceKey, Instance> byKey = new TreeMap<>();
        snapshot.all().forEach(instance -> byKey.put(instance.key(), instance));
        return byKey;
    }

    /** Keeps a list of its own by what it is told. */
    private static final class Follower implements ViewListener {
        private final Map<InstanceKey, Instance> instances = new TreeMap<>();

        @Override
        public void changed(ViewChange change) {
            for (InstanceEvent event : change.events()) {
                Instance after = event.instance();
                Instance before = after == null ? instances.remove(event.key()) : instances.put(event.key(), after);
                assertThat(before == null).isEqualTo(event.kind() == InstanceEvent.Kind.JOINED);
            }
        }
    }
}
