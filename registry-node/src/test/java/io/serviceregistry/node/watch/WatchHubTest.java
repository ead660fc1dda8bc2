package io.serviceregistry.node.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.testkit.Fixtures;
import io.serviceregistry.node.testkit.LoggedRegistry;
import io.serviceregistry.node.watch.WatchContent.Bookmark;
import io.serviceregistry.node.watch.WatchContent.Resync.Reason;
import io.serviceregistry.node.watch.WatchContent.Snapshot;
import io.serviceregistry.node.watch.WatchContent.Synced;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a hub does as time goes by. What it tells is the business of {@link WatchSimulation}. */
class WatchHubTest {
    private static final WatchFilter PAYMENTS =
            new WatchFilter("default", new TreeSet<>(List.of("payments")), all -> true);

    private final LoggedRegistry registry = LoggedRegistry.started();
    private final WatchHub hub =
            new WatchHub(new WatchLimits(100, 1 << 20, 10), this::view, Runnable::run, Runnable::run);
    private final Outlet outlet = new Outlet();

    @BeforeEach
    void aServiceOfOne() {
        registry.apply(Fixtures.register("payments/i-1"));
        hub.restored(view());
    }

    @Test
    void aQuietWatchIsToldEveryFiveSecondsHowFarItIs() {
        watch();
        assertThat(outlet.sent).hasExactlyElementsOfTypes(Snapshot.class, Synced.class);
        tick(4 * Subscriptions.TURNS);
        assertThat(outlet.sent.subList(2, outlet.sent.size()))
                .hasSize(4)
                .containsOnly(new Bookmark(view().image().revision()));
    }

    @Test
    void aReaderThatTakesNothingForAMinuteIsGivenUp() {
        outlet.ready = false;
        watch();
        tick(Subscription.STALLED_TICKS - 1);
        assertThat(outlet.end).isNull();
        tick(1);
        assertThat(outlet.end)
                .isInstanceOfSatisfying(
                        WatchTooSlowException.class,
                        tooSlow -> assertThat(tooSlow.resumeRevision())
                                .as("the snapshot was not finished")
                                .isZero());
        assertThat(hub.open()).isZero();
    }

    @Test
    void aReaderForWhomNothingWaitsIsNot() {
        watch();
        outlet.ready = false;
        tick(2 * Subscription.STALLED_TICKS);
        assertThat(outlet.end).isNull();
        outlet.ready = true;
        tick(Subscriptions.TURNS);
        assertThat(outlet.sent.get(outlet.sent.size() - 1)).isInstanceOf(Bookmark.class);
    }

    @Test
    void howFarTheSlowestReaderIsBehindIsKnownByTheNextTick() {
        watch();
        outlet.ready = false;
        change("payments/i-2");
        change("orders/i-1"); // nothing to this reader, and yet a revision that it has not passed
        tick(1);
        assertThat(hub.worstLag()).isEqualTo(2);
        outlet.ready = true;
        tick(Subscriptions.TURNS);
        assertThat(hub.worstLag()).isZero();
    }

    @Test
    void whatWatchesComeToIsCounted() {
        watch();
        assertThat(hub.counts().sent()).as("snapshot and end of it").isEqualTo(2);
        registry.apply(Fixtures.register("payments/i-2"));
        hub.restored(view());
        assertThat(hub.counts().resyncs(Reason.STATE_REPLACED)).isEqualTo(1);
        assertThat(hub.counts().sent()).isEqualTo(5);
        outlet.ready = false;
        change("payments/i-3");
        tick(Subscription.STALLED_TICKS);
        assertThat(hub.counts().cut()).isEqualTo(1);
    }

    private void change(String key) {
        List<LoggedCommand> commands = List.of(LoggedCommand.internal(Fixtures.register(key)));
        hub.changed(Objects.requireNonNull(registry.apply(registry.nextHeader(registry.timeMillis()), commands)
                .get(0)
                .changes()));
    }

    private void watch() {
        var unused = hub.watch(new WatchStart(view(), Optional.empty()), PAYMENTS, outlet);
    }

    private void tick(int times) {
        for (int i = 0; i < times; i++) {
            hub.tick();
        }
    }

    private CatalogView view() {
        return new CatalogView(registry.image());
    }

    /** A reader that takes all, or nothing. */
    private static final class Outlet implements WatchOutlet {
        private final List<WatchContent> sent = new ArrayList<>();
        private boolean ready = true;
        private @Nullable RuntimeException end;

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void send(WatchContent content) {
            sent.add(content);
        }

        @Override
        public void end(RuntimeException cause) {
            end = cause;
        }
    }
}
