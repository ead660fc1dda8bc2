package io.serviceregistry.client.internal;

import static io.serviceregistry.client.testkit.WatchWire.snapshot;
import static io.serviceregistry.client.testkit.WatchWire.synced;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.serviceregistry.client.ClientStats.Registrations;
import io.serviceregistry.client.ClientStats.Views;
import io.serviceregistry.client.ClientStats.Watches;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.RegistrationOptions;
import io.serviceregistry.client.ViewQuery;
import io.serviceregistry.client.internal.call.Backoff;
import io.serviceregistry.client.internal.call.News;
import io.serviceregistry.client.internal.call.NodeSelector;
import io.serviceregistry.client.internal.lease.KeptRegistration;
import io.serviceregistry.client.internal.lease.LeaseKeeper;
import io.serviceregistry.client.internal.view.KeptView;
import io.serviceregistry.client.internal.watch.KeptWatch;
import io.serviceregistry.client.testkit.ManualScheduler;
import io.serviceregistry.client.testkit.Seeds;
import io.serviceregistry.client.testkit.SimCalls;
import io.serviceregistry.client.testkit.SimStreams;
import io.serviceregistry.client.testkit.SimStreams.Mood;
import io.serviceregistry.client.testkit.SimWatchStreams;
import io.serviceregistry.client.testkit.Wire;
import io.serviceregistry.proto.v1.EmptyReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is open, by state, over simulated nodes in virtual time. */
@SuppressWarnings("FutureReturnValueIgnored") // closing matters for what is counted
class CensusTest {

    private static final Duration WHILE = Duration.ofSeconds(5);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final SplittableRandom random = new SplittableRandom(Seeds.seed());
    private final Backoff backoff = new Backoff(new Backoff.Bounds(Duration.ofMillis(200), WHILE), random);
    private final News news = new News(Runnable::run, Runnable::run);

    @Test
    void registrationsCountByTheStateTheyAreIn() {
        SimCalls registry = new SimCalls(scheduler);
        SimStreams nodes = new SimStreams(scheduler);
        LeaseKeeper keeper = new LeaseKeeper(scheduler, nodes, () -> List.of("a"), random);
        nodes.deliverTo(keeper);
        KeptRegistration.Environment environment =
                new KeptRegistration.Environment(scheduler, registry, keeper, backoff, () -> Instant.EPOCH, news);
        List<KeptRegistration> all = new ArrayList<>();
        for (String id : List.of("i-1", "i-2")) {
            KeptRegistration registration = new KeptRegistration(
                    InstanceSpec.of("payments", id, "http://10.0.0.7:8080")
                            .withLease(LeasePolicy.ofTtl(Duration.ofSeconds(9))),
                    RegistrationOptions.DEFAULT,
                    environment);
            registration.start();
            all.add(registration);
        }
        assertThat(Census.registrations(all, keeper.counts())).isEqualTo(new Registrations(2, 0, 0, 0, 0, 0, 0, 0));
        scheduler.advance(WHILE);
        assertThat(Census.registrations(all, keeper.counts())).isEqualTo(new Registrations(0, 2, 0, 0, 0, 0, 0, 0));
        nodes.mood("a", Mood.SILENT);
        scheduler.advance(WHILE);
        assertThat(Census.registrations(all, keeper.counts())).isEqualTo(new Registrations(0, 0, 2, 0, 0, 0, 0, 0));
        all.get(0).close(WHILE);
        scheduler.advance(WHILE);
        assertThat(Census.registrations(all, keeper.counts())).isEqualTo(new Registrations(0, 0, 1, 0, 0, 1, 0, 0));
    }

    @Test
    void viewsCountByStateAndBySourceAndTheOldestTellsItsAge() {
        SimWatchStreams toOne = new SimWatchStreams();
        SimWatchStreams toTwo = new SimWatchStreams();
        List<KeptView> all = List.of(
                view(ViewQuery.of("payments"), toOne),
                view(ViewQuery.of("payments").withFallback("http://10.0.0.7:8080"), toTwo));
        assertThat(Census.views(all)).isEqualTo(new Views(2, 0, 0, 1, 0, 0, 0, 1, null));

        follow(toOne, "cluster", 7);
        scheduler.advance(Duration.ofSeconds(3));
        follow(toTwo, "cluster", 7);
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(Census.views(all)).isEqualTo(new Views(0, 2, 0, 0, 2, 0, 0, 0, Duration.ofSeconds(4)));

        toOne.last().breakOff(Status.UNAVAILABLE.asRuntimeException());
        scheduler.advance(WHILE);
        assertThat(Census.views(all))
                .as("what it knew grows old")
                .isEqualTo(new Views(1, 1, 0, 0, 2, 0, 0, 0, Duration.ofSeconds(9)));

        toOne.last().send(synced("another cluster", 9, EmptyReason.EMPTY_REASON_UNSPECIFIED));
        assertThat(Census.views(all))
                .as("each is as old as the request that was answered, until a node says otherwise")
                .isEqualTo(new Views(0, 2, 0, 0, 1, 1, 0, 0, Duration.ofSeconds(9)));

        toTwo.last().breakOff(Wire.notApplied(Status.Code.INVALID_ARGUMENT, "INVALID_FIELD"));
        all.get(0).close();
        scheduler.drain();
        assertThat(Census.views(all)).isEqualTo(new Views(0, 0, 1, 0, 1, 0, 0, 0, Duration.ofSeconds(9)));
    }

    @Test
    void watchesCountByStateForAsLongAsTheyAreOpen() {
        SimWatchStreams nodes = new SimWatchStreams();
        KeptView view = view(ViewQuery.of("payments"), nodes);
        List<KeptWatch> all = List.of(view.watch());
        assertThat(Census.watches(all)).isEqualTo(new Watches(1, 0));
        follow(nodes, "cluster", 7);
        assertThat(Census.watches(all)).isEqualTo(new Watches(0, 1));
        view.close();
        scheduler.drain();
        assertThat(Census.watches(all)).isEqualTo(new Watches(0, 0));
    }

    private KeptView view(ViewQuery query, SimWatchStreams streams) {
        KeptWatch.Environment watches = new KeptWatch.Environment(
                scheduler,
                streams,
                new NodeSelector(List.of("a", "b"), new Random(Seeds.seed())),
                backoff,
                () -> Instant.EPOCH,
                ended -> {});
        KeptView view =
                new KeptView(query, new KeptView.Environment(scheduler, watches, news, () -> Instant.EPOCH)).start();
        scheduler.drain();
        return view;
    }

    private static void follow(SimWatchStreams streams, String clusterId, long revision) {
        streams.last().send(snapshot("i-1"));
        streams.last().send(synced(clusterId, revision, EmptyReason.EMPTY_REASON_UNSPECIFIED));
    }
}
