package io.serviceregistry.client.internal.watch;

import static io.serviceregistry.client.testkit.WatchWire.resync;
import static io.serviceregistry.client.testkit.WatchWire.snapshot;
import static io.serviceregistry.client.testkit.WatchWire.synced;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.serviceregistry.client.ClientStats.Streams;
import io.serviceregistry.client.WatchListener;
import io.serviceregistry.client.WatchQuery;
import io.serviceregistry.client.internal.call.Backoff;
import io.serviceregistry.client.internal.call.News;
import io.serviceregistry.client.internal.call.NodeSelector;
import io.serviceregistry.client.testkit.ManualScheduler;
import io.serviceregistry.client.testkit.Seeds;
import io.serviceregistry.client.testkit.SimWatchStreams;
import io.serviceregistry.client.testkit.Wire;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A watch over two simulated nodes in virtual time, whose streams are counted. */
class CountedWatchStreamsTest {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final ManualScheduler scheduler = new ManualScheduler();
    private final SimWatchStreams nodes = new SimWatchStreams();
    private final CountedWatchStreams counted = new CountedWatchStreams(nodes);
    private final KeptWatch watch = new KeptWatch(
            WatchQuery.of("payments"),
            new WatchNews(new WatchListener() {}, new News(Runnable::run, Runnable::run)),
            new KeptWatch.Environment(
                    scheduler,
                    counted,
                    new NodeSelector(List.of("a", "b"), new Random(Seeds.seed())),
                    new Backoff(
                            new Backoff.Bounds(Duration.ofMillis(200), LONGEST_WAIT),
                            new SplittableRandom(Seeds.seed())),
                    InstantSource.system(),
                    ended -> {}));

    @BeforeEach
    void start() {
        watch.start();
        scheduler.drain();
    }

    @Test
    void anotherAttemptToBeginIsNoReconnect() {
        lose("NOT_READY");
        assertThat(counted.counts()).isEqualTo(new Streams(2, 0, 0));
    }

    @Test
    void aStreamThatGoesOnIsAReconnect() {
        follow(7);
        lose("STOPPING");
        assertThat(counted.counts()).isEqualTo(new Streams(2, 1, 0));
    }

    @Test
    void toBeToldEverythingAnewOnTheSameStreamIsAResync() {
        follow(7);
        nodes.last().send(resync());
        follow(9);
        assertThat(watch.current().revision()).isEqualTo(9);
        assertThat(counted.counts()).isEqualTo(new Streams(1, 0, 1));
    }

    @Test
    void aRegistryThatHasLostWhatTheWatchKnowsMakesForAResync() {
        follow(7);
        lose("STOPPING");
        lose("REVISION_IN_FUTURE");
        assertThat(nodes.last().request().hasResume()).isFalse();
        follow(3);
        assertThat(watch.current().revision()).isEqualTo(3);
        assertThat(counted.counts()).isEqualTo(new Streams(3, 1, 1));
    }

    private void follow(long revision) {
        nodes.last().send(snapshot("i-1"));
        nodes.last().send(synced(revision));
    }

    private void lose(String reason) {
        nodes.last().breakOff(Wire.notApplied(Status.Code.UNAVAILABLE, reason));
        scheduler.advance(LONGEST_WAIT);
    }
}
