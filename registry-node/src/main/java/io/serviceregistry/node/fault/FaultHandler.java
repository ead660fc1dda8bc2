package io.serviceregistry.node.fault;

import org.jspecify.annotations.Nullable;

/**
 * Told of what a node must not survive. A node that is down is repaired; a node that is wrong spreads: so a fault ends
 * the node. Thread-safe.
 */
public interface FaultHandler {
    /**
     * Ends the node; does not return to the normal course of things. The first fault counts.
     *
     * @param kind what an operator looks at first; decides the exit code
     * @param what one sentence for the operator
     * @param cause what was thrown; null when nothing was
     */
    void onFault(FaultKind kind, String what, @Nullable Throwable cause);
}
