package io.serviceregistry.node.fault;

/**
 * Told of broken invariants. A node that is down is repaired; a node that is wrong spreads: so a fault ends the node.
 * Thread-safe.
 */
public interface FaultHandler {
    /**
     * Ends the node; does not return to the normal course of things.
     *
     * @param what one sentence for the operator
     * @param cause what was thrown
     */
    void onFault(String what, Throwable cause);
}
