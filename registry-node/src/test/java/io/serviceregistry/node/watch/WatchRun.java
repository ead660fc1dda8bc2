package io.serviceregistry.node.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.model.EffectiveStatus;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.testkit.RandomLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Predicate;

/** One random log, and the watches over it: all choices come from a seed. */
final class WatchRun {
    private static final int STEPS = 400;
    private static final int MAX_READERS = 6;
    private static final List<Predicate<InstanceView>> KEEPS = List.of(
            instance -> true,
            InstanceView::answersAsHealthy,
            instance -> instance.status() != EffectiveStatus.LAPSED,
            instance -> instance.instance().spec().weight() % 2 == 0,
            instance -> instance.instance().key().instanceId().hashCode() % 3 == 0);
    private static final List<List<String>> SERVICES =
            List.of(List.of(), List.of("a"), List.of("b"), List.of("a", "b"));

    /**
     * What happened at all.
     *
     * @param sent contents in all
     * @param coalesced readers were told what several changes come to
     * @param resyncs readers had to begin again
     * @param tooSlow readers were given up
     * @param resumed readers went on where they were
     */
    record Reached(long sent, int coalesced, int resyncs, int tooSlow, int resumed) {}

    /** A watch and who reads it. */
    private record Watch(Subscription subscription, CheckedReader reader) {}

    private final SplittableRandom random;
    private final WatchBug bug;
    private final RandomLog log;
    private final RegistryState state = new RegistryState(StateImage.empty());
    private final WatchedHistory history = new WatchedHistory();
    private final RandomExecutor thread;
    private final RandomExecutor pool;
    private final WatchHub hub;
    private final List<Watch> watches = new ArrayList<>();
    private int coalesced;
    private int resyncs;
    private int tooSlow;
    private int resumed;

    WatchRun(long seed, WatchBug bug) {
        this.bug = bug;
        this.random = new SplittableRandom(seed);
        this.log = new RandomLog(seed);
        this.thread = RandomExecutor.inOrder();
        this.pool = RandomExecutor.anyOrder(random);
        StepLimits step = new StepLimits(1 + random.nextInt(12), 1 + random.nextInt(4), 1 + random.nextInt(5_000));
        this.hub = new WatchHub(
                new WatchLimits(1 + random.nextInt(60), 1 + random.nextInt(60_000), MAX_READERS, step),
                history::newest,
                thread,
                pool);
        history.add(new CatalogView(state.image()));
    }

    /** Lives through all of it; throws when a reader was told something wrong. */
    Reached run() {
        for (int i = 0; i < STEPS; i++) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> applyEntry();
                case 3 -> begin();
                case 4 -> grant(random.nextInt(4));
                case 5 -> leaveOrResume();
                case 6 -> lookAround();
                default -> runSome();
            }
        }
        catchUp();
        return new Reached(hub.counts().sent(), coalesced, resyncs, tooSlow, resumed);
    }

    private void applyEntry() {
        RandomLog.LogEntry entry = log.next(state.image());
        state.beginEntry(entry.header());
        for (LoggedCommand command : entry.commands()) {
            var changes = state.apply(command).changes();
            history.add(new CatalogView(state.image()));
            if (changes != null) {
                history.add(changes);
                hub.changed(bug.heard(changes));
            }
        }
        if (random.nextInt(60) == 0) {
            hub.restored(history.newest());
        }
    }

    private void begin() {
        if (watches.size() < MAX_READERS) {
            WatchFilter filter = new WatchFilter(
                    "default",
                    new TreeSet<>(SERVICES.get(random.nextInt(SERVICES.size()))),
                    KEEPS.get(random.nextInt(KEEPS.size())));
            start(new CheckedReader(filter, history), Optional.empty());
        }
    }

    private void start(CheckedReader reader, Optional<WatchStart.Resume> resume) {
        if (hub.open() < MAX_READERS) {
            WatchStart start = new WatchStart(history.newest(), resume.map(from -> bug.resumed(from, history)));
            Subscription subscription = hub.watch(start, reader.filter(), bug.outlet(reader, history));
            watches.add(new Watch(subscription, reader));
        }
    }

    private void grant(int contents) {
        for (Watch watch : watches) {
            if (random.nextBoolean()) {
                watch.reader().grant(contents);
                watch.subscription().wake();
            }
        }
    }

    private void leaveOrResume() {
        if (watches.isEmpty()) {
            return;
        }
        Watch left = watches.remove(random.nextInt(watches.size()));
        left.subscription().cancel();
        count(left);
        CheckedReader reader = left.reader();
        if (reader.revision() != CheckedReader.NOTHING && random.nextInt(3) > 0) {
            resumed++;
            start(
                    new CheckedReader(reader),
                    Optional.of(new WatchStart.Resume(reader.revision(), random.nextInt(10) > 0)));
        }
    }

    private void count(Watch watch) {
        coalesced += watch.reader().coalesced();
        resyncs += watch.reader().resyncs();
        if (watch.reader().end() instanceof WatchTooSlowException cut) {
            tooSlow++;
            watch.reader().mayResumeFrom(cut.resumeRevision());
        }
    }

    private void lookAround() {
        hub.tick();
        watches.forEach(watch -> bug.ticked(watch.subscription(), history));
        thread.run(random.nextInt(5));
    }

    private void runSome() {
        thread.run(random.nextInt(10));
        pool.run(random.nextInt(10));
    }

    /** Converges: whoever reads on has the newest state in the end. */
    private void catchUp() {
        for (int round = 0; round < 2 * Subscriptions.TURNS; round++) {
            hub.tick();
            for (Watch watch : watches) {
                watch.reader().grant(Integer.MAX_VALUE);
                watch.subscription().wake();
            }
            while (thread.run(1) + pool.run(1) > 0) {}
        }
        for (Watch watch : watches) {
            count(watch);
            if (watch.reader().end() == null) {
                assertThat(watch.reader().revision())
                        .as("Converges")
                        .isEqualTo(history.newest().image().revision());
            } else {
                assertThat(watch.reader().end()).isInstanceOf(WatchTooSlowException.class);
            }
        }
    }
}
