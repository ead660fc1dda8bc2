package io.serviceregistry.node.service;

import io.serviceregistry.node.config.Cluster;
import io.serviceregistry.node.config.ClusterConfig;
import io.serviceregistry.node.config.MemberConfig;
import io.serviceregistry.node.core.command.ClearOverride;
import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.command.ReleaseHold;
import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.command.SetOverride;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.replication.ConsensusView;
import io.serviceregistry.node.replication.IndeterminateOutcomeException;
import io.serviceregistry.node.replication.Lane;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What operators do. Thread-safe, never blocks.
 *
 * <p>Looking is always possible, in whatever state the node is. The rest throws and completes as in {@link Registrations}.
 */
public final class Administration {
    /** The rule of an override's status. */
    public static final String OVERRIDE_RULE = "DRAINING, OUT_OF_SERVICE or DOWN";

    static final int MAX_REASON_BYTES = 255;
    static final int MAX_OWNER_BYTES = 128;
    static final long MAX_OVERRIDE_MILLIS = 2_592_000_000L;

    private static final Duration ASK_MEMBER_FOR = Duration.ofSeconds(1);

    /** A member, and what it says of itself when it answered. */
    public record Member(MemberConfig config, boolean voter, Optional<NodeStatus> status) {}

    private final Cluster cluster;
    private final ConsensusView consensus;
    private final Supplier<NodeStatus> ownStatus;
    private final PeerStatuses peers;
    private final ClusterControl control;
    private final Submissions submissions;
    private final ScheduledExecutorService timer;

    public Administration(
            Cluster cluster,
            ConsensusView consensus,
            Supplier<NodeStatus> ownStatus,
            PeerStatuses peers,
            ClusterControl control,
            Submissions submissions,
            ScheduledExecutorService timer) {
        this.cluster = cluster;
        this.consensus = consensus;
        this.ownStatus = ownStatus;
        this.peers = peers;
        this.control = control;
        this.submissions = submissions;
        this.timer = timer;
    }

    /** What this node knows of itself. */
    public NodeStatus status() {
        return ownStatus.get();
    }

    /** The members in the order of their ids, each asked now. */
    public CompletableFuture<List<Member>> members() {
        List<CompletableFuture<Member>> asked = cluster.members().stream()
                .sorted(Comparator.comparing(MemberConfig::id))
                .map(this::ask)
                .toList();
        return CompletableFuture.allOf(asked.toArray(new CompletableFuture<?>[0]))
                .thenApply(all -> asked.stream().map(CompletableFuture::join).toList());
    }

    /** Hands leadership to a member, or to any other than the present leader. */
    public CompletableFuture<Void> transferLeadership(Optional<String> nodeId, Duration budget) {
        if (nodeId.isPresent() && cluster.find(nodeId.get()).isEmpty()) {
            List<String> ids = cluster.members().stream().map(MemberConfig::id).toList();
            throw new InvalidFieldException("node_id", nodeId.get(), "one of the members " + ids);
        }
        return within(budget, "leadership has not moved in time", control.transferLeadership(nodeId));
    }

    /** Adds a member; when the time is over it may still come to that. */
    public CompletableFuture<Void> addMember(MemberConfig member, Duration budget) {
        return within(budget, "the node has not caught up in time; it may yet", control.add(member));
    }

    /** Removes a member; when the time is over it may still come to that. */
    public CompletableFuture<Void> removeMember(String nodeId, Duration budget) {
        if (!ClusterConfig.isId(nodeId)) {
            throw new InvalidFieldException("node_id", nodeId, ClusterConfig.ID_RULE);
        }
        return within(budget, "the node was not removed in time; it may yet be", control.remove(nodeId));
    }

    private CompletableFuture<Void> within(Duration budget, String otherwise, CompletableFuture<Void> change) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        var deadline = timer.schedule(
                () -> answer.completeExceptionally(new IndeterminateOutcomeException(otherwise)),
                budget.toNanos(),
                TimeUnit.NANOSECONDS);
        var unused = change.whenComplete((done, failure) -> {
            deadline.cancel(false);
            if (failure == null) {
                answer.complete(null);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    /** Sets or replaces the override of a scope, registered or not; {@code expiresAfterMillis} 0 means never. */
    public CompletableFuture<Position> setOverride(
            @Nullable RequestId request,
            OverrideScope scope,
            Status status,
            String reason,
            String owner,
            long expiresAfterMillis,
            Duration budget) {
        if (status != Status.DRAINING && status != Status.OUT_OF_SERVICE && status != Status.DOWN) {
            throw new InvalidFieldException("status", status.name(), OVERRIDE_RULE);
        }
        SetOverride command = new SetOverride(
                InstanceRules.scope(scope),
                status,
                FieldRules.text("reason", reason, MAX_REASON_BYTES),
                FieldRules.text("owner", owner, MAX_OWNER_BYTES),
                FieldRules.number("expires_after_millis", expiresAfterMillis, 0, MAX_OVERRIDE_MILLIS));
        return submit(request, command, budget);
    }

    /** Lifts the override of a scope. */
    public CompletableFuture<Position> clearOverride(
            @Nullable RequestId request, OverrideScope scope, Duration budget) {
        return submit(request, new ClearOverride(InstanceRules.scope(scope)), budget);
    }

    /** Ends the hold of a service. */
    public CompletableFuture<Position> releaseHold(@Nullable RequestId request, ServiceKey service, Duration budget) {
        return submit(request, new ReleaseHold(InstanceRules.service("", service)), budget);
    }

    private CompletableFuture<Position> submit(@Nullable RequestId request, Command command, Duration budget) {
        RequestId checked = request == null ? null : InstanceRules.request("request_id", request);
        return submissions.submit(Lane.LEAVE, checked, command, budget).thenApply(Result::position);
    }

    private CompletableFuture<Member> ask(MemberConfig member) {
        // While the membership changes no set is committed; then the configuration's word counts.
        boolean voter = consensus
                .committedVoters()
                .map(voters -> voters.contains(member.id()))
                .orElse(true);
        if (member.id().equals(consensus.nodeId())) {
            return CompletableFuture.completedFuture(new Member(member, voter, Optional.of(status())));
        }
        return peers.statusOf(member.id(), ASK_MEMBER_FOR)
                .handle((status, failure) -> new Member(member, voter, Optional.ofNullable(status)));
    }
}
