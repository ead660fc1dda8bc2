package io.serviceregistry.node.service;

import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.replication.Lane;
import io.serviceregistry.node.replication.Views;
import io.serviceregistry.node.replication.Writes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Hands the commands of the use cases to the log: admitted, identified, and not good for ever. Thread-safe. */
public final class Submissions {
    /**
     * A command is refused at a registry time later than its budget and this. The slack covers how far this node's
     * view may lag behind the leader, whose time counts.
     */
    static final Duration NOT_AFTER_SLACK = Duration.ofSeconds(5);

    private final Writes writes;
    private final Views views;
    private final RequestIdentity identity;
    private final AdmissionControl admission;

    public Submissions(Writes writes, Views views, RequestIdentity identity, AdmissionControl admission) {
        this.writes = writes;
        this.views = views;
        this.identity = identity;
        this.admission = admission;
    }

    /**
     * Submits a command.
     *
     * @param request the caller's id for it, already checked; null to give it one
     * @throws FeatureLevelTooLowException when a member may not understand it
     * @return completes exceptionally with {@link RejectedException} when the state refuses it
     */
    CompletableFuture<Result> submit(Lane lane, @Nullable RequestId request, Command command, Duration budget) {
        admission.admit();
        StateImage known = views.current().image();
        if (command.requiredLevel() > known.featureLevel()) {
            // Before the log: a member of an older version would stop there.
            throw new FeatureLevelTooLowException(command.requiredLevel(), known.featureLevel());
        }
        long notAfterMillis = known.timeMillis() + budget.plus(NOT_AFTER_SLACK).toMillis();
        if (request != null) {
            return accepted(writes.submit(lane, new LoggedCommand(request, notAfterMillis, command), budget));
        }
        RequestId own = identity.begin();
        return accepted(writes.submit(lane, new LoggedCommand(own, notAfterMillis, command), budget)
                .whenComplete((result, failure) -> identity.answered(own)));
    }

    /** Turns refusals into exceptions. */
    static CompletableFuture<Result> accepted(CompletableFuture<Result> submitted) {
        return submitted.thenApply(result -> {
            if (result.outcome() instanceof Outcome.Rejected rejected) {
                throw new RejectedException(result.position(), rejected.reason(), rejected.detail());
            }
            return result;
        });
    }
}
