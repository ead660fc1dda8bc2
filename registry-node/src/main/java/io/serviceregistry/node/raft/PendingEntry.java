package io.serviceregistry.node.raft;

import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.Result;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/**
 * An entry proposed by this node, on its way through Ratis: the bytes for the log, and the decoded form and the promise for
 * apply, so that this node decodes nothing that it has encoded itself.
 */
final class PendingEntry implements Message {
    private final Entry entry;
    private final ByteString bytes;
    private final CompletableFuture<List<Result>> results = new CompletableFuture<>();
    private volatile boolean appended;

    PendingEntry(Entry entry, byte[] bytes) {
        this.entry = entry;
        this.bytes = UnsafeByteOperations.unsafeWrap(bytes);
    }

    @Override
    public ByteString getContent() {
        return bytes;
    }

    Entry entry() {
        return entry;
    }

    CompletableFuture<List<Result>> results() {
        return results;
    }

    /** It is about to be in the log: from here on a lost leadership leaves its fate open. */
    void markAppended() {
        appended = true;
    }

    boolean isAppended() {
        return appended;
    }
}
