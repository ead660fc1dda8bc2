package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.command.EntryHeader;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.model.FeatureLevel;
import io.serviceregistry.node.core.model.Fingerprint;
import org.jspecify.annotations.Nullable;

/**
 * The replicated state machine: entries go in, results and changes come out, the same on every node.
 *
 * <p>Confined to the thread that applies the log. {@link #apply} is total: whatever the command, it is applied or
 * rejected, never thrown at; an exception from here is a broken invariant, and the node stops.
 *
 * <p>Registry time moves in {@link #beginEntry} and nowhere else. It never goes back, and one entry moves it by a second
 * at most: what a wrong proposer can do to it is bounded.
 */
public final class RegistryState {
    /** The most by which one entry moves registry time. */
    public static final long MAX_TIME_STEP_MILLIS = 1_000;

    private static final int SCALARS = 11;
    private static final int FEATURE_LEVEL = 12;

    private final Catalog catalog;
    private final LeaseTable leases;
    private final Overrides overrides;
    private final StormGovernor governor;
    private final RequestTable requests;
    private long term;
    private long logIndex;
    private long revision;
    private long timeMillis;
    private long graceUntilMillis;
    private long begunTerm;
    private long forgottenUntilMillis;
    private ClusterSettings settings;
    private Agreement agreement;
    private int featureLevel;
    private int commandIndex;

    /** The state that an image shows. */
    public RegistryState(StateImage image) {
        StateImage.Scalars scalars = image.scalars();
        catalog = new Catalog(image.services());
        leases = new LeaseTable(scalars.nextLeaseId(), image.leases(), image.replacedLeases());
        overrides = new Overrides(image.overrides());
        governor = new StormGovernor(image.lapses(), image.holds());
        requests = new RequestTable(image.clients(), image.requests());
        term = scalars.term();
        logIndex = scalars.logIndex();
        revision = scalars.revision();
        timeMillis = scalars.timeMillis();
        graceUntilMillis = scalars.graceUntilMillis();
        begunTerm = scalars.begunTerm();
        forgottenUntilMillis = scalars.forgottenUntilMillis();
        settings = scalars.settings();
        agreement = image.agreement();
        featureLevel = scalars.featureLevel();
    }

    /** Begins an entry: registry time moves, and what time alone makes forgettable is forgotten. */
    public void beginEntry(EntryHeader entry) {
        skipTo(entry.term(), entry.logIndex());
        commandIndex = 0;
        if (entry.proposerTerm() == entry.term()) {
            long bounded = Math.min(entry.timeMillis(), timeMillis + MAX_TIME_STEP_MILLIS);
            timeMillis = Math.max(timeMillis, bounded);
        }
        moveForgottenUntil();
        requests.forgetOld(timeMillis, settings.requestWindowMillis());
    }

    /** Passes an entry of the log that holds no commands of ours. */
    public void skipTo(long newTerm, long newLogIndex) {
        term = newTerm;
        logIndex = newLogIndex;
    }

    /** Applies the next command of the entry begun last. */
    public Applied apply(LoggedCommand command) {
        Position here = new Position(revision, logIndex, commandIndex++, timeMillis);
        int requiredLevel = command.command().requiredLevel();
        if (requiredLevel > featureLevel) {
            // Nobody proposes one before the raise was applied where it came in: no sound log has it here. And a former
            // version could not read a remembered answer of this kind from a snapshot.
            return rejected(here, Rejection.FEATURE_LEVEL_TOO_LOW, requiredLevel);
        }
        RequestId request = command.request();
        if (request == null) {
            return execute(command, here);
        }
        RememberedRequest remembered = requests.find(request);
        long fingerprint = new Fingerprint(0).add(command.command()).value();
        if (remembered != null) {
            return remembered.fingerprint() == fingerprint
                    ? new Applied(remembered.result(), null)
                    : rejected(here, Rejection.REQUEST_ID_REUSED, 0);
        }
        requests.forgetAnswered(request, timeMillis, settings.requestWindowMillis());
        if (requests.isAnswered(request) || isTooOld(request)) {
            return rejected(here, Rejection.REQUEST_TOO_OLD, 0);
        }
        if (requests.isFullFor(request, settings.maxRememberedRequests())) {
            return rejected(here, Rejection.TOO_MANY_REQUESTS_REMEMBERED, settings.maxRememberedRequests());
        }
        if (isPast(command)) {
            return rejected(here, Rejection.DEADLINE_PASSED, command.notAfterMillis());
        }
        Applied applied = execute(command, here);
        requests.remember(request, fingerprint, applied.result(), settings.requestWindowMillis());
        return applied;
    }

    private Applied execute(LoggedCommand command, Position here) {
        if (isPast(command)) {
            return rejected(here, Rejection.DEADLINE_PASSED, command.notAfterMillis());
        }
        Execution execution = new Execution(
                catalog,
                leases,
                overrides,
                governor,
                settings,
                graceUntilMillis,
                begunTerm,
                agreement,
                featureLevel,
                here,
                term);
        Outcome outcome = command.command().accept(execution);
        settings = execution.settings();
        moveForgottenUntil();
        graceUntilMillis = execution.graceUntilMillis();
        begunTerm = execution.begunTerm();
        agreement = execution.agreement();
        featureLevel = execution.featureLevel();
        ChangeSet changes = execution.changes();
        if (changes != null) {
            revision = changes.revision();
        }
        Position after = new Position(revision, here.logIndex(), here.commandIndex(), here.timeMillis());
        return new Applied(new Result(after, outcome), changes);
    }

    /**
     * The state of this moment, in constant time. To restore a state from, it is taken between entries: the place of the
     * next command in its entry is not in it.
     */
    public StateImage image() {
        StateImage.Scalars scalars = new StateImage.Scalars(
                term,
                logIndex,
                revision,
                timeMillis,
                leases.nextId(),
                graceUntilMillis,
                begunTerm,
                forgottenUntilMillis,
                settings,
                featureLevel);
        return new StateImage(
                scalars,
                catalog.services(),
                catalog.size(),
                leases.leases(),
                leases.replaced(),
                overrides.map(),
                governor.lapses(),
                governor.holds(),
                requests.clients(),
                requests.requests(),
                agreement,
                digest());
    }

    /**
     * The digest of every replicated field but the position in the log, which is what it is compared at.
     */
    public long digest() {
        long scalars = new Fingerprint(SCALARS)
                .add(revision)
                .add(timeMillis)
                .add(leases.nextId())
                .add(graceUntilMillis)
                .add(begunTerm)
                .add(forgottenUntilMillis)
                .add(settings)
                .add(agreement)
                .value();
        return scalars + raised() + catalog.sum() + leases.sum() + overrides.sum() + governor.sum() + requests.sum();
    }

    /** Nothing at the first level, so that nodes which know no levels have the same digest as long as it holds. */
    private long raised() {
        return featureLevel == FeatureLevel.FIRST
                ? 0
                : new Fingerprint(FEATURE_LEVEL).add(featureLevel).value();
    }

    /** Kept beside the window: should that grow, what was forgotten under the shorter one stays too old. */
    private void moveForgottenUntil() {
        forgottenUntilMillis = Math.max(forgottenUntilMillis, timeMillis - settings.requestWindowMillis());
    }

    private boolean isPast(LoggedCommand command) {
        return command.notAfterMillis() != LoggedCommand.NO_LIMIT && timeMillis > command.notAfterMillis();
    }

    /** True from the moment at which the outcome may be forgotten, and not one later: then nobody could tell. */
    private boolean isTooOld(RequestId request) {
        return request.issuedAtMillis() != RequestId.ISSUED_UNKNOWN && request.issuedAtMillis() <= forgottenUntilMillis;
    }

    private static Applied rejected(Position here, Rejection reason, long detail) {
        return new Applied(new Result(here, new Outcome.Rejected(reason, detail)), null);
    }

    /**
     * What a command came to.
     *
     * @param changes what it changed in the catalog; null when nothing, and for a repeated request
     */
    public record Applied(Result result, @Nullable ChangeSet changes) {}
}
