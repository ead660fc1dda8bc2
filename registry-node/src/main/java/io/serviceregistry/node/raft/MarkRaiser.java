package io.serviceregistry.node.raft;

import io.serviceregistry.node.fault.FaultHandler;
import io.serviceregistry.node.fault.FaultKind;
import io.serviceregistry.node.raft.LowWaterMark.Mark;
import java.io.IOException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.raftlog.RaftLog;

/**
 * Raises the {@link LowWaterMark} to what this node holds now; run again and again, it is behind by one round at most.
 *
 * <p>What is committed and on the disk of this node is never taken back by Raft: a later leader has it too. Entries that
 * are on the disk but not committed may be, so they do not count; nor does a term before it is written.
 */
final class MarkRaiser implements Runnable {
    private final LowWaterMark lowWater;
    private final RaftServer.Division division;
    private final FaultHandler faults;

    MarkRaiser(LowWaterMark lowWater, RaftServer.Division division, FaultHandler faults) {
        this.lowWater = lowWater;
        this.division = division;
        this.faults = faults;
    }

    @Override
    public void run() {
        RaftLog log = division.getRaftLog();
        long index = Math.min(log.getFlushIndex(), log.getLastCommittedIndex());
        try {
            long term =
                    division.getRaftStorage().getMetadataFile().getMetadata().getTerm();
            lowWater.raise(new Mark(term, index));
        } catch (IOException e) {
            faults.onFault(FaultKind.DISK_FAILED, "the low-water mark cannot be written", e);
        }
    }
}
