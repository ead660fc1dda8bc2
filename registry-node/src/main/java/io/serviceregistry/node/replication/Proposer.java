package io.serviceregistry.node.replication;

import io.serviceregistry.node.core.command.AdoptSettings;
import io.serviceregistry.node.core.command.BeginTerm;
import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.view.CatalogView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The leader's side of the write path: everything that waits becomes one entry per round, a few rounds in flight (group
 * commit). Confined to the thread that proposes.
 *
 * <p>The first entry of a term begins it in the log and adopts this node's settings. Duties come last in an entry, so
 * that an expiry is proposed only after the renewals that have already arrived. An entry goes out at least every
 * {@link #TIME_ENTRY_NANOS} while a lease exists, so that registry time moves on every node.
 */
final class Proposer {
    /** Below the promised 500 ms by a few ticks. */
    static final long TIME_ENTRY_NANOS = Duration.ofMillis(400).toNanos();
    /** Without leases there is nothing to time; the entries keep the followers' view of the leader fresh. */
    static final long IDLE_ENTRY_NANOS = Duration.ofSeconds(1).toNanos();

    /** Earlier than any registry time, which never goes back. */
    private static final long NO_TIME = 0;

    private static final long BEGIN_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final Replicator replicator;
    private final ConsensusView consensus;
    private final Views views;
    private final Lanes lanes;
    private final List<LeaderDuty> duties;
    private final WriteConfig config;
    private final Executor completions;
    private final BiConsumer<PendingWrite, @Nullable Throwable> onFailure;
    private final RegistryClock clock;
    private final LongAdder entries = new LongAdder();
    private final LongAdder commandsInThem = new LongAdder();
    // A new one for each term: what an old term's log never answers must not take up room for ever.
    private AtomicInteger inFlight = new AtomicInteger();
    private boolean leads;
    private boolean begun;
    private long term;
    private long beganAtNanos;
    private long dutiesAtNanos;
    private long proposedAtNanos;

    Proposer(
            Replicator replicator,
            ConsensusView consensus,
            Views views,
            Lanes lanes,
            List<LeaderDuty> duties,
            WriteConfig config,
            Executor completions,
            BiConsumer<PendingWrite, @Nullable Throwable> onFailure) {
        this.replicator = replicator;
        this.consensus = consensus;
        this.views = views;
        this.lanes = lanes;
        this.duties = List.copyOf(duties);
        this.config = config;
        this.completions = completions;
        this.onFailure = onFailure;
        this.clock = new RegistryClock(config.tick().toNanos());
    }

    /** One round; false when there was nothing to do or no room to do it. */
    boolean turn(long nowNanos) {
        long now = consensus.term();
        if (!consensus.isLeaderReady() || consensus.readyTerm() != now) {
            return false;
        }
        if (!leads || term != now) {
            begin(now, nowNanos);
        }
        // Taken after the duties began: what they saw then is in it.
        CatalogView view = views.current();
        StateImage image = view.image();
        long timeMillis = clock.read(image.timeMillis(), nowNanos);
        if (inFlight.get() >= config.maxInFlight()) {
            return false;
        }
        if (!consensus.isTrusted()) {
            return turnUntrusted(view, nowNanos);
        }
        List<LoggedCommand> commands = beginnings(image, nowNanos);
        int own = commands.size();
        List<PendingWrite> writes = lanes.take(config.maxEntryCommands(), config.maxEntryBytes());
        writes.forEach(write -> commands.add(write.command()));
        addDuties(view, timeMillis, nowNanos, duty -> true, commands);
        if (commands.isEmpty() && nowNanos - proposedAtNanos < timeEntryNanos(image)) {
            return duties.stream().anyMatch(LeaderDuty::hasMore);
        }
        proposedAtNanos = nowNanos;
        propose(new Entry(now, timeMillis, commands), writes, own);
        return true;
    }

    /**
     * While this node's state counts as wrong it leads in name: the lanes wait for another leader, and its entries move no
     * time, so that no lease ages while nobody is heard. Entries there must be: without them nobody could be compared again, and,
     * where nobody knows whose state is right, nobody be trusted again.
     */
    private boolean turnUntrusted(CatalogView view, long nowNanos) {
        List<LoggedCommand> commands = new ArrayList<>();
        addDuties(view, view.image().timeMillis(), nowNanos, LeaderDuty::goesOnUntrusted, commands);
        if (commands.isEmpty() && nowNanos - proposedAtNanos < IDLE_ENTRY_NANOS) {
            return false;
        }
        proposedAtNanos = nowNanos;
        propose(new Entry(term, NO_TIME, commands), List.of(), 0);
        return true;
    }

    /** This node does not lead any more, as far as it knows. */
    void endTerm() {
        if (leads) {
            leads = false;
            duties.forEach(LeaderDuty::endTerm);
        }
    }

    private void begin(long newTerm, long nowNanos) {
        leads = true;
        begun = false;
        term = newTerm;
        inFlight = new AtomicInteger();
        // A monotonic clock may show any number, so «never» is told by flags or set here.
        proposedAtNanos = nowNanos;
        dutiesAtNanos = nowNanos - config.tick().toNanos();
        clock.start(views.current().image().timeMillis(), nowNanos);
        duties.forEach(duty -> duty.beginTerm(newTerm, views::current));
    }

    /** What the first entry of a term begins with; again when the log does not show it a while later. */
    private List<LoggedCommand> beginnings(StateImage image, long nowNanos) {
        List<LoggedCommand> commands = new ArrayList<>();
        if (begun && (image.scalars().begunTerm() == term || nowNanos - beganAtNanos <= BEGIN_AGAIN_NANOS)) {
            return commands;
        }
        begun = true;
        beganAtNanos = nowNanos;
        if (!image.scalars().settings().equals(config.settings())) {
            // Before the term begins in the log: the grace it sets is then this leader's.
            commands.add(LoggedCommand.internal(new AdoptSettings(config.settings())));
        }
        commands.add(LoggedCommand.internal(new BeginTerm(term)));
        return commands;
    }

    private void addDuties(
            CatalogView view,
            long timeMillis,
            long nowNanos,
            Predicate<LeaderDuty> wanted,
            List<LoggedCommand> commands) {
        boolean ticks = nowNanos - dutiesAtNanos >= config.tick().toNanos();
        if (ticks) {
            dutiesAtNanos = nowNanos;
        }
        for (LeaderDuty duty : duties) {
            if ((ticks || duty.hasMore()) && wanted.test(duty)) {
                for (Command command : duty.due(view, timeMillis)) {
                    commands.add(LoggedCommand.internal(command));
                }
            }
        }
    }

    private static long timeEntryNanos(StateImage image) {
        return image.leases().isEmpty() ? IDLE_ENTRY_NANOS : TIME_ENTRY_NANOS;
    }

    /** How many entries were given to the log; read by any thread. */
    long entriesProposed() {
        return entries.sum();
    }

    /** How many commands were in them, the leader's own included; read by any thread. */
    long commandsProposed() {
        return commandsInThem.sum();
    }

    private void propose(Entry entry, List<PendingWrite> writes, int offset) {
        entries.increment();
        commandsInThem.add(entry.commands().size());
        AtomicInteger room = inFlight;
        room.incrementAndGet();
        replicator
                .propose(entry)
                .whenCompleteAsync(
                        (results, failure) -> {
                            room.decrementAndGet();
                            lanes.signal();
                            complete(writes, offset, results, failure);
                        },
                        completions);
    }

    private void complete(
            List<PendingWrite> writes, int offset, @Nullable List<Result> results, @Nullable Throwable failure) {
        for (int i = 0; i < writes.size(); i++) {
            if (failure == null && results != null) {
                writes.get(i).complete(results.get(offset + i));
            } else {
                onFailure.accept(writes.get(i), failure);
            }
        }
    }
}
