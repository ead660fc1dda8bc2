package io.serviceregistry.node.raft;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.raftlog.segmented.SegmentedRaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.SizeInBytes;

/** Small logs on the disk, written and read by Ratis itself. */
final class RaftLogs {
    static final SizeInBytes LARGEST_ENTRY =
            SizeInBytes.valueOf("4KB"); // the reader makes room for one: as little as will do;

    private RaftLogs() {}

    /** Writes entries 0 to {@code entries - 1} of term 1 and returns the directory with the files, the last one open. */
    static Path write(Path root, int entries) throws IOException {
        return write(root, entries, index -> ("entry " + index).getBytes(StandardCharsets.UTF_8));
    }

    /** The same with other contents. */
    static Path write(Path root, int entries, LongFunction<byte[]> contents) throws IOException {
        try (RaftStorage storage = storage(root, RaftStorage.StartupOption.FORMAT)) {
            SegmentedRaftLog log = log(storage);
            log.open(-1, null);
            for (int i = 0; i < entries; i++) {
                log.appendEntry(entry(i, contents.apply(i))).join();
            }
            List<Path> files = files(root.resolve("current"));
            List<byte[]> written = new ArrayList<>();
            for (Path file : files) {
                written.add(Files.readAllBytes(file)); // as a crash leaves them: closing cuts off the padding
            }
            log.close();
            for (Path file : files(root.resolve("current"))) {
                Files.delete(file);
            }
            for (int i = 0; i < files.size(); i++) {
                Files.write(files.get(i), written.get(i));
            }
        }
        return root.resolve("current");
    }

    /** The index of the last entry that Ratis finds when it opens a log. */
    static long lastIndex(Path root) throws IOException {
        try (RaftStorage storage = storage(root, RaftStorage.StartupOption.RECOVER)) {
            SegmentedRaftLog log = log(storage);
            try {
                log.open(-1, null);
                return log.getNextIndex() - 1;
            } finally {
                log.close();
            }
        }
    }

    /** The files of a log, the oldest first. */
    static List<Path> files(Path current) throws IOException {
        try (Stream<Path> files = Files.list(current)) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith("log_"))
                    .sorted() // log_0-5 before log_6-9 before log_inprogress_10
                    .toList();
        }
    }

    private static LogEntryProto entry(long index, byte[] content) {
        ByteString data = ByteString.copyFrom(content);
        return LogEntryProto.newBuilder()
                .setTerm(1)
                .setIndex(index)
                .setStateMachineLogEntry(StateMachineLogEntryProto.newBuilder().setLogData(data))
                .build();
    }

    private static RaftStorage storage(Path root, RaftStorage.StartupOption option) throws IOException {
        RaftStorage storage = RaftStorage.newBuilder()
                .setDirectory(root.toFile())
                .setOption(option)
                .setLogCorruptionPolicy(RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION)
                .setStorageFreeSpaceMin(SizeInBytes.valueOf("0"))
                .build();
        storage.initialize();
        return storage;
    }

    private static SegmentedRaftLog log(RaftStorage storage) {
        RaftProperties properties = new RaftProperties();
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SizeInBytes.valueOf("64"));
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, SizeInBytes.valueOf("32"));
        RaftServerConfigKeys.Log.setCorruptionPolicy(properties, RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION);
        return SegmentedRaftLog.newBuilder()
                .setMemberId(RaftGroupMemberId.valueOf(RaftPeerId.valueOf("n1"), RaftGroupId.randomId()))
                .setStorage(storage)
                .setProperties(properties)
                .build();
    }
}
