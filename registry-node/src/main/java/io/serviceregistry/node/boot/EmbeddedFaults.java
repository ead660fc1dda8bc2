package io.serviceregistry.node.boot;

import io.serviceregistry.node.fault.FaultHandler;
import io.serviceregistry.node.fault.FaultKind;
import io.serviceregistry.node.fault.FaultReport;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends an embedded node when it cannot go on, and leaves the JVM, which is the application's, alone. */
final class EmbeddedFaults implements FaultHandler {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFaults.class);

    private final CompletableFuture<String> first = new CompletableFuture<>();

    @Override
    public void onFault(FaultKind kind, String what, @Nullable Throwable cause) {
        if (first.complete(FaultReport.line(what, cause))) {
            LOG.error("Fault {}, the embedded registry stops: {}", kind, what, cause);
        }
    }

    /** Why the node could not go on, if so. */
    Optional<String> first() {
        return Optional.ofNullable(first.getNow(null));
    }

    /** Runs {@code stop} on a thread of its own after the first fault: the thread that met it may be needed for stopping. */
    void onFirst(Runnable stop) {
        var unused = first.thenRun(
                () -> NodeThreads.named("embedded-fault").newThread(stop).start());
    }
}
