package io.serviceregistry.node.sim;

import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.EntryHeader;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.replication.CoalescedReadBarrier;
import io.serviceregistry.node.replication.Replicator;
import io.serviceregistry.node.replication.Writes;
import java.util.List;
import java.util.function.LongSupplier;

/** The places at which something can be wrong in a simulated cluster. As they are here, nothing is. */
interface SimParts {
    /** The grace that leaders give. */
    default long graceMillis(long standard) {
        return standard;
    }

    /** What a node starts with, out of the snapshot that it kept. */
    default StateImage restored(StateImage kept) {
        return kept;
    }

    /** What a node proposes to. */
    default Replicator replicator(SimNode node) {
        return node.raft();
    }

    /** How a node calls others. */
    default SimPeers peers(SimNetwork network, SimNode node) {
        return new SimPeers(network, node);
    }

    /** How a node answers reads. */
    default SimReads reads(CoalescedReadBarrier barrier, SimNode node) {
        return new SimReads(barrier);
    }

    /** What gathered renewals are written to. */
    default Writes renewals(Writes writes) {
        return writes;
    }

    /** False when changes do not reach the expiry index. */
    default boolean reachesExpiryIndex(ChangeSet changes) {
        return true;
    }

    /** What apply is told of an entry. */
    default EntryHeader header(EntryHeader header) {
        return header;
    }

    /** Which command of an entry is applied at a turn. */
    default int commandAt(SimNode node, int turn, int commands) {
        return turn;
    }

    /** What is applied for a command; the result of the first counts. */
    default List<LoggedCommand> commands(SimNode node, RegistryState state, LoggedCommand logged) {
        return List.of(logged);
    }

    /** What is answered to a command. */
    default Result result(Command command, Result result) {
        return result;
    }

    /** What an entry leaves behind; the same image when nothing is wrong with it. */
    default StateImage applied(StateImage image) {
        return image;
    }

    /** True when a leader takes for committed what so many voters hold. */
    default boolean isCommitted(int held, int voters) {
        return held > voters / 2;
    }

    /** Up to where a follower applies, of what its leader has committed and of what it has itself. */
    default long followed(long committed, long matched) {
        return Math.min(committed, matched);
    }

    /** A node has crashed. */
    default void crashed(SimNode node) {}

    /** The id under which a client repeats a request. */
    default RequestId repeated(RequestId request, LongSupplier nextSequence) {
        return request;
    }
}
