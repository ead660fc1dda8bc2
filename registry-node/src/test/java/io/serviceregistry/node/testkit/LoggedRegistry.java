package io.serviceregistry.node.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.change.Change;
import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.command.AdoptSettings;
import io.serviceregistry.node.core.command.BeginTerm;
import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.EndDue;
import io.serviceregistry.node.core.command.EntryHeader;
import io.serviceregistry.node.core.command.ExpireLeases;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.model.EffectiveStatus;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.model.Lease;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.RegistryState.Applied;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.view.CatalogView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A registry driven by its log, entry by entry, at the registry time of the test.
 *
 * <p>Whatever a test does with it, the invariants and the laws of changes are checked after each entry.
 */
public final class LoggedRegistry {
    private RegistryState state = new RegistryState(StateImage.empty());
    private final ExplainedCatalog explained = new ExplainedCatalog();
    private long term = 1;
    private long logIndex;
    private List<Change> lastChanges = List.of();

    /** A registry whose first leader leads for so long already that its grace is over. */
    public static LoggedRegistry started() {
        return started(ClusterSettings.DEFAULT);
    }

    /** Such a registry with settings of its own. */
    public static LoggedRegistry started(ClusterSettings settings) {
        LoggedRegistry registry = new LoggedRegistry();
        registry.apply(new AdoptSettings(settings));
        registry.apply(new BeginTerm(registry.term));
        registry.advance(settings.graceMillis() + 1_000);
        return registry;
    }

    // The log.

    /** Applies an entry; the header is the caller's. */
    public List<Applied> apply(EntryHeader header, List<LoggedCommand> commands) {
        state.beginEntry(header);
        term = header.term();
        logIndex = header.logIndex();
        List<Applied> applied = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        for (LoggedCommand command : commands) {
            Applied one = state.apply(command);
            explained.follow(one, state.image());
            ChangeSet set = one.changes();
            changes.addAll(set == null ? List.of() : set.changes());
            applied.add(one);
        }
        lastChanges = changes;
        StateInvariants.check(state.image());
        return applied;
    }

    /** Applies one entry of these commands; registry time stands still. */
    public List<Outcome> applyTogether(Command... commands) {
        List<LoggedCommand> logged =
                List.of(commands).stream().map(LoggedCommand::internal).toList();
        return apply(nextHeader(timeMillis()), logged).stream()
                .map(applied -> applied.result().outcome())
                .toList();
    }

    /** Applies an entry of one command; registry time stands still. */
    public Outcome apply(Command command) {
        return applyTogether(command).get(0);
    }

    /** Applies an entry of one command of a client's request. */
    public Applied request(RequestId request, Command command) {
        return request(request, LoggedCommand.NO_LIMIT, command);
    }

    /** Applies an entry of one command of a client's request that is only good until a registry time. */
    public Applied request(RequestId request, long notAfterMillis, Command command) {
        return apply(nextHeader(timeMillis()), List.of(new LoggedCommand(request, notAfterMillis, command)))
                .get(0);
    }

    /** Lets registry time pass, by entries of a second or less that hold nothing. */
    public void advance(long millis) {
        for (long left = millis; left > 0; left -= RegistryState.MAX_TIME_STEP_MILLIS) {
            apply(
                    nextHeader(timeMillis() + Math.min(left, RegistryState.MAX_TIME_STEP_MILLIS)),
                    List.<LoggedCommand>of());
        }
    }

    /** The header of the next entry of the present leader. */
    public EntryHeader nextHeader(long timeMillis) {
        return new EntryHeader(term, logIndex + 1, term, timeMillis);
    }

    /** Another leader begins its term. */
    public void changeLeader() {
        changeLeaderSilently();
        apply(new BeginTerm(term));
    }

    /** Another leader is elected; its first entry is still to come. */
    public void changeLeaderSilently() {
        term++;
    }

    /** The node restarts from a snapshot of this moment. */
    public void restart() {
        state = new RegistryState(state.image());
    }

    // What clients and the leader do.

    /** Registers an instance, which must succeed. */
    public LeaseRef register(String path) {
        return register(Fixtures.register(path));
    }

    /** Registers an instance, which must succeed. */
    public LeaseRef register(RegisterInstance command) {
        Outcome outcome = apply(command);
        assertThat(outcome).isInstanceOf(Outcome.Registered.class);
        return new LeaseRef(((Outcome.Registered) outcome).leaseId(), 0);
    }

    /** Registers "service/i-0", "service/i-1" and so on. */
    public List<LeaseRef> registerMany(String service, int count, long ttlMillis, long removeAfterMillis) {
        List<LeaseRef> refs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            refs.add(register(Fixtures.register(Fixtures.spec(service + "/i-" + i, ttlMillis, removeAfterMillis))));
        }
        return refs;
    }

    /** Renews leases. */
    public Outcome.Renewed renew(LeaseRef... leases) {
        long[] ids = List.of(leases).stream().mapToLong(LeaseRef::id).toArray();
        return (Outcome.Renewed) apply(Fixtures.renew(ids));
    }

    /** The leader proposes the expiry of these leases as it saw them. */
    public void expire(LeaseRef... seen) {
        expire(List.of(seen));
    }

    /** The leader proposes the expiry of these leases as it saw them. */
    public void expire(List<LeaseRef> seen) {
        apply(new ExpireLeases(term, seen));
    }

    /** The leader proposes the expiry of every lease as it is; apply decides. */
    public void expireAll() {
        List<LeaseRef> seen = state.image().leases().values().stream()
                .map(lease -> new LeaseRef(lease.id(), lease.renewals()))
                .toList();
        expire(seen);
    }

    /** The leader ends what is due. */
    public void endDue() {
        apply(new EndDue(term));
    }

    // What can be seen.

    /** An instance; null when it is not there. */
    public @Nullable InstanceView find(String path) {
        return view().find(Fixtures.key(path)).orElse(null);
    }

    /** An instance that is there. */
    public InstanceView instance(String path) {
        return view().find(Fixtures.key(path)).orElseThrow();
    }

    /** The effective status of an instance that is there. */
    public EffectiveStatus status(String path) {
        return instance(path).status();
    }

    /** The lease as it is now. */
    public LeaseRef seen(LeaseRef lease) {
        Lease now = lease(lease);
        return new LeaseRef(now.id(), now.renewals());
    }

    /** A lease that is there. */
    public Lease lease(LeaseRef lease) {
        return view().findLease(lease.id()).orElseThrow();
    }

    /** The ids of the instances in healthy answers. */
    public List<String> healthy(String service) {
        return view().instancesOf(Fixtures.service(service)).stream()
                .filter(InstanceView::answersAsHealthy)
                .map(view -> view.instance().key().instanceId())
                .toList();
    }

    /** True while the storm governor holds a service. */
    public boolean holds(String service) {
        return view().holds(Fixtures.service(service));
    }

    /** What the last entry changed. */
    public List<Change> lastChanges() {
        return lastChanges;
    }

    /** The state of this moment. */
    public StateImage image() {
        return state.image();
    }

    /** The state digest. */
    public long digest() {
        return state.digest();
    }

    /** The revision. */
    public long revision() {
        return state.image().revision();
    }

    /** The registry time. */
    public long timeMillis() {
        return state.image().timeMillis();
    }

    /** The present term. */
    public long term() {
        return term;
    }

    private CatalogView view() {
        return new CatalogView(state.image());
    }
}
