package io.serviceregistry.node.testkit;

import io.serviceregistry.node.disk.DiskProgress;
import io.serviceregistry.node.disk.NodeDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A disk, and the followers' disks, that come as far as a test says. */
public final class ManualDisk implements NodeDisk {
    private final Map<String, Long> acknowledged = new TreeMap<>();
    private final List<String> handOvers = new ArrayList<>();
    private CompletableFuture<Void> answer = new CompletableFuture<>();
    private DiskProgress progress = DiskProgress.NONE;
    private boolean open = true;

    /** So much was given to the log, of which so much is on the disk. */
    public void log(long appended, long flushed) {
        progress = new DiskProgress(appended, flushed, progress.votesBegun(), progress.votesWritten());
    }

    /** So often term and vote were to be written, and are. */
    public void votes(long begun, long written) {
        progress = new DiskProgress(progress.logAppended(), progress.logFlushed(), begun, written);
    }

    /** A follower has this much on its disk: the node leads. */
    public void follower(String id, long index) {
        acknowledged.put(id, index);
    }

    /** The log is not open any more. */
    public void close() {
        open = false;
    }

    /** How attempts to hand over will end. */
    public void answerHandOversWith(CompletableFuture<Void> next) {
        answer = next;
    }

    /** To whom leadership was to be handed. */
    public List<String> handOvers() {
        return handOvers;
    }

    @Override
    public DiskProgress progress() {
        if (!open) {
            throw new IllegalStateException("closed");
        }
        return progress;
    }

    @Override
    public Map<String, Long> acknowledged() {
        return acknowledged;
    }

    @Override
    public CompletableFuture<Void> handOver(String follower) {
        handOvers.add(follower);
        return answer;
    }
}
