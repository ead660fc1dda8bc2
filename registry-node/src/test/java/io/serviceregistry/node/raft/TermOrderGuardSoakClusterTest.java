package io.serviceregistry.node.raft;

import static io.serviceregistry.node.raft.HeldMessages.entriesFrom;
import static io.serviceregistry.node.raft.HeldMessages.heartbeatsFrom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serviceregistry.node.testkit.Fixtures;
import io.serviceregistry.node.testkit.LongForm;
import io.serviceregistry.node.testkit.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Deadlocks that the guard could bring: writers without a pause, and every few hundred milliseconds another leader, by order or
 * because the present one's messages are late and then arrive in the next term. After each, writes go on; in the end every
 * member knows every acknowledged write. Longer with {@code -Dsoak.seconds=600}.
 */
@LongForm
class TermOrderGuardSoakClusterTest {
    private static final int WRITERS = 4;
    private static final Duration SOAK = Duration.ofSeconds(Long.getLong("soak.seconds", 10));
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final List<HeldMessages> wires = List.of(new HeldMessages(), new HeldMessages(), new HeldMessages());
    private final List<RaftMember> members = new ArrayList<>();
    private final List<Thread> writers = new ArrayList<>();
    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicLong written = new AtomicLong();
    private volatile boolean stopped;

    @BeforeEach
    void start() {
        RaftMembers group = new RaftMembers(directory, wires.size());
        for (int i = 0; i < wires.size(); i++) {
            RaftSettings settings = group.settings("n" + (i + 1), Duration.ofMillis(500), Duration.ofMillis(1_000));
            List<ServerInterceptor> interceptors = List.of(new TermOrderGuard(), wires.get(i));
            members.add(new RaftMember(settings, interceptors));
        }
        for (int i = 0; i < WRITERS; i++) {
            Thread writer = new Thread(this::write, "writer-" + i);
            writer.start();
            writers.add(writer);
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        stopped = true;
        wires.forEach(HeldMessages::releaseAll);
        for (Thread writer : writers) {
            writer.join();
        }
        members.forEach(RaftMember::close);
    }

    @Test
    void writesGoOnAfterEachChangeOfLeader() {
        Seeds.checkOnCluster(getClass(), seed -> soak(new SplittableRandom(seed)));
    }

    private void soak(SplittableRandom random) {
        awaitProgress();
        long terms = term();
        long endNanos = System.nanoTime() + SOAK.toNanos();
        while (System.nanoTime() < endNanos) {
            if (random.nextBoolean()) {
                handOver(random);
            } else {
                delayTheLeader(random);
            }
            awaitProgress();
        }
        assertThat(term()).as("terms").isGreaterThan(terms);

        stopped = true;
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(members)
                        .allSatisfy(member -> assertThat(acknowledged).allMatch(member::knows)));
        assertThat(members).allSatisfy(member -> assertThat(member.faults()).isEmpty());
    }

    private void handOver(SplittableRandom random) {
        String target = "n" + (1 + random.nextInt(members.size()));
        leaders().forEach(leader -> leader.handOver(target, Duration.ofSeconds(1)));
    }

    /** What the leader sends is late by up to two election timeouts, and then arrives. */
    private void delayTheLeader(SplittableRandom random) {
        leaders()
                .map(leader -> leader.consensus().nodeId())
                .forEach(id -> wires.forEach(wire -> wire.hold(entriesFrom(id).or(heartbeatsFrom(id)))));
        // The length of a fault, not a wait for something.
        await().pollDelay(Duration.ofMillis(random.nextInt(200, 2_000))).until(() -> true);
        wires.forEach(HeldMessages::releaseAll);
    }

    private void awaitProgress() {
        int before = acknowledged.size();
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(
                        () -> assertThat(acknowledged).as("acknowledged writes").hasSizeGreaterThan(before + WRITERS));
    }

    private long term() {
        return members.stream()
                .mapToLong(member -> member.consensus().term())
                .max()
                .orElse(0);
    }

    private Stream<RaftMember> leaders() {
        return members.stream().filter(RaftMember::leads);
    }

    private void write() {
        while (!stopped) {
            String path = "soak/" + written.incrementAndGet();
            leaders()
                    .findFirst()
                    .ifPresentOrElse(leader -> write(leader, path), () -> LockSupport.parkNanos(1_000_000));
        }
    }

    private void write(RaftMember leader, String path) {
        try {
            leader.propose(Fixtures.register(path)).get(10, TimeUnit.SECONDS);
            acknowledged.add(path);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Not proposed or indeterminate: no promise was given.
        }
    }
}
