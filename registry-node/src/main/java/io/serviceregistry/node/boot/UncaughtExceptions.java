package io.serviceregistry.node.boot;

import io.serviceregistry.node.fault.FaultHandler;
import io.serviceregistry.node.fault.FaultKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The judge of every exception that ends a thread of the process: a thread that dies of something nobody expected leaves a
 * node that looks alive and is not. Only while the node stops may threads die of finding the others gone.
 */
final class UncaughtExceptions implements Thread.UncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(UncaughtExceptions.class);

    private final FaultHandler faults;
    private volatile boolean stopping;

    UncaughtExceptions(FaultHandler faults) {
        this.faults = faults;
    }

    /** The node is being stopped. */
    void stopping() {
        stopping = true;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        if (stopping) {
            LOG.warn("Thread {} died while the node stops", thread.getName(), failure);
        } else {
            faults.onFault(FaultKind.BROKEN_INVARIANT, "thread " + thread.getName() + " has died", failure);
        }
    }
}
