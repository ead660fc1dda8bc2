package io.serviceregistry.node.codec;

import io.serviceregistry.node.core.command.AdoptSettings;
import io.serviceregistry.node.core.command.Barrier;
import io.serviceregistry.node.core.command.BeginTerm;
import io.serviceregistry.node.core.command.ClearOverride;
import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.CompareStates;
import io.serviceregistry.node.core.command.DeregisterInstance;
import io.serviceregistry.node.core.command.EndDue;
import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.ExpireLeases;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.command.RaiseFeatureLevel;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.RegisterInstance.Condition;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.core.command.ReleaseHold;
import io.serviceregistry.node.core.command.RenewLeases;
import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.command.SetOverride;
import io.serviceregistry.node.core.command.UpdateInstance;
import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.model.Check;
import io.serviceregistry.node.core.model.CheckStatus;
import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.model.Endpoint;
import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.Lease;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.StateReport;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.core.model.StatusOverride;
import io.serviceregistry.node.core.model.ZoneKey;
import io.serviceregistry.node.core.state.Agreement;
import io.serviceregistry.node.core.state.Client;
import io.serviceregistry.node.core.state.Hold;
import io.serviceregistry.node.core.state.Lapse;
import io.serviceregistry.node.core.state.RememberedRequest;
import io.serviceregistry.node.core.state.ReplacedLease;
import io.serviceregistry.node.core.state.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Generated values of everything in the log, sensible or not: whatever core can hold must come back from the bytes. The
 * same seed gives the same values.
 */
final class Values {
    private static final String[] TEXTS = {
        "", "a", "payments", "Zürich", "日本", "\uD83D\uDE80", "\uFFFF", "\u0000", "a/b c", "x".repeat(300)
    };
    private static final long[] NUMBERS = {
        0, 1, 127, 128, 1_000_000, 1L << 35, Long.MAX_VALUE - 1, Long.MAX_VALUE, -1, Long.MIN_VALUE
    };

    private final SplittableRandom random;

    Values(long seed) {
        random = new SplittableRandom(seed);
    }

    Entry entry() {
        return new Entry(number(), number(), list(6, this::command));
    }

    LoggedCommand command() {
        RequestId request = random.nextBoolean() ? null : new RequestId(text(), number(), number(), number());
        return new LoggedCommand(request, number(), bareCommand(random.nextInt(14)));
    }

    private Command bareCommand(int kind) {
        return switch (kind) {
            case 0 -> register();
            case 1 -> renew();
            case 2 -> update();
            case 3 -> new DeregisterInstance(key(), number());
            case 4 -> new ExpireLeases(number(), list(9, () -> new LeaseRef(number(), number())));
            case 5 -> new BeginTerm(number());
            case 6 -> new AdoptSettings(settings());
            case 7 -> new SetOverride(scope(), pick(Status.values()), text(), text(), number());
            case 8 -> new ClearOverride(scope());
            case 9 -> new ReleaseHold(service());
            case 10 -> new EndDue(number());
            case 11 -> new Barrier();
            case 12 -> new CompareStates(number(), number(), list(4, this::report));
            case 13 -> new RaiseFeatureLevel(number(), smallNumber());
            default -> throw new IllegalArgumentException("kind: " + kind);
        };
    }

    private StateReport report() {
        return new StateReport(text(), orNull(this::number));
    }

    Agreement agreement() {
        return new Agreement(number(), list(4, () -> new Standing(text(), orNull(this::number), number(), number())));
    }

    private RegisterInstance register() {
        Condition condition = pick(Condition.values());
        return new RegisterInstance(spec(), condition, condition == Condition.PREVIOUS_LEASE ? number() : 0);
    }

    private RenewLeases renew() {
        return new RenewLeases(random.longs(random.nextInt(20), Long.MIN_VALUE, Long.MAX_VALUE)
                .map(number -> random.nextBoolean() ? number : Math.floorMod(number, 1_000_000L))
                .sorted()
                .distinct()
                .toArray());
    }

    private UpdateInstance update() {
        return new UpdateInstance(
                key(),
                number(),
                number(),
                orNull(() -> pick(Status.values())),
                orNull(this::metadata),
                orNull(() -> list(3, this::check)),
                smallNumber());
    }

    InstanceSpec spec() {
        return new InstanceSpec(
                key(),
                list(4, () -> new Endpoint(text(), text())),
                metadata(),
                list(4, this::text),
                text(),
                smallNumber(),
                pick(Status.values()),
                list(3, this::check),
                number() & Long.MAX_VALUE,
                random.nextBoolean() ? InstanceSpec.NEVER_REMOVE : number() & Long.MAX_VALUE);
    }

    InstanceKey key() {
        return new InstanceKey(service(), text());
    }

    OverrideScope scope() {
        return switch (random.nextInt(4)) {
            case 0 -> OverrideScope.of(service());
            case 1 -> OverrideScope.of(new ZoneKey(text(), text()));
            default -> OverrideScope.of(key());
        };
    }

    ServiceKey service() {
        return new ServiceKey(text(), text());
    }

    Instance instance() {
        long lapsedAtMillis = random.nextBoolean() ? Instance.NOT_LAPSED : number() & Long.MAX_VALUE;
        return new Instance(
                spec(),
                number(),
                number(),
                number(),
                number(),
                number(),
                pick(ChangeReason.values()),
                smallNumber(),
                lapsedAtMillis);
    }

    Lease lease() {
        return new Lease(number(), key(), number(), random.nextBoolean() ? Lease.NO_DEADLINE : number(), number());
    }

    StatusOverride override() {
        return new StatusOverride(scope(), pick(Status.values()), text(), text(), number());
    }

    Lapse lapse() {
        return new Lapse(number(), service(), number(), random.nextBoolean());
    }

    Hold hold() {
        return new Hold(service(), number());
    }

    Client client() {
        return new Client(text(), number(), number());
    }

    RememberedRequest request() {
        Position position = new Position(number(), number(), smallNumber(), number());
        RememberedRequest.Key key = new RememberedRequest.Key(text(), number());
        return new RememberedRequest(key, number(), new Result(position, outcome()));
    }

    ReplacedLease replacedLease() {
        return new ReplacedLease(number(), key());
    }

    private Check check() {
        return new Check(text(), pick(CheckStatus.values()), text());
    }

    private SortedMap<String, String> metadata() {
        SortedMap<String, String> metadata = new TreeMap<>();
        list(5, this::text).forEach(key -> metadata.put(key, text()));
        return metadata;
    }

    ClusterSettings settings() {
        return new ClusterSettings(
                number(), number(), number(), number(), number(), smallNumber(), smallNumber(), number());
    }

    Outcome outcome() {
        return switch (random.nextInt(5)) {
            case 0 -> new Outcome.Registered(number());
            case 1 -> new Outcome.Updated(number());
            case 2 -> Outcome.DONE;
            case 3 -> new Outcome.Rejected(pick(Rejection.values()), number());
            default -> new Outcome.Renewed(list(5, this::number), list(5, this::number), list(5, this::number));
        };
    }

    String text() {
        return random.nextBoolean() ? pick(TEXTS) : Long.toString(random.nextLong() >>> random.nextInt(64), 36);
    }

    long number() {
        return random.nextBoolean()
                ? NUMBERS[random.nextInt(NUMBERS.length)]
                : random.nextLong() >>> random.nextInt(64);
    }

    int featureLevel() {
        return 1 + random.nextInt(4);
    }

    private int smallNumber() {
        return (int) number();
    }

    private <T> @Nullable T orNull(Supplier<T> value) {
        return random.nextBoolean() ? null : value.get();
    }

    private <T> T pick(T[] values) {
        return values[random.nextInt(values.length)];
    }

    <T> List<T> list(int maxSize, Supplier<T> value) {
        List<T> list = new ArrayList<>();
        for (int size = random.nextInt(maxSize + 1); list.size() < size; ) {
            list.add(value.get());
        }
        return list;
    }
}
