package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.DigestChecker;
import io.serviceregistry.bench.cluster.RegistryCluster;
import io.serviceregistry.client.Member;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.RegistryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A cluster whose members change, and the operator who changes them: each change is asked for until it is done, and the
 * cluster is whole again before it returns. One thread operates.
 */
final class ChangingCluster implements AutoCloseable {
    private static final Duration CALL = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 80;

    private final RegistryCluster cluster;
    private final RegistryClient operator;
    private final DigestChecker digests = new DigestChecker();
    private final Map<String, NodeCalls> calls = new HashMap<>();
    private final List<String> members = new ArrayList<>();
    private final ExecutorService answers = Executors.newFixedThreadPool(2);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private volatile ClusterWatch watch;
    private boolean closed; // guarded by this

    ChangingCluster(FaultPlan plan) {
        this(new RegistryCluster(plan.nodes(), plan.directory(), plan.java(), plan.settings()));
    }

    ChangingCluster(RegistryCluster planned) {
        cluster = planned;
        members.addAll(cluster.ids());
        operator = RegistryClient.builder()
                .name("operator")
                .addresses(cluster.addresses())
                .callDeadline(CALL)
                .build();
        watch = watchOf(members);
    }

    /** Starts the first members. */
    void start() {
        members.forEach(this::startNode);
        var unused = timer.scheduleAtFixedRate(() -> watch.look(), 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        awaitWhole("at the start");
    }

    List<String> members() {
        return List.copyOf(members);
    }

    List<String> addresses() {
        return members.stream().map(cluster::address).toList();
    }

    String address(String node) {
        return cluster.address(node);
    }

    DigestChecker digests() {
        return digests;
    }

    ClusterWatch watch() {
        return watch;
    }

    NodeCalls calls(String node) {
        return calls.computeIfAbsent(node, id -> new NodeCalls(id, cluster.address(id), answers));
    }

    /** Starts one more node and makes it a member; its id. */
    String grow() {
        String id = cluster.plan();
        startNode(id);
        add(id);
        return id;
    }

    /** Takes a member away for good; its node ends by itself. */
    void remove(String id) {
        leave(id);
        if (!Waiting.until(() -> !cluster.process(id).isAlive())) {
            throw new IllegalStateException(id + " was removed and does not end");
        }
        awaitWhole("without " + id);
    }

    /** Kills a node, takes its disk away, and has it back under its id. */
    void replace(String id) {
        cluster.process(id).kill();
        cluster.wipe(id);
        startNode(id);
        leave(id);
        add(id);
    }

    /** Stops a node as an operator does, and starts it again. */
    void restart(String id) {
        cluster.process(id).stop();
        startNode(id);
        awaitWhole("after the restart of " + id);
    }

    /** Moves leadership; why not, when it was refused. */
    Optional<String> transfer() {
        try {
            operator.transferLeadership();
            return Optional.empty();
        } catch (RegistryException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void add(String id) {
        insist("add " + id, () -> {
            if (!cluster.process(id).isAlive()) {
                startNode(id); // it may end on the way, for its supervisor to start it again
            }
            operator.addMember(cluster.asMember(id));
        });
        members.add(id);
        watch = watchOf(members);
        awaitWhole("with " + id);
    }

    private void leave(String id) {
        members.remove(id);
        watch = watchOf(members);
        insist("remove " + id, () -> {
            if (operator.listMembers().members().stream().map(Member::nodeId).anyMatch(id::equals)) {
                operator.removeMember(id);
            }
        });
    }

    private void insist(String what, Runnable change) {
        String[] refusal = {""};
        boolean done = Waiting.until(() -> {
            try {
                change.run();
                return true;
            } catch (RegistryException e) {
                refusal[0] = String.valueOf(e.getMessage());
                return false;
            }
        });
        if (!done) {
            throw new IllegalStateException("could not " + what + ": " + refusal[0]);
        }
    }

    /** Waits until all members serve one leader and have applied what was committed before. */
    void awaitWhole(String when) {
        long goal = watch.commitIndex();
        if (!Waiting.until(() -> watch.ailment(goal).isEmpty())) {
            throw new IllegalStateException("the cluster is not whole " + when + ": "
                    + watch.ailment(goal).orElse("it has just become so"));
        }
    }

    private ClusterWatch watchOf(List<String> ids) {
        return new ClusterWatch(ids.stream().map(this::calls).toList(), digests);
    }

    private synchronized void startNode(String id) {
        if (closed) {
            throw new IllegalStateException("the run was ended");
        }
        cluster.start(id);
    }

    @Override
    public synchronized void close() {
        closed = true;
        timer.shutdownNow();
        cluster.close();
        operator.close();
        calls.values().forEach(NodeCalls::close);
        answers.shutdown();
    }
}
