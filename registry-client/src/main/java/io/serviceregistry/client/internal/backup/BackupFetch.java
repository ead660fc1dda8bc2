package io.serviceregistry.client.internal.backup;

import io.grpc.CallOptions;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.serviceregistry.client.BackupDamagedException;
import io.serviceregistry.client.BackupProgress;
import io.serviceregistry.client.BackupSummary;
import io.serviceregistry.client.RegistryException;
import io.serviceregistry.client.internal.call.AttemptFailure;
import io.serviceregistry.client.internal.call.CallKind;
import io.serviceregistry.client.internal.call.NodeSelector;
import io.serviceregistry.client.internal.call.StatusMapper;
import io.serviceregistry.client.internal.channel.NodeChannels;
import io.serviceregistry.proto.v1.AdminServiceGrpc;
import io.serviceregistry.proto.v1.BackupRequest;
import io.serviceregistry.proto.v1.BackupResponse;
import io.serviceregistry.proto.v1.ReadOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.LongSupplier;

/** Fetches a backup into a file, from one node after the other until one gives it whole. Blocks; used by one thread. */
public final class BackupFetch {
    private final NodeChannels channels;
    private final NodeSelector selector;
    private final LongSupplier nowNanos;

    /** Over a client's channels. */
    public BackupFetch(NodeChannels channels, NodeSelector selector, LongSupplier nowNanos) {
        this.channels = channels;
        this.selector = selector;
        this.nowNanos = nowNanos;
    }

    /**
     * Fetches.
     *
     * @throws RegistryException when no node gives it; the last one's reason
     * @throws IOException when the file cannot be written
     */
    public BackupSummary into(Path file, ReadOptions read, BackupProgress progress) throws IOException {
        Set<String> tried = new HashSet<>();
        while (true) {
            String node = selector.pickForReading(tried, nowNanos.getAsLong());
            tried.add(node);
            try {
                fetch(node, file, read, progress);
                BackupSummary summary = BackupReader.verify(file, looked -> {});
                selector.answered(node);
                return summary;
            } catch (StatusRuntimeException e) {
                RegistryException failure = StatusMapper.toException(
                        new AttemptFailure(e.getStatus(), e.getTrailers(), true), CallKind.READ, "Backup at " + node);
                selector.failed(node, nowNanos.getAsLong());
                if (!failure.isRetrySafe() || tried.size() >= selector.ring().size()) {
                    throw failure;
                }
            } catch (BackupDamagedException e) {
                if (tried.size() >= selector.ring().size()) {
                    throw e;
                }
            }
        }
    }

    private void fetch(String node, Path file, ReadOptions read, BackupProgress progress) throws IOException {
        var channel = channels.channelTo(node);
        if (channel == null) {
            throw new IllegalStateException("the client is closed");
        }
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            // Takes a part when the one before is written: what is slow here waits at the node.
            Iterator<BackupResponse> parts = ClientCalls.blockingServerStreamingCall(
                    channel,
                    AdminServiceGrpc.getBackupMethod(),
                    CallOptions.DEFAULT,
                    BackupRequest.newBuilder().setRead(read).build());
            long written = 0;
            while (parts.hasNext()) {
                ByteBuffer content = parts.next().getContent().asReadOnlyByteBuffer();
                written += content.remaining();
                while (content.hasRemaining()) {
                    out.write(content);
                }
                progress.written(node, written);
            }
            out.force(true);
        }
    }
}
