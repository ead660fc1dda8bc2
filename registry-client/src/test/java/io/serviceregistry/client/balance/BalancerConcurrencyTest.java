package io.serviceregistry.client.balance;

import static io.serviceregistry.client.testkit.Instances.snapshot;
import static io.serviceregistry.client.testkit.Instances.up;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.client.Instance;
import io.serviceregistry.client.ServiceSnapshot;
import io.serviceregistry.client.testkit.Seeds;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BalancerConcurrencyTest {

    private static final int THREADS = 4;
    private static final int CALLS = 20_000;

    private final AtomicLong nowNanos = new AtomicLong();
    private final List<Instance> ten = up(10);
    private final AtomicReference<ServiceSnapshot> current = new AtomicReference<>(snapshot(ten));
    private final Balancer balancer = Balancer.over(current::get)
            .policy(Policies.leastOutstanding())
            .outliers(new OutlierEjection(OutlierLimits.DEFAULT, nowNanos::get))
            .build();

    @Test
    void whateverEndsHoweverNothingStaysInFlight() throws Exception {
        Picks.inThreads(THREADS, thread -> {
            SplittableRandom random = new SplittableRandom(Seeds.seed() + thread);
            for (int call = 0; call < CALLS; call++) {
                nowNanos.addAndGet(1_000_000); // so that ejections begin and end all the time
                end(random, balancer.choose());
            }
            return thread;
        });
        assertThat(balancer.candidates()).isNotEmpty();
        assertNothingIsInFlight();
    }

    @Test
    void whileSnapshotsChangeCallsGoToThoseOfTheTime() throws Exception {
        Picks.inThreads(THREADS, thread -> {
            SplittableRandom random = new SplittableRandom(Seeds.seed() + thread);
            for (int call = 0; call < CALLS; call++) {
                if (call % 50 == thread) {
                    int from = random.nextInt(5);
                    current.set(snapshot(ten.subList(from, from + 1 + random.nextInt(5))));
                }
                end(random, balancer.choose());
            }
            return thread;
        });
        current.set(snapshot(ten.subList(3, 5)));
        assertThat(IntStream.range(0, 100).mapToObj(i -> balancer.choose().instance()))
                .isSubsetOf(ten.subList(3, 5));
        assertThat(balancer.counted()).isLessThanOrEqualTo(10);
    }

    @Test
    void stagesAreAskedByOneThreadAtATime() throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<Thread> other = new CompletableFuture<>();
        Balancer slow = Balancer.over(current::get)
                .stage(instances -> {
                    if (asked.incrementAndGet() == 1) {
                        other.join().start();
                        awaitUntilItWaits(other.join());
                        assertThat(asked).hasValue(1);
                    }
                    return new Selection(instances, "all", "");
                })
                .build();
        other.complete(new Thread(() -> slow.choose().close()));
        slow.choose().close();
        other.join().join();
        assertThat(asked).hasValue(1); // whoever waited uses what the first found
    }

    /** Until it waits for this thread, or has gone on without. */
    private static void awaitUntilItWaits(Thread thread) {
        Set<Thread.State> running = EnumSet.of(Thread.State.NEW, Thread.State.RUNNABLE);
        while (running.contains(thread.getState())) {
            Thread.onSpinWait();
        }
    }

    private void assertNothingIsInFlight() {
        current.set(snapshot(ten));
        assertThat(balancer.candidates()).allMatch(candidate -> candidate.outstanding() == 0);
    }

    private static void end(SplittableRandom random, Choice choice) {
        switch (random.nextInt(5)) {
            case 0 -> choice.succeeded();
            case 1 -> choice.close();
            default -> choice.failed();
        }
        if (random.nextInt(4) == 0) {
            choice.close(); // as a try does, whatever was said
        }
    }
}
