package io.serviceregistry.client.internal.lease;

import io.serviceregistry.client.ErrorReason;
import io.serviceregistry.client.InstanceExistsException;
import io.serviceregistry.client.InstanceNotFoundException;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.InvalidFieldException;
import io.serviceregistry.client.LeaseReplacedException;
import io.serviceregistry.client.Outcome;
import io.serviceregistry.client.RegisterCondition;
import io.serviceregistry.client.RegistrationCounters;
import io.serviceregistry.client.RegistrationOptions;
import io.serviceregistry.client.RegistrationState;
import io.serviceregistry.client.RegistryException;
import io.serviceregistry.client.internal.call.Backoff;
import io.serviceregistry.client.internal.call.News;
import io.serviceregistry.client.internal.call.RegistrationCalls;
import io.serviceregistry.client.internal.call.Scheduler;
import io.serviceregistry.client.internal.call.StatusMapper;
import io.serviceregistry.client.internal.model.RequestMapper;
import io.serviceregistry.proto.v1.DeregisterRequest;
import io.serviceregistry.proto.v1.GetInstanceRequest;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RegisterResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance that registers and stays registered, for as long as it takes. The states are those of
 * {@link RegistrationState}.
 *
 * <p>Everything that is underway belongs to an {@link Era}; a lost lease and the end make what is underway void. A
 * registration that may have been applied is repeated under its own id until its outcome is
 * known, so that a lease is never granted twice to one holder.
 *
 * <p>Confined to the scheduler's thread, except where a method says otherwise.
 */
public final class KeptRegistration implements LeaseHolder {

    private static final Logger log = LoggerFactory.getLogger(KeptRegistration.class);

    /** What registrations share. */
    public record Environment(
            Scheduler scheduler,
            RegistrationCalls calls,
            LeaseKeeper keeper,
            Backoff backoff,
            InstantSource wallClock,
            News news) {}

    private final Environment env;
    private final RegistrationOptions options;
    private final DesiredSpec desired;
    private final StateCell state;
    private final CompletableFuture<RegistrationState> settled = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final RenewalCounts counts = new RenewalCounts();

    private final Era era;
    private final SpecUpdates updates;

    private boolean closing;
    private @Nullable PendingRegister pending;
    private long leaseId; // the last lease granted; 0 before
    private long revision; // at which it was granted
    private boolean held;

    public KeptRegistration(InstanceSpec spec, RegistrationOptions options, Environment env) {
        this.env = env;
        this.options = options;
        this.desired = new DesiredSpec(spec, env.news().completions());
        this.state = new StateCell(new RegistrationState.Registering(0));
        this.era = new Era(env.scheduler(), env.backoff());
        this.updates = new SpecUpdates(desired, env.calls(), era, this::fence, this::loseLease);
    }

    /** Begins; called once. From any thread. */
    public void start() {
        env.scheduler()
                .execute(() ->
                        begin(options.ifAbsent() ? RegisterCondition.ifAbsent() : RegisterCondition.none(), false));
    }

    /** The state now. From any thread. */
    public StateCell state() {
        return state;
    }

    /** What it wants the registry to know. From any thread. */
    public InstanceSpec spec() {
        return desired.current();
    }

    /** What it has seen. From any thread. */
    public RegistrationCounters counters() {
        return counts.snapshot();
    }

    /** Completes with the state once it is registered for the first time, or has ended before that. From any thread. */
    public CompletableFuture<RegistrationState> settled() {
        return settled;
    }

    /** Completes once the state is final. From any thread. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /**
     * Changes the spec; the future completes once the registry knows, however long that takes. From any thread.
     *
     * @param change must not touch what only a registration sets: key, endpoints, tags, zone, lease
     */
    public CompletableFuture<Void> change(UnaryOperator<InstanceSpec> change) {
        CompletableFuture<Void> told = new CompletableFuture<>();
        env.scheduler().execute(() -> {
            if (state.current().isFinal() || closing) {
                env.news()
                        .completions()
                        .execute(() -> told.completeExceptionally(
                                new IllegalStateException("registration: " + state.current() + " (expected: open)")));
                return;
            }
            desired.change(change.apply(desired.current()), told);
            updates.tell();
        });
        return told;
    }

    /** Ends it, deregistering if it was so decided, within the timeout. From any thread, any number of times. */
    public CompletableFuture<Void> close(Duration timeout) {
        env.scheduler().execute(() -> {
            if (closing || state.current().isFinal()) {
                return;
            }
            closing = true;
            env.keeper().drop(leaseId);
            if (!options.deregisterOnClose() || (!held && pending == null)) {
                end(new RegistrationState.Closed());
                return;
            }
            env.scheduler().schedule(timeout.toNanos(), () -> end(new RegistrationState.Closed()));
            if (held) {
                deregister();
            } // otherwise a registration is underway: its answer names the lease to deregister
        });
        return ended;
    }

    private void begin(RegisterCondition condition, boolean reclaiming) {
        era.next();
        held = false;
        pending = null;
        updates.stop();
        become(new RegistrationState.Registering(leaseId));
        era.during(
                env.calls().nextId(),
                id -> {
                    InstanceSpec spec = desired.current();
                    RegisterRequest request = RequestMapper.register(spec, condition)
                            .setRequestId(id)
                            .build();
                    PendingRegister asked = new PendingRegister(
                            request,
                            spec,
                            desired.version(),
                            condition,
                            reclaiming,
                            env.scheduler().nowNanos());
                    pending = asked;
                    register(asked);
                },
                error -> era.retry(() -> begin(condition, reclaiming)),
                env.calls()::answered);
    }

    private void register(PendingRegister asked) {
        era.during(
                env.calls().registerAs(asked.request),
                answer -> registered(asked, answer),
                error -> registerFailed(asked, error));
    }

    private void registered(PendingRegister asked, RegisterResponse answer) {
        // The answer may be that of the first attempt, long ago: the lease may have run since then.
        long grantedNanos = asked.firstSentNanos;
        hold(asked, answer.getLeaseId(), answer.getHeader().getRevision(), answer.getTtlMillis(), grantedNanos);
    }

    private void hold(PendingRegister asked, long newLeaseId, long atRevision, long ttlMillis, long grantedNanos) {
        env.calls().answered(asked.id());
        if (leaseId != 0) {
            counts.reRegistered();
            env.keeper().counts().reRegistered();
        }
        pending = null;
        era.worked();
        held = true;
        leaseId = newLeaseId;
        revision = atRevision;
        log.info("Registered {} with lease {} at revision {}", asked.spec.key(), leaseId, revision);
        desired.told(asked.spec, asked.version);
        if (closing) {
            deregister();
            return;
        }
        become(new RegistrationState.Registered(leaseId, revision));
        if (ttlMillis > 0) {
            env.keeper().keep(leaseId, TimeUnit.MILLISECONDS.toNanos(ttlMillis), grantedNanos, this);
        }
        updates.begin(leaseId);
    }

    private void registerFailed(PendingRegister asked, RegistryException error) {
        asked.maybeApplied |= error.outcome() == Outcome.INDETERMINATE;
        if (error instanceof LeaseReplacedException || (error instanceof InstanceExistsException && asked.reclaiming)) {
            env.calls().answered(asked.id());
            fence();
        } else if (error.reason() == ErrorReason.REQUEST_TOO_OLD) {
            env.calls().answered(asked.id());
            reclaim(asked);
        } else if (asked.maybeApplied && !StatusMapper.isDecided(error)) {
            era.retry(() -> register(asked));
        } else {
            env.calls().answered(asked.id());
            pending = null;
            boolean first = leaseId == 0;
            if (closing) {
                end(new RegistrationState.Closed());
            } else if (first && (error instanceof InvalidFieldException || error instanceof InstanceExistsException)) {
                log.warn("Cannot register {}: {}", asked.spec.key(), error.getMessage());
                desired.fail(error);
                end(new RegistrationState.Rejected(error));
            } else {
                // Full, forbidden, no leader: the world may change, and a healthy process must not stay out of it.
                log.info("Not registered {}: {}", asked.spec.key(), error.getMessage());
                era.retry(() -> begin(asked.condition, asked.reclaiming));
            }
        }
    }

    /** The outcome of a registration is forgotten: looks who holds the instance now. */
    private void reclaim(PendingRegister lost) {
        GetInstanceRequest who = GetInstanceRequest.newBuilder()
                .setKey(lost.request.getInstance().getKey())
                .build();
        era.during(env.calls().getInstance(who), answer -> reclaimed(lost, answer.getInstance()), error -> {
            if (error instanceof InstanceNotFoundException) {
                reclaimed(lost, null);
            } else {
                era.retry(() -> reclaim(lost));
            }
        });
    }

    private void reclaimed(PendingRegister lost, @Nullable Instance holder) {
        LostRegistration verdict = LostRegistration.of(lost.request, leaseId, holder);
        log.info("The outcome of registering {} is forgotten; now: {}", lost.spec.key(), verdict);
        Instance adopted = verdict.adopted();
        RegisterCondition condition = verdict.condition();
        if (adopted != null) {
            long ttlMillis = lost.request.getInstance().getLease().getTtlMillis();
            // Nobody has renewed it since, so the keeper must at once.
            long longAgo = env.scheduler().nowNanos() - TimeUnit.MILLISECONDS.toNanos(ttlMillis);
            hold(lost, adopted.getLeaseId(), adopted.getRegisteredRevision(), ttlMillis, longAgo);
        } else if (condition != null && !closing) {
            begin(condition, true);
        } else if (condition != null) {
            end(new RegistrationState.Closed());
        } else {
            fence();
        }
    }

    private void deregister() {
        DeregisterRequest.Builder request = DeregisterRequest.newBuilder()
                .setKey(RequestMapper.key(desired.current().key()))
                .setLeaseId(leaseId); // by lease, so that a newer holder is never removed
        era.during(env.calls().deregister(request), answer -> end(new RegistrationState.Closed()), error -> {
            log.info("Could not deregister lease {}; it will lapse: {}", leaseId, error.getMessage());
            end(new RegistrationState.Closed());
        });
    }

    @Override
    public void renewed(long renewedLeaseId, boolean recovered) {
        if (!held || renewedLeaseId != leaseId) {
            return;
        }
        if (recovered) {
            log.warn(
                    "Lease {} of {} had lapsed and was revived",
                    leaseId,
                    desired.current().key());
            env.news().tell(() -> options.listener().recovered(renewedLeaseId));
        }
        if (state.current() instanceof RegistrationState.Unreachable) {
            become(new RegistrationState.Registered(leaseId, revision));
        }
        counts.renewed(recovered); // last: who sees the count sees what came of the renewal
    }

    @Override
    public void unanswered(long unansweredLeaseId, long lastRenewedNanos) {
        if (held && unansweredLeaseId == leaseId && state.current() instanceof RegistrationState.Registered) {
            long silentNanos = env.scheduler().nowNanos() - lastRenewedNanos;
            become(new RegistrationState.Unreachable(
                    leaseId, revision, env.wallClock().instant().minusNanos(silentNanos)));
        }
    }

    @Override
    public void replaced(long replacedLeaseId) {
        if (held && replacedLeaseId == leaseId) {
            fence();
        }
    }

    @Override
    public void unknown(long unknownLeaseId) {
        if (held && unknownLeaseId == leaseId) {
            loseLease();
        }
    }

    private void loseLease() {
        env.keeper().counts().lost();
        log.warn(
                "Lease {} of {} is not known any more; registering again",
                leaseId,
                desired.current().key());
        env.keeper().drop(leaseId);
        begin(RegisterCondition.previousLease(leaseId), false);
    }

    private void fence() {
        log.warn("Fenced: a newer registration holds {}", desired.current().key());
        end(closing ? new RegistrationState.Closed() : new RegistrationState.Fenced(leaseId));
    }

    private void end(RegistrationState last) {
        if (state.current().isFinal()) {
            return;
        }
        era.next();
        held = false;
        updates.stop();
        env.keeper().drop(leaseId);
        if (pending != null) {
            env.calls().answered(pending.id());
            pending = null;
        }
        desired.fail(new IllegalStateException("registration: " + last + " (expected: open)"));
        env.keeper().counts().ended(last);
        become(last);
        env.news().completions().execute(() -> ended.complete(null));
    }

    private void become(RegistrationState next) {
        RegistrationState previous = state.current();
        if (!previous.equals(next)) {
            state.set(next);
            env.news().tell(() -> options.listener().stateChanged(previous, next));
        }
        if (next instanceof RegistrationState.Registered || next.isFinal()) {
            env.news().completions().execute(() -> settled.complete(next));
        }
    }
}
