package io.serviceregistry.node.testkit;

import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.EntryHeader;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.replication.IndeterminateOutcomeException;
import io.serviceregistry.node.replication.NotProposedException;
import io.serviceregistry.node.replication.Replicator;
import io.serviceregistry.node.replication.Views;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A log of one node: keeps what is proposed until a test commits it, loses it or refuses it. */
public final class ManualReplicator implements Replicator {
    private record Proposal(Entry entry, CompletableFuture<List<Result>> results) {}

    private final RegistryState state = new RegistryState(StateImage.empty());
    private final Queue<Proposal> open = new ArrayDeque<>();
    private final List<Entry> proposed = new ArrayList<>();
    private final List<Consumer<ChangeSet>> listeners = new ArrayList<>();
    private final Views views;
    private int commandBytes = 100;
    private long index;

    /** A log whose views completes its waiters at once. */
    public ManualReplicator() {
        views = new Views(new CatalogView(state.image()), Runnable::run);
    }

    /** What apply publishes. */
    public Views views() {
        return views;
    }

    /** Tells a listener of the changes of each entry, after its view was published. */
    public void listen(Consumer<ChangeSet> listener) {
        listeners.add(listener);
    }

    /** Lets every command take so many bytes. */
    public void sizesAre(int bytes) {
        commandBytes = bytes;
    }

    @Override
    public int sizeOf(LoggedCommand command) {
        return commandBytes;
    }

    @Override
    public CompletableFuture<List<Result>> propose(Entry entry) {
        Proposal proposal = new Proposal(entry, new CompletableFuture<>());
        open.add(proposal);
        proposed.add(entry);
        return proposal.results();
    }

    /** Everything proposed so far. */
    public List<Entry> proposed() {
        return proposed;
    }

    /** The commands of the entry proposed last. */
    public List<Command> lastCommands() {
        return proposed.get(proposed.size() - 1).commands().stream()
                .map(LoggedCommand::command)
                .toList();
    }

    /** How many entries are proposed and not yet committed, lost or refused. */
    public int inFlight() {
        return open.size();
    }

    /** Commits and applies the oldest entry that is open. */
    public List<Result> commit() {
        Proposal proposal = open.remove();
        List<Result> results = apply(proposal.entry());
        proposal.results().complete(results);
        return results;
    }

    /** Commits and applies all that is open. */
    public void commitAll() {
        while (!open.isEmpty()) {
            commit();
        }
    }

    /** Loses the oldest entry that is open: nobody can say what became of it. */
    public void lose() {
        open.remove().results().completeExceptionally(new IndeterminateOutcomeException("lost"));
    }

    /** Refuses the oldest entry that is open: it never reached the log. */
    public void refuse() {
        open.remove().results().completeExceptionally(new NotProposedException(NotProposedException.Reason.NOT_LEADER));
    }

    /** Applies an entry that came from elsewhere. */
    public List<Result> apply(Entry entry) {
        index++;
        state.beginEntry(new EntryHeader(entry.proposerTerm(), index, entry.proposerTerm(), entry.timeMillis()));
        List<Result> results = new ArrayList<>();
        List<ChangeSet> changes = new ArrayList<>();
        for (LoggedCommand command : entry.commands()) {
            RegistryState.Applied applied = state.apply(command);
            results.add(applied.result());
            if (applied.changes() != null) {
                changes.add(applied.changes());
            }
        }
        views.publish(new CatalogView(state.image()));
        changes.forEach(change -> listeners.forEach(listener -> listener.accept(change)));
        return results;
    }

    /** Applies commands at a registry time, in the term of the last entry or 1. */
    public List<Result> apply(long timeMillis, Command... commands) {
        long term = Math.max(1, state.image().scalars().term());
        return apply(new Entry(
                term,
                timeMillis,
                List.of(commands).stream().map(LoggedCommand::internal).toList()));
    }
}
