package io.serviceregistry.node.raft;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.Log;
import org.apache.ratis.server.RaftServerConfigKeys.Rpc;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/**
 * Ratis' settings, every one that matters set by name: several of its defaults would lose acknowledged writes, serve
 * stale reads or keep data in a temporary directory.
 */
final class RatisProperties {
    private static final TimeDuration A_WEEK = TimeDuration.valueOf(7, TimeUnit.DAYS);

    /** More than an entry ever takes, and what its reader makes room for. */
    static final SizeInBytes LARGEST_ENTRY = SizeInBytes.valueOf("4MB");

    private RatisProperties() {}

    static RaftProperties of(RaftSettings settings) {
        RaftProperties properties = new RaftProperties();
        RaftServerConfigKeys.setStorageDir(
                properties, List.of(settings.storageDir().toFile()));
        setLog(properties, settings);
        setSnapshots(properties);
        setTimes(properties, settings);
        setTransport(properties, settings);
        RatisSafety.require(properties, settings);
        return properties;
    }

    private static void setLog(RaftProperties properties, RaftSettings settings) {
        // With compose on, a follower can answer success for an entry of another term; off is also twice as fast.
        Log.setAppendEntriesComposeEnabled(properties, false);
        Log.setLogMetadataEnabled(properties, false); // an extra entry and fsync per commit wave, of no use to us
        Log.setUnsafeFlushEnabled(properties, false);
        Log.setAsyncFlushEnabled(properties, false);
        Log.setCorruptionPolicy(properties, Log.CorruptionPolicy.EXCEPTION); // never drop acknowledged entries
        // A reader finds an entry whole or not at all without the lock, and need not wait for a writer's full queue. As
        // a guard of votes it would be taken too late, see TermOrderGuard.
        Log.setReadLockEnabled(properties, false);
        Log.setSegmentSizeMax(properties, SizeInBytes.valueOf(settings.segmentBytes()));
        Log.setPreallocatedSize(properties, SizeInBytes.valueOf("1MB"));
        Log.setSegmentCacheNumMax(properties, 2);
        Log.setSegmentCacheSizeMax(properties, SizeInBytes.valueOf("64MB"));
        Log.setWriteBufferSize(properties, SizeInBytes.valueOf("8MB"));
        Log.setPurgeUptoSnapshotIndex(properties, true); // a dead peer must not pin the log
        Log.setPurgePreservationLogNum(properties, settings.preservedEntries());
        Log.setPurgeGap(properties, 1); // by files: a gap in entries would keep any number of files of large ones
        Log.Appender.setBufferByteLimit(properties, LARGEST_ENTRY);
        Log.Appender.setSnapshotChunkSizeMax(properties, SizeInBytes.valueOf("512KB"));
        Log.Appender.setInstallSnapshotEnabled(properties, true);
        Log.Appender.setWaitTimeMin(properties, TimeDuration.ZERO);
        // By default it backs off to five seconds, and would make a restarted node wait: its first answer, that it
        // lacks
        // entries, counts as one more error.
        Log.Appender.setRetryPolicy(properties, "10ms,20, 200ms,1000000");
        RaftServerConfigKeys.Write.setElementLimit(properties, 4_096);
        RaftServerConfigKeys.Write.setByteLimit(properties, SizeInBytes.valueOf("64MB"));
        RaftServerConfigKeys.RetryCache.setExpiryTime(properties, seconds(15)); // our state remembers requests itself
    }

    private static void setSnapshots(RaftProperties properties) {
        // Ratis' own trigger writes on the thread of apply; BackgroundSnapshots does not.
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, false);
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(properties, false);
        RaftServerConfigKeys.Snapshot.setTriggerWhenRemoveEnabled(properties, false);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, SnapshotDirectory.KEPT);
        RaftServerConfigKeys.Snapshot.setCreationGap(properties, 1);
    }

    private static void setTimes(RaftProperties properties, RaftSettings settings) {
        TimeDuration min = millis(settings.electionTimeoutMin().toMillis());
        TimeDuration max = millis(settings.electionTimeoutMax().toMillis());
        Rpc.setTimeoutMin(properties, min);
        Rpc.setTimeoutMax(properties, max);
        Rpc.setFirstElectionTimeoutMin(properties, min);
        Rpc.setFirstElectionTimeoutMax(properties, max);
        Rpc.setRequestTimeout(properties, millis(settings.requestTimeout().toMillis()));
        Rpc.setSlownessTimeout(properties, seconds(15));
        RaftServerConfigKeys.Notification.setNoLeaderTimeout(properties, seconds(10));
        RaftServerConfigKeys.LeaderElection.setPreVote(properties, true);
        RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(properties, seconds(1));
        // Ratis closes itself after a pause this long while the process lives on: never.
        RaftServerConfigKeys.setCloseThreshold(properties, A_WEEK);
        RaftServerConfigKeys.setStagingTimeout(properties, seconds(60));
        RaftServerConfigKeys.setStagingCatchupGap(properties, 2_000);
        RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.DEFAULT);
        RaftServerConfigKeys.Read.setLeaderLeaseEnabled(properties, false);
    }

    private static void setTransport(RaftProperties properties, RaftSettings settings) {
        RaftConfigKeys.Rpc.setType(properties, new NodeRpc());
        String address = settings.self().address();
        GrpcConfigKeys.Server.setHost(properties, settings.bindHost());
        GrpcConfigKeys.Server.setPort(properties, Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
        GrpcConfigKeys.Server.setHeartbeatChannel(properties, true); // entries that wait must not hold up heartbeats
        GrpcConfigKeys.Server.setLeaderOutstandingAppendsMax(properties, 16);
        // A leader holds each chunk of a snapshot that it sends in its heap until the time in which the follower may
        // answer is over, answered or not: the product of these two. By default 24 s, in which a follower that goes on
        // asking for another snapshot fills any heap. The last chunk is answered when the whole file has been read and
        // forced; if that takes longer the leader sends again, and finds it installed.
        GrpcConfigKeys.Server.setInstallSnapshotRequestElementLimit(properties, 4);
        GrpcConfigKeys.Server.setInstallSnapshotRequestTimeout(properties, seconds(2));
        GrpcConfigKeys.setFlowControlWindow(properties, SizeInBytes.valueOf("4MB"));
        GrpcConfigKeys.setMessageSizeMax(properties, SizeInBytes.valueOf("16MB"));
        RaftServerConfigKeys.ThreadPool.setProxyCached(properties, false);
        RaftServerConfigKeys.ThreadPool.setProxySize(properties, 8);
        RaftServerConfigKeys.ThreadPool.setServerCached(properties, false);
        RaftServerConfigKeys.ThreadPool.setServerSize(properties, 16);
        RaftServerConfigKeys.ThreadPool.setClientCached(properties, false);
        RaftServerConfigKeys.ThreadPool.setClientSize(properties, 8);
    }

    private static TimeDuration millis(long millis) {
        return TimeDuration.valueOf(millis, TimeUnit.MILLISECONDS);
    }

    private static TimeDuration seconds(long seconds) {
        return TimeDuration.valueOf(seconds, TimeUnit.SECONDS);
    }
}
