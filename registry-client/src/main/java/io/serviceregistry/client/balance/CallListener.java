package io.serviceregistry.client.balance;

import io.serviceregistry.client.Instance;

/**
 * Hears how calls went: for stages that learn from it, and for metrics. Calls that ended without a word are not reported.
 *
 * <p>Called on the thread that reports the call, on many at once; must not block.
 */
public interface CallListener {

    /** A call to the instance succeeded, as far as the instance is concerned. */
    void succeeded(Instance instance);

    /** A call to the instance failed, and the instance may be to blame. */
    void failed(Instance instance);
}
