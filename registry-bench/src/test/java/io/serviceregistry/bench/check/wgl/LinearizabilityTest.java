package io.serviceregistry.bench.check.wgl;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.bench.check.wgl.Linearizability.Verdict;
import io.serviceregistry.bench.check.wgl.ServiceOperation.Condition;
import io.serviceregistry.bench.check.wgl.ServiceOperation.Content;
import io.serviceregistry.bench.check.wgl.ServiceOperation.Seen;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The search for an order, against all orders there are. */
class LinearizabilityTest {
    private static final int HISTORIES = 6_000;
    private static final long MANY_TRIES = 1_000_000;
    private static final ServiceSpecification SERVICE = ServiceSpecification.of(
            List.of(new ServiceOperation.Renew("a", 1, ""), new ServiceOperation.Renew("b", 1, "")));

    @Test
    void findsAnOrderWhereverThereIsOneAndOnlyThere() {
        SplittableRandom random = new SplittableRandom(7);
        int orderly = 0;
        int optional = 0;
        for (int i = 0; i < HISTORIES; i++) {
            List<Call<ServiceOperation>> calls = randomHistory(random);
            boolean expected = hasOrder(calls, new BitSet(), SERVICE.initial());
            assertThat(Linearizability.check(SERVICE, calls, MANY_TRIES).verdict())
                    .as("history %s: %s", i, calls)
                    .isEqualTo(expected ? Verdict.LINEARIZABLE : Verdict.NOT_LINEARIZABLE);
            orderly += expected ? 1 : 0;
            optional += calls.stream().anyMatch(Call::isOptional) ? 1 : 0;
        }
        assertThat(orderly).isBetween(HISTORIES / 10, HISTORIES * 9 / 10);
        assertThat(optional).isGreaterThan(HISTORIES / 4);
    }

    /** Tries every operation that no other one that is left returned before. */
    private static boolean hasOrder(List<Call<ServiceOperation>> calls, BitSet done, ServiceState state) {
        long by = Call.NEVER; // whatever comes next has taken effect before the first of them returns
        for (int i = done.nextClearBit(0); i < calls.size(); i = done.nextClearBit(i + 1)) {
            by = Math.min(by, calls.get(i).returnNanos());
        }
        if (by == Call.NEVER) {
            return true;
        }
        for (int i = done.nextClearBit(0); i < calls.size(); i = done.nextClearBit(i + 1)) {
            Call<ServiceOperation> call = calls.get(i);
            if (isFirst(call, calls, done)) {
                for (ServiceState next : SERVICE.next(state, call.operation(), call.callNanos(), by)) {
                    BitSet more = (BitSet) done.clone();
                    more.set(i);
                    if (hasOrder(calls, more, next)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean isFirst(Call<ServiceOperation> call, List<Call<ServiceOperation>> calls, BitSet done) {
        for (int i = done.nextClearBit(0); i < calls.size(); i = done.nextClearBit(i + 1)) {
            if (calls.get(i).returnNanos() < call.callNanos()) {
                return false;
            }
        }
        return true;
    }

    private static List<Call<ServiceOperation>> randomHistory(SplittableRandom random) {
        List<Call<ServiceOperation>> calls = new ArrayList<>();
        long leases = 0;
        for (int i = 2 + random.nextInt(5); i > 0; i--) {
            long call = random.nextInt(20);
            long end = random.nextInt(5) == 0 ? Call.NEVER : call + random.nextInt(12);
            boolean answered = end != Call.NEVER;
            String instance = random.nextInt(3) == 0 ? "b" : "a";
            long lease = 1L + random.nextInt(3);
            switch (random.nextInt(6)) {
                case 0, 1 -> calls.add(new Call<>(register(instance, random, answered, ++leases), call, end));
                case 2 ->
                    calls.add(new Call<>(
                            new ServiceOperation.Renew(
                                    instance, lease, answered ? random.nextInt(4) == 0 ? "UNKNOWN" : "RENEWED" : ""),
                            call,
                            end));
                case 3 ->
                    calls.add(new Call<>(
                            new ServiceOperation.Deregister(
                                    instance,
                                    random.nextBoolean() ? 0 : lease,
                                    answered,
                                    answered && random.nextInt(3) == 0 ? "INSTANCE_NOT_FOUND" : ""),
                            call,
                            end));
                case 4 ->
                    calls.add(new Call<>(
                            new ServiceOperation.Update(
                                    instance,
                                    0,
                                    0,
                                    Optional.of("v" + random.nextInt(3)),
                                    Optional.empty(),
                                    answered,
                                    "",
                                    answered ? 10 + random.nextInt(3) : 0),
                            call,
                            end));
                default -> calls.add(new Call<>(read(random, lease), call, call + random.nextInt(12)));
            }
        }
        return calls;
    }

    private static ServiceOperation.Register register(
            String instance, SplittableRandom random, boolean answered, long lease) {
        boolean refused = answered && random.nextInt(5) == 0;
        return new ServiceOperation.Register(
                instance,
                new Content("v" + random.nextInt(3), "UP"),
                refused ? Condition.IF_ABSENT : Condition.NONE,
                0,
                random.nextBoolean() ? 0 : 4,
                2,
                answered,
                refused ? "INSTANCE_EXISTS" : "",
                answered ? lease : 0);
    }

    private static ServiceOperation.Read read(SplittableRandom random, long lease) {
        Seen seen = new Seen(lease, 10 + random.nextInt(3), new Content("v" + random.nextInt(3), "UP"), false, false);
        return switch (random.nextInt(5)) {
            case 0, 1 -> new ServiceOperation.Read(Map.of(), true, Optional.of("a"));
            case 2 ->
                new ServiceOperation.Read(
                        Map.of(
                                "a",
                                seen,
                                "b",
                                new Seen(lease + 1, 10, new Content("v" + random.nextInt(3), "UP"), false, false)),
                        true,
                        Optional.empty());
            default -> new ServiceOperation.Read(Map.of("a", seen), random.nextBoolean(), Optional.empty());
        };
    }

    @Test
    void aSearchWithoutEndIsGivenUpAloud() {
        List<Call<ServiceOperation>> calls = new ArrayList<>();
        for (int i = 1; i <= 14; i++) {
            calls.add(new Call<>(register("a", new SplittableRandom(i), false, i), 0, Call.NEVER));
        }
        Seen never = new Seen(99, 99, new Content("never written", "UP"), false, false);
        calls.add(new Call<>(new ServiceOperation.Read(Map.of("a", never), true, Optional.empty()), 10, 20));
        assertThat(Linearizability.check(SERVICE, calls, 20).verdict()).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void whatManyUnknownOutcomesMayHaveDoneIsDecidedInFewSteps() {
        List<Call<ServiceOperation>> calls = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            for (String instance : List.of("a", "b")) {
                Content content = new Content("v" + i, "UP");
                calls.add(new Call<>(
                        new ServiceOperation.Register(instance, content, Condition.NONE, 0, 0, -1, false, "", 0),
                        i,
                        Call.NEVER));
            }
        }
        calls.add(new Call<>(seesBoth("v3", "v20", 7), 100, 110));
        calls.add(new Call<>(seesBoth("v11", "v20", 7), 120, 130));
        assertThat(Linearizability.check(SERVICE, calls, 5_000).verdict()).isEqualTo(Verdict.LINEARIZABLE);
        calls.add(new Call<>(seesBoth("v11", "v20", 8), 140, 150)); // by another registration of the same
        assertThat(Linearizability.check(SERVICE, calls, 5_000).verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    private static ServiceOperation seesBoth(String a, String b, long lease) {
        return new ServiceOperation.Read(
                Map.of(
                        "a", new Seen(lease + a.hashCode(), lease, new Content(a, "UP"), false, false),
                        "b", new Seen(lease, lease, new Content(b, "UP"), false, false)),
                true,
                Optional.empty());
    }

    @Test
    void aStaleReadHasNoPlace() {
        List<Call<ServiceOperation>> calls = new ArrayList<>();
        calls.add(new Call<>(write("old", 1), 0, 10));
        calls.add(new Call<>(write("new", 2), 20, 30));
        calls.add(new Call<>(sees("old", 1), 25, 40));
        assertThat(Linearizability.check(SERVICE, calls, MANY_TRIES).verdict()).isEqualTo(Verdict.LINEARIZABLE);
        calls.add(new Call<>(sees("old", 1), 41, 50));
        assertThat(Linearizability.check(SERVICE, calls, MANY_TRIES).verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
    }

    @Test
    void aRenewalThatNobodyHeardOfMayHaveRevivedWhatHadLapsed() {
        Content content = new Content("v", "UP");
        List<Call<ServiceOperation>> calls = new ArrayList<>();
        calls.add(new Call<>(new ServiceOperation.Register("a", content, Condition.NONE, 0, 4, -1, true, "", 1), 0, 1));
        calls.add(new Call<>(sees(new Seen(1, 10, content, true, false)), 5, 6));
        calls.add(new Call<>(sees(new Seen(1, 11, content, false, false)), 8, 9));
        assertThat(Linearizability.check(SERVICE, calls, MANY_TRIES).verdict()).isEqualTo(Verdict.NOT_LINEARIZABLE);
        calls.add(new Call<>(new ServiceOperation.Renew("a", 1, ""), 7, Call.NEVER));
        assertThat(Linearizability.check(SERVICE, calls, MANY_TRIES).verdict()).isEqualTo(Verdict.LINEARIZABLE);
    }

    private static ServiceOperation write(String value, long lease) {
        return new ServiceOperation.Register("a", new Content(value, "UP"), Condition.NONE, 0, 0, -1, true, "", lease);
    }

    private static ServiceOperation sees(String value, long lease) {
        return sees(new Seen(lease, lease, new Content(value, "UP"), false, false));
    }

    private static ServiceOperation sees(Seen seen) {
        return new ServiceOperation.Read(Map.of("a", seen), true, Optional.of("a"));
    }
}
