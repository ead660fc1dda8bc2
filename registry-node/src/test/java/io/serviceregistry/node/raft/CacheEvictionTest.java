package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CacheEvictionTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final RaftGroupMemberId member =
            RaftGroupMemberId.valueOf(RaftPeerId.valueOf("n1"), RaftGroupId.randomId());
    private final ReentrantReadWriteLock log = new ReentrantReadWriteLock();
    private final ReentrantLock signals = new ReentrantLock();
    private final Condition signalled = signals.newCondition();

    /** As Ratis' own: it takes the log's lock, and then waits for a signal. */
    private final Thread eviction = new Thread(
            () -> {
                log.writeLock().lock();
                log.writeLock().unlock();
                signals.lock();
                try {
                    signalled.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    signals.unlock();
                }
            },
            member + "-cacheEviction-AwaitToRun");

    @AfterEach
    void end() {
        eviction.interrupt();
    }

    @Test
    void isWaitedForWhileItWantsTheLog() {
        log.readLock().lock();
        eviction.start();
        await().atMost(SOON).until(() -> log.hasQueuedThread(eviction));

        CompletableFuture<Void> idle = CompletableFuture.runAsync(() -> CacheEviction.awaitIdle(member, () -> false));
        await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> !idle.isDone());
        log.readLock().unlock();

        assertThat(idle).succeedsWithin(SOON);
        assertThat(eviction.isAlive()).isTrue();
    }

    @Test
    void isWaitedForWhenItIsAboutToBeWoken() {
        eviction.start();
        AtomicBoolean comes = new AtomicBoolean(true);

        CompletableFuture<Void> idle = CompletableFuture.runAsync(() -> CacheEviction.awaitIdle(member, comes::get));
        await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> !idle.isDone());
        comes.set(false);

        assertThat(idle).succeedsWithin(SOON);
    }

    @Test
    void isNotWaitedForWhenItIsStuckOrNotThere() {
        assertThat(CompletableFuture.runAsync(() -> CacheEviction.awaitIdle(member, () -> false)))
                .succeedsWithin(SOON);
        log.readLock().lock();
        eviction.start();

        assertThat(CompletableFuture.runAsync(() -> CacheEviction.awaitIdle(member, () -> false)))
                .succeedsWithin(SOON);

        log.readLock().unlock();
    }
}
