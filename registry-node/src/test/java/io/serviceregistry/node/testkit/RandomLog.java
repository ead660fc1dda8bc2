package io.serviceregistry.node.testkit;

import io.serviceregistry.node.core.command.AdoptSettings;
import io.serviceregistry.node.core.command.Barrier;
import io.serviceregistry.node.core.command.BeginTerm;
import io.serviceregistry.node.core.command.ClearOverride;
import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.CompareStates;
import io.serviceregistry.node.core.command.DeregisterInstance;
import io.serviceregistry.node.core.command.EndDue;
import io.serviceregistry.node.core.command.EntryHeader;
import io.serviceregistry.node.core.command.ExpireLeases;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.RaiseFeatureLevel;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.RegisterInstance.Condition;
import io.serviceregistry.node.core.command.ReleaseHold;
import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.command.SetOverride;
import io.serviceregistry.node.core.command.UpdateInstance;
import io.serviceregistry.node.core.model.Check;
import io.serviceregistry.node.core.model.CheckStatus;
import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.model.Endpoint;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.Lease;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.StateReport;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.core.state.StateImage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Logs made up from a seed: few names, short times and small limits, so that everything collides with everything. The
 * next entry depends on the seed and on the state, which is where plausible and stale lease ids come from.
 *
 * <p>Clients are honest: a request keeps its id, its time of issue and, nearly always, its command on all attempts. All
 * else is not: wrong terms, times that jump, decisions from long ago.
 */
public final class RandomLog {
    /** An entry as the log holds it. */
    public record LogEntry(EntryHeader header, List<LoggedCommand> commands) {}

    private static final List<String> SERVICES = List.of("a", "b");
    private static final List<Long> NONSENSE = List.of(0L, 1L, -1L, -2L, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40);
    private static final int INSTANCES = 9;
    private static final int CLIENTS = 3;

    private final SplittableRandom random;
    private final List<LoggedCommand> sent = new ArrayList<>();
    private final long[] sequences = new long[CLIENTS];
    private final List<LeaseRef> seenBefore = new ArrayList<>();
    private final boolean nonsense;
    private long term = 1;
    private long requestWindowMillis = 8_000;

    /** The log of a seed. */
    public RandomLog(long seed) {
        this(seed, false);
    }

    private RandomLog(long seed, boolean nonsense) {
        this.random = new SplittableRandom(seed);
        this.nonsense = nonsense;
    }

    /** A log whose numbers may be anything: not even clients are honest. */
    public static RandomLog nonsense(long seed) {
        return new RandomLog(seed, true);
    }

    /** The entry after a state. */
    public LogEntry next(StateImage image) {
        List<LoggedCommand> commands = new ArrayList<>();
        if (image.logIndex() == 0) {
            commands.add(LoggedCommand.internal(new AdoptSettings(settings())));
        }
        if (oneIn(25)) {
            term++;
        }
        if (image.scalars().begunTerm() != term && !oneIn(4)) {
            commands.add(LoggedCommand.internal(new BeginTerm(proposerTerm())));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            commands.add(command(image));
        }
        for (Lease lease : image.leases().values()) {
            if (oneIn(4)) {
                seenBefore.add(new LeaseRef(lease.id(), lease.renewals()));
            }
        }
        return new LogEntry(new EntryHeader(term, image.logIndex() + 1, proposerTerm(), number(time(image))), commands);
    }

    private long time(StateImage image) {
        switch (random.nextInt(9)) {
            case 0, 1:
                return image.timeMillis();
            case 8:
                return momentous(image);
            case 2:
                return image.timeMillis() - random.nextLong(5_000);
            case 3:
                return image.timeMillis() + random.nextLong(100_000);
            default:
                return image.timeMillis() + random.nextLong(1_100);
        }
    }

    /** A time at which something is due to the millisecond: where rules differ by one. */
    private long momentous(StateImage image) {
        List<Long> times = new ArrayList<>(List.of(image.scalars().graceUntilMillis()));
        image.leases().values().forEach(lease -> times.add(lease.deadlineMillis()));
        image.clients().values().forEach(client -> times.add(client.checkAtMillis()));
        image.lapses().values().forEach(lapse -> times.add(lapse.countsUntilMillis()));
        image.holds().values().forEach(hold -> times.add(hold.untilMillis()));
        image.overrides().values().forEach(override -> times.add(override.expiresAtMillis()));
        times.removeIf(time -> time < image.timeMillis() || time > image.timeMillis() + 1_000);
        return times.isEmpty() ? image.timeMillis() : oneOf(times);
    }

    private long proposerTerm() {
        return oneIn(15) ? term - 1 + random.nextInt(3) : term;
    }

    private LoggedCommand command(StateImage image) {
        if (!sent.isEmpty() && oneIn(5)) {
            return sentAgain(image);
        }
        Command command = internalOrNot(image);
        boolean ofClient = command instanceof RegisterInstance
                || command instanceof UpdateInstance
                || command instanceof DeregisterInstance
                || command instanceof SetOverride;
        if (!ofClient || oneIn(5)) {
            return new LoggedCommand(null, notAfter(image), command);
        }
        LoggedCommand logged = new LoggedCommand(request(image), notAfter(image), command);
        sent.add(logged);
        return logged;
    }

    /** Another attempt of a request, however old; once in a while with another command by mistake. */
    private LoggedCommand sentAgain(StateImage image) {
        int back = oneIn(3) ? sent.size() : Math.min(sent.size(), 6);
        LoggedCommand former = sent.get(sent.size() - 1 - random.nextInt(back));
        Command command = oneIn(10) ? updateInstance(image) : former.command();
        return new LoggedCommand(former.request(), notAfter(image), command);
    }

    private RequestId request(StateImage image) {
        int client = random.nextInt(CLIENTS);
        long sequence = ++sequences[client];
        long lowestUnanswered = Math.max(1, sequence - random.nextInt(8));
        long issuedAt = Math.max(RequestId.ISSUED_UNKNOWN, image.timeMillis() - (oneIn(2) ? 0 : random.nextLong(300)));
        return new RequestId("client-" + client, number(sequence), number(lowestUnanswered), number(issuedAt));
    }

    private long notAfter(StateImage image) {
        return oneIn(6)
                ? number(Math.max(1, image.timeMillis() + random.nextLong(1_000) - 300))
                : LoggedCommand.NO_LIMIT;
    }

    private Command internalOrNot(StateImage image) {
        switch (random.nextInt(25)) {
            case 0, 1, 2, 3, 4:
                return new RegisterInstance(spec(), oneOf(List.of(Condition.values())), oneIn(2) ? leaseId(image) : 0);
            case 5, 6, 7, 8:
                return Fixtures.renew(
                        random.longs(random.nextInt(5), 0, image.scalars().nextLeaseId() + 2)
                                .toArray());
            case 9, 10:
                return updateInstance(image);
            case 11:
                return new DeregisterInstance(key(), oneIn(3) ? UpdateInstance.ANY : leaseId(image));
            case 12, 13:
                return new SetOverride(
                        scope(),
                        oneOf(List.of(Status.values())),
                        "why",
                        "who",
                        oneIn(2) ? 0 : number(1 + random.nextLong(4_000)));
            case 14:
                return new ClearOverride(scope());
            case 15:
                return new ReleaseHold(key().service());
            case 16:
                return new EndDue(number(proposerTerm()));
            case 17:
                if (oneIn(4)) {
                    return new RaiseFeatureLevel(number(proposerTerm()), (int) number(random.nextInt(5)));
                }
                return oneIn(4) ? new AdoptSettings(settings()) : new Barrier();
            case 18:
                return compareStates(image);
            default:
                return new ExpireLeases(proposerTerm(), seen(image));
        }
    }

    /** Nodes that agree, differ or say nothing, at an index of late or of any time. */
    private CompareStates compareStates(StateImage image) {
        List<StateReport> reports = new ArrayList<>();
        for (int i = 1; i <= 3 + 2 * random.nextInt(2); i++) {
            reports.add(new StateReport("n" + i, oneIn(4) ? null : oneIn(4) ? random.nextLong(3) : image.digest()));
        }
        return new CompareStates(number(proposerTerm()), number(image.logIndex() + 1 - random.nextInt(4)), reports);
    }

    /** What a leader would propose, or what one saw long ago. */
    private List<LeaseRef> seen(StateImage image) {
        List<LeaseRef> seen = new ArrayList<>();
        for (Lease lease : image.leases().values()) {
            if (!oneIn(4)) {
                seen.add(new LeaseRef(lease.id(), lease.renewals()));
            }
        }
        for (int i = random.nextInt(4); i > 0 && !seenBefore.isEmpty(); i--) {
            LeaseRef before = oneOf(seenBefore);
            seen.add(new LeaseRef(number(before.id()), number(before.renewals())));
        }
        return seen;
    }

    private UpdateInstance updateInstance(StateImage image) {
        long revision = oneIn(2) ? UpdateInstance.ANY : number(random.nextLong(image.revision() + 2));
        return new UpdateInstance(
                key(),
                oneIn(2) ? UpdateInstance.ANY : leaseId(image),
                revision,
                oneIn(2) ? null : oneOf(List.of(Status.values())),
                oneIn(2) ? null : Fixtures.metadata("version", "" + random.nextInt(3)),
                oneIn(2) ? null : checks(),
                random.nextInt(3));
    }

    private InstanceSpec spec() {
        return new InstanceSpec(
                key(),
                List.of(new Endpoint("", "http://10.0.0." + random.nextInt(3))),
                oneIn(2) ? new TreeMap<>() : Fixtures.metadata("version", "" + random.nextInt(3)),
                List.of("blue"),
                zone(),
                1 + random.nextInt(3),
                oneIn(3) ? oneOf(List.of(Status.values())) : Status.UP,
                checks(),
                oneIn(10) ? InstanceSpec.NO_TTL : Math.max(0, number(1_000 + 500 * random.nextInt(8))),
                Math.max(-1, number(oneOf(List.of(0L, InstanceSpec.NEVER_REMOVE, 2_000L, 6_000L)))));
    }

    private List<Check> checks() {
        return oneIn(2) ? List.of() : List.of(new Check("disk", oneOf(List.of(CheckStatus.values())), ""));
    }

    private InstanceKey key() {
        return Fixtures.key(oneOf(SERVICES) + "/i-" + random.nextInt(INSTANCES));
    }

    private OverrideScope scope() {
        return switch (random.nextInt(4)) {
            case 0 -> OverrideScope.of(key().service());
            case 1 -> Fixtures.zone(zone());
            default -> OverrideScope.of(key());
        };
    }

    private String zone() {
        return oneIn(5) ? "" : "zone-" + random.nextInt(2);
    }

    private long leaseId(StateImage image) {
        return number(random.nextLong(image.scalars().nextLeaseId() + 2));
    }

    private ClusterSettings settings() {
        requestWindowMillis = Math.max(2_000, requestWindowMillis - 2_000 + random.nextLong(4_000));
        return new ClusterSettings(
                500 + random.nextLong(2_000),
                requestWindowMillis,
                8 + random.nextInt(30),
                6 + random.nextInt(4),
                10 + random.nextInt(10),
                40 + random.nextInt(20),
                2 + random.nextInt(3),
                1_000 + random.nextLong(6_000));
    }

    /** The number, or in a log of nonsense sometimes a number that nobody thought of. */
    private long number(long sensible) {
        return nonsense && oneIn(4) ? oneOf(NONSENSE) : sensible;
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
