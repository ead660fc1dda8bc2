package io.serviceregistry.node.fault;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the process at once, without any clean-up that could make things worse. */
public final class HaltingFaultHandler implements FaultHandler {
    private static final Logger LOG = LoggerFactory.getLogger(HaltingFaultHandler.class);

    private final int exitCode;
    private final AtomicBoolean halting = new AtomicBoolean();

    public HaltingFaultHandler(int exitCode) {
        this.exitCode = exitCode;
    }

    @Override
    public void onFault(String what, Throwable cause) {
        if (halting.compareAndSet(false, true)) {
            LOG.error("Fault, the node stops: {}", what, cause);
            Runtime.getRuntime().halt(exitCode);
        }
    }
}
