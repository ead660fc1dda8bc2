package io.serviceregistry.node.raft;

import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.testkit.Fixtures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A writer and a reader on each node, and the judge between them: no linearizable read may return a state older than a write
 * that was acknowledged, by whichever node, before the read began.
 *
 * <p>Each writer counts up in an instance of its own. After a write of which nobody can say whether it happened it goes on
 * with another instance, so that a late one is not taken for a lost one.
 */
final class ReadTraffic implements AutoCloseable {
    private static final Duration WRITE_BUDGET = Duration.ofSeconds(3);
    private static final Duration READ_BUDGET = Duration.ofSeconds(3);

    private final RegistryGroup group;
    private final ConcurrentMap<String, Integer> acknowledged = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, AtomicLong> reads = new ConcurrentHashMap<>();
    private final AtomicLong writes = new AtomicLong();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /** Begins on these nodes; those that do not run are left out while they do not. */
    ReadTraffic(RegistryGroup group, List<String> nodeIds) {
        this.group = group;
        for (String nodeId : nodeIds) {
            AtomicLong answered = new AtomicLong();
            reads.put(nodeId, answered);
            begin(nodeId + "-writer", () -> writeOn(nodeId));
            begin(nodeId + "-reader", () -> readOn(nodeId, answered));
        }
    }

    private void begin(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    /** The reads that a node has answered so far. */
    long reads(String nodeId) {
        return reads.getOrDefault(nodeId, new AtomicLong()).get();
    }

    /** The writes acknowledged so far. */
    long writes() {
        return writes.get();
    }

    /** What the judge has found. */
    List<String> violations() {
        return List.copyOf(violations);
    }

    private void writeOn(String nodeId) {
        int count = 0;
        int instance = 0;
        while (!stopped) {
            String path = "counters/" + nodeId + '-' + instance;
            RegistryMember node = group.find(nodeId);
            if (node != null && write(node, path, ++count)) {
                acknowledged.put(path, count);
                writes.incrementAndGet();
            } else {
                instance++;
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
    }

    private static boolean write(RegistryMember node, String path, int count) {
        try {
            node.write(counter(path, count), WRITE_BUDGET).get(10, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private void readOn(String nodeId, AtomicLong answered) {
        while (!stopped) {
            RegistryMember node = group.find(nodeId);
            Map<String, Integer> before = Map.copyOf(acknowledged);
            if (node == null) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                continue;
            }
            try {
                judge(nodeId, before, node.read(READ_BUDGET).get(10, TimeUnit.SECONDS));
                answered.incrementAndGet();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                // No quorum: no answer is no wrong answer.
            }
        }
    }

    private void judge(String nodeId, Map<String, Integer> before, CatalogView view) {
        before.forEach((path, count) -> {
            int seen = count(view, path);
            if (seen < count) {
                violations.add(nodeId + " read " + path + " = " + seen + " at index "
                        + view.image().logIndex() + " after " + count + " was acknowledged");
            }
        });
    }

    private static int count(CatalogView view, String path) {
        return view.find(Fixtures.key(path))
                .map(found ->
                        Integer.parseInt(found.instance().spec().metadata().getOrDefault("count", "0")))
                .orElse(0);
    }

    private static RegisterInstance counter(String path, int count) {
        InstanceSpec usual = Fixtures.spec(path);
        return Fixtures.register(new InstanceSpec(
                usual.key(),
                usual.endpoints(),
                Fixtures.metadata("count", Integer.toString(count)),
                usual.tags(),
                usual.zone(),
                usual.weight(),
                usual.status(),
                usual.checks(),
                usual.ttlMillis(),
                usual.removeAfterMillis()));
    }

    @Override
    public void close() {
        stopped = true;
        threads.forEach(Thread::interrupt);
    }
}
