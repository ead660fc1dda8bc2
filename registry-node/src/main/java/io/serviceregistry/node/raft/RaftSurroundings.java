package io.serviceregistry.node.raft;

import io.serviceregistry.node.fault.FaultHandler;
import io.serviceregistry.node.replication.StateJudge;
import io.serviceregistry.node.replication.Views;
import io.serviceregistry.node.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/**
 * What a node gives its Raft member to work with.
 *
 * @param views where the state is published after each entry
 * @param listener told what apply did
 * @param judge says whether the state may be kept and shown
 * @param faults told when the node must end
 * @param movedTo the "host:port" of a member that is not where the log has it any more; {@link RatisNode#membersMoved} says that
 *     it may answer otherwise
 * @param clock tells snapshots when they are due
 * @param timer runs short tasks
 * @param supportedLevel the highest feature level that this node understands
 * @param snapshotWriter runs one task at a time, off every other thread
 */
public record RaftSurroundings(
        Views views,
        ApplyListener listener,
        StateJudge judge,
        FaultHandler faults,
        Function<String, Optional<String>> movedTo,
        int supportedLevel,
        Clock clock,
        ScheduledExecutorService timer,
        Executor snapshotWriter) {}
