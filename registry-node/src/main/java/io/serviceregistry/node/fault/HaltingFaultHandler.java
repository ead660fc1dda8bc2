package io.serviceregistry.node.fault;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process at once, without any clean-up that could make things worse. */
public final class HaltingFaultHandler implements FaultHandler {
    private static final Logger LOG = LoggerFactory.getLogger(HaltingFaultHandler.class);

    private final ToIntFunction<FaultKind> exitCode;
    private final AtomicBoolean halting = new AtomicBoolean();

    /** Ends the process with the code that {@code exitCode} has for the kind of the fault. */
    public HaltingFaultHandler(ToIntFunction<FaultKind> exitCode) {
        this.exitCode = exitCode;
    }

    @Override
    public void onFault(FaultKind kind, String what, @Nullable Throwable cause) {
        if (halting.compareAndSet(false, true)) {
            LOG.error("Fault {}, the node stops: {}", kind, what, cause);
            Runtime.getRuntime().halt(exitCode.applyAsInt(kind));
        }
    }
}
