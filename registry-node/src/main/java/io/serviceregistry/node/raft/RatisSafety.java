package io.serviceregistry.node.raft;

import java.io.File;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.LeaderElection;
import org.apache.ratis.server.RaftServerConfigKeys.Log;
import org.apache.ratis.server.RaftServerConfigKeys.Read;
import org.apache.ratis.server.RaftServerConfigKeys.RetryCache;
import org.apache.ratis.server.RaftServerConfigKeys.Rpc;
import org.apache.ratis.server.RaftServerConfigKeys.Snapshot;
import org.apache.ratis.server.RaftServerConfigKeys.Write;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/**
 * Refuses to start on settings of Ratis that would break a promise, whoever set them.
 *
 * <p>What counts is the effective value, as Ratis itself will read it: a value that was never set has Ratis' default, and one
 * that holds <code>${...}</code> is replaced from the environment or the system properties.
 */
final class RatisSafety {
    /** What Ratis adds around an entry in a message or a record. */
    private static final long OVERHEAD_BYTES = 64 << 10;

    private static final TimeDuration A_DAY = TimeDuration.valueOf(1, TimeUnit.DAYS);
    private static final TimeDuration A_MINUTE = TimeDuration.valueOf(1, TimeUnit.MINUTES);

    private RatisSafety() {}

    /** What must hold of the value of one key, and why. */
    private record Rule(
            String key, Function<RaftProperties, Object> value, Predicate<RaftProperties> holds, String expected) {}

    /**
     * Checks all.
     *
     * @throws IllegalStateException on the first that is unsafe, with its key, its value and the expectation
     */
    static void require(RaftProperties properties, RaftSettings settings) {
        for (Rule rule : rules(settings)) {
            if (!rule.holds().test(properties)) {
                throw new IllegalStateException(
                        rule.key() + ": " + rule.value().apply(properties) + " (expected: " + rule.expected() + ')');
            }
        }
    }

    private static List<Rule> rules(RaftSettings settings) {
        File storage = settings.storageDir().toFile();
        return List.of(
                // Acknowledged means durable.
                is(
                        RaftServerConfigKeys.STORAGE_DIR_KEY,
                        RaftServerConfigKeys::storageDir,
                        List.of(storage),
                        "the node's own directory and no other: the default is one that systems clean up"),
                is(Log.USE_MEMORY_KEY, Log::useMemory, false, "a log on the disk"),
                is(
                        Log.UNSAFE_FLUSH_ENABLED_KEY,
                        Log::unsafeFlushEnabled,
                        false,
                        "an entry counts when it is on the disk"),
                is(
                        Log.ASYNC_FLUSH_ENABLED_KEY,
                        Log::asyncFlushEnabled,
                        false,
                        "a flush that fails must not count as done"),
                is(
                        Log.APPEND_ENTRIES_COMPOSE_ENABLED_KEY,
                        Log::appendEntriesComposeEnabled,
                        false,
                        "a follower could say yes to an entry of another term"),
                is(
                        Log.CORRUPTION_POLICY_KEY,
                        Log::corruptionPolicy,
                        Log.CorruptionPolicy.EXCEPTION,
                        "damaged entries are never dropped"),
                is(
                        Log.LOG_METADATA_ENABLED_KEY,
                        Log::logMetadataEnabled,
                        false,
                        "no entries in the log that are none of ours"),
                // Reads.
                is(
                        Read.OPTION_KEY,
                        Read::option,
                        Read.Option.DEFAULT,
                        "Ratis' own read index answers stale after a pause"),
                is(
                        Read.LEADER_LEASE_ENABLED_KEY,
                        Read::leaderLeaseEnabled,
                        false,
                        "votes are granted in spite of a lease"),
                // Elections and membership.
                new Rule(
                        Rpc.TIMEOUT_MAX_KEY,
                        Rpc::timeoutMax,
                        properties -> Rpc.timeoutMax(properties).compareTo(Rpc.timeoutMin(properties)) > 0,
                        "> " + Rpc.TIMEOUT_MIN_KEY),
                new Rule(
                        Rpc.FIRST_ELECTION_TIMEOUT_MAX_KEY,
                        Rpc::firstElectionTimeoutMax,
                        properties -> Rpc.firstElectionTimeoutMax(properties)
                                        .compareTo(Rpc.firstElectionTimeoutMin(properties))
                                > 0,
                        "> " + Rpc.FIRST_ELECTION_TIMEOUT_MIN_KEY),
                is(
                        LeaderElection.PRE_VOTE_KEY,
                        LeaderElection::preVote,
                        true,
                        "a node that was away must not depose a leader"),
                is(
                        LeaderElection.MEMBER_MAJORITY_ADD_KEY,
                        LeaderElection::memberMajorityAdd,
                        false,
                        "new members must not outvote the old ones at once"),
                new Rule(
                        RaftServerConfigKeys.CLOSE_THRESHOLD_KEY,
                        RaftServerConfigKeys::closeThreshold,
                        properties ->
                                RaftServerConfigKeys.closeThreshold(properties).compareTo(A_DAY) >= 0,
                        ">= 1d: a pause must not close the member"),
                is(
                        RaftConfigKeys.Rpc.TYPE_KEY,
                        RatisSafety::rpcType,
                        NodeRpc.class.getName(),
                        "the guards of the port are made for gRPC"),
                // Snapshots and the log behind them.
                is(
                        Snapshot.AUTO_TRIGGER_ENABLED_KEY,
                        Snapshot::autoTriggerEnabled,
                        false,
                        "snapshots are taken by the node"),
                is(
                        Snapshot.TRIGGER_WHEN_STOP_ENABLED_KEY,
                        Snapshot::triggerWhenStopEnabled,
                        false,
                        "a leader can stall on a log that was cut at a stop"),
                is(
                        Snapshot.TRIGGER_WHEN_REMOVE_ENABLED_KEY,
                        Snapshot::triggerWhenRemoveEnabled,
                        false,
                        "snapshots are taken by the node"),
                atLeast(
                        Snapshot.RETENTION_FILE_NUM_KEY,
                        Snapshot::retentionFileNum,
                        2,
                        "one may be on its way to a follower"),
                is(
                        Log.Appender.INSTALL_SNAPSHOT_ENABLED_KEY,
                        Log.Appender::installSnapshotEnabled,
                        true,
                        "a follower that only is told of a snapshot asks for ever"),
                atLeast(
                        Log.PURGE_PRESERVATION_LOG_NUM_KEY,
                        Log::purgePreservationLogNum,
                        Math.max(1, settings.preservedEntries()),
                        "followers that were away shortly catch up from the log"),
                // An entry must pass everywhere: one that is too large for the appender deposes the leader.
                fits(Log.Appender.BUFFER_BYTE_LIMIT_KEY, Log.Appender::bufferByteLimit),
                fits(Log.QUEUE_BYTE_LIMIT_KEY, Log::queueByteLimit),
                fits(Write.BYTE_LIMIT_KEY, Write::byteLimit),
                new Rule(
                        Log.WRITE_BUFFER_SIZE_KEY,
                        Log::writeBufferSize,
                        properties -> Log.writeBufferSize(properties).getSize()
                                >= Log.Appender.bufferByteLimit(properties).getSize() + OVERHEAD_BYTES,
                        "> " + Log.Appender.BUFFER_BYTE_LIMIT_KEY + " by " + OVERHEAD_BYTES),
                new Rule(
                        GrpcConfigKeys.MESSAGE_SIZE_MAX_KEY,
                        RatisSafety::messageSize,
                        properties -> messageSize(properties).getSize()
                                >= Log.Appender.bufferByteLimit(properties).getSize() + (1 << 20),
                        "> " + Log.Appender.BUFFER_BYTE_LIMIT_KEY + " by 1MB"),
                new Rule(
                        RetryCache.EXPIRY_TIME_KEY,
                        RetryCache::expiryTime,
                        properties -> RetryCache.expiryTime(properties).getDuration() > 0
                                && RetryCache.expiryTime(properties).compareTo(A_MINUTE) <= 0,
                        "> 0 and <= 1min: it holds every entry of that time in memory"));
    }

    private static Rule is(String key, Function<RaftProperties, Object> value, Object safe, String why) {
        return new Rule(key, value, properties -> safe.equals(value.apply(properties)), safe + ": " + why);
    }

    private static Rule atLeast(String key, Function<RaftProperties, ? extends Number> value, long least, String why) {
        return new Rule(
                key,
                value::apply,
                properties -> value.apply(properties).longValue() >= least,
                ">= " + least + ": " + why);
    }

    private static Rule fits(String key, Function<RaftProperties, SizeInBytes> size) {
        long least = RatisReplicator.MAX_ENTRY_BYTES + OVERHEAD_BYTES;
        return new Rule(
                key,
                size::apply,
                properties -> size.apply(properties).getSize() >= least,
                ">= " + least + ": the largest entry must pass");
    }

    private static SizeInBytes messageSize(RaftProperties properties) {
        return GrpcConfigKeys.messageSizeMax(properties, ignored -> {});
    }

    private static Object rpcType(RaftProperties properties) {
        return RaftConfigKeys.Rpc.type(properties, ignored -> {}).name();
    }
}
