package io.serviceregistry.node.service;

import io.serviceregistry.node.core.command.DeregisterInstance;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.RegisterInstance.Condition;
import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.command.UpdateInstance;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.replication.Lane;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What owners do: register, renew, update, deregister. Thread-safe, never blocks.
 *
 * <p>Every method throws {@link InvalidFieldException} or {@link NotServingException} at once, before anything is proposed,
 * or answers with a future that completes as {@code Writes} says; a refusal by the state is a {@link RejectedException}. A null
 * request id means that the caller has none.
 */
public final class Registrations {
    /** The most leases in one request to renew. */
    public static final int MAX_RENEWALS = 10_000;

    /** A granted registration. */
    public record Registered(Position position, long leaseId, long ttlMillis) {}

    /** A changed instance. */
    public record Updated(Position position, long modifiedRevision) {}

    /** The outcomes of renewals: whatever is not listed was renewed. */
    public record Renewed(Position position, Outcome.Renewed exceptions) {}

    private final Submissions submissions;
    private final Renewals renewals;
    private final AdmissionControl admission;

    public Registrations(Submissions submissions, Renewals renewals, AdmissionControl admission) {
        this.submissions = submissions;
        this.renewals = renewals;
        this.admission = admission;
    }

    /**
     * Registers an instance.
     *
     * @param previousLeaseId the caller's former lease with {@link Condition#PREVIOUS_LEASE}, else 0
     */
    public CompletableFuture<Registered> register(
            @Nullable RequestId request,
            InstanceDraft draft,
            Condition condition,
            long previousLeaseId,
            Duration budget) {
        RequestId checked = checked(request);
        InstanceSpec spec = InstanceRules.spec("instance", draft);
        if (condition == Condition.PREVIOUS_LEASE) {
            FieldRules.number("previous_lease_id", previousLeaseId, 1, Long.MAX_VALUE);
        }
        return submissions
                .submit(Lane.REGISTRATION, checked, new RegisterInstance(spec, condition, previousLeaseId), budget)
                .thenApply(result -> new Registered(result.position(), leaseId(result), spec.ttlMillis()));
    }

    /** Renews leases, 1..{@link #MAX_RENEWALS} different ones; the array stays the caller's. */
    public CompletableFuture<Renewed> renew(long[] leaseIds) {
        long[] sorted = sortedDifferent(leaseIds);
        admission.admit();
        return Submissions.accepted(renewals.renew(sorted)).thenApply(result -> {
            if (result.outcome() instanceof Outcome.Renewed renewed) {
                return new Renewed(result.position(), renewed);
            }
            throw unexpected(result);
        });
    }

    /** Changes an instance. */
    public CompletableFuture<Updated> update(@Nullable RequestId request, InstanceUpdate update, Duration budget) {
        RequestId checked = checked(request);
        UpdateInstance command = InstanceRules.update(update);
        return submissions
                .submit(lane(command.status()), checked, command, budget)
                .thenApply(result -> {
                    if (result.outcome() instanceof Outcome.Updated updated) {
                        return new Updated(result.position(), updated.modifiedRevision());
                    }
                    throw unexpected(result);
                });
    }

    /** Removes an instance; {@code leaseId} is the lease that must hold it, 0 means any. */
    public CompletableFuture<Position> deregister(
            @Nullable RequestId request, InstanceKey key, long leaseId, Duration budget) {
        RequestId checked = checked(request);
        DeregisterInstance command =
                new DeregisterInstance(InstanceRules.key("key", key), InstanceRules.leaseId("lease_id", leaseId));
        return submissions.submit(Lane.LEAVE, checked, command, budget).thenApply(Result::position);
    }

    /** Whoever leaves makes room, and must not wait behind those who come. */
    private static Lane lane(@Nullable Status status) {
        return status == Status.DRAINING || status == Status.OUT_OF_SERVICE || status == Status.DOWN
                ? Lane.LEAVE
                : Lane.REGISTRATION;
    }

    private static @Nullable RequestId checked(@Nullable RequestId request) {
        return request == null ? null : InstanceRules.request("request_id", request);
    }

    private static long[] sortedDifferent(long[] leaseIds) {
        if (leaseIds.length < 1 || leaseIds.length > MAX_RENEWALS) {
            throw new InvalidFieldException("lease_ids", leaseIds.length + " of them", "1.." + MAX_RENEWALS);
        }
        for (int i = 0; i < leaseIds.length; i++) {
            FieldRules.number("lease_ids[" + i + ']', leaseIds[i], 1, Long.MAX_VALUE);
        }
        long[] sorted = leaseIds.clone();
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                throw new InvalidFieldException("lease_ids", Long.toString(sorted[i]), "each lease once");
            }
        }
        return sorted;
    }

    private static long leaseId(Result result) {
        if (result.outcome() instanceof Outcome.Registered registered) {
            return registered.leaseId();
        }
        throw unexpected(result);
    }

    private static IllegalStateException unexpected(Result result) {
        return new IllegalStateException("outcome: " + result.outcome() + " (expected: that of the command submitted)");
    }
}
