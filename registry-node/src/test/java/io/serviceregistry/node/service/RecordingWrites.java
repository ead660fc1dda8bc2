package io.serviceregistry.node.service;

import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.RenewLeases;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.replication.Lane;
import io.serviceregistry.node.replication.Views;
import io.serviceregistry.node.replication.Writes;
import io.serviceregistry.node.testkit.LoggedRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A log of one node: what is submitted is written down, applied at once, and its view published. */
public final class RecordingWrites implements Writes, Renewals {
    /** What was submitted, and how. */
    public record Submitted(Lane lane, LoggedCommand command, Duration budget) {}

    private final List<Submitted> submitted = new ArrayList<>();
    private final LoggedRegistry registry = LoggedRegistry.started();
    private final Views views = new Views(view(), Runnable::run);
    private volatile Consumer<ChangeSet> onChange = changes -> {};
    private volatile Consumer<CatalogView> onReplacement = view -> {};
    private @Nullable RuntimeException failure;

    @Override
    public synchronized CompletableFuture<Result> submit(Lane lane, LoggedCommand command, Duration budget) {
        submitted.add(new Submitted(lane, command, budget));
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        RegistryState.Applied applied = registry.apply(registry.nextHeader(registry.timeMillis()), List.of(command))
                .get(0);
        views.publish(view());
        if (applied.changes() != null) {
            onChange.accept(applied.changes());
        }
        return CompletableFuture.completedFuture(applied.result());
    }

    @Override
    public CompletableFuture<Result> renew(long[] leaseIds) {
        return submit(Lane.RENEWAL, LoggedCommand.internal(new RenewLeases(leaseIds)), Duration.ofSeconds(1));
    }

    /** From now on every write fails. */
    public synchronized void failWith(RuntimeException exception) {
        failure = exception;
    }

    /** Lets the registry go on by other hands than callers'. */
    public synchronized void change(Consumer<LoggedRegistry> change) {
        change.accept(registry);
        views.publish(view());
        onReplacement.accept(view());
    }

    /** Tells of every change set, or of a state that others led to. */
    public void tell(Consumer<ChangeSet> changes, Consumer<CatalogView> replacements) {
        onChange = changes;
        onReplacement = replacements;
    }

    /** What was submitted so far. */
    public synchronized List<Submitted> submitted() {
        return List.copyOf(submitted);
    }

    /** What was submitted last. */
    public synchronized Submitted last() {
        return submitted.get(submitted.size() - 1);
    }

    /** The command submitted last. */
    public Command lastCommand() {
        return last().command().command();
    }

    /** The views of this log. */
    public Views views() {
        return views;
    }

    private CatalogView view() {
        return new CatalogView(registry.image());
    }
}
