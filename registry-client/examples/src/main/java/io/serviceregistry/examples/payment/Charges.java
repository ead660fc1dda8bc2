package io.serviceregistry.examples.payment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The charges that this instance has made, by order, so that a charge which is asked for again is not made again.
 *
 * <p>It remembers those that were asked for last. It neither outlives its process nor knows what other instances did:
 * that takes a database. Thread-safe.
 */
final class Charges {

    /** Far more than can be asked for again: a caller gives up after seconds. */
    static final int MAX_REMEMBERED = 10_000;

    /** A charge that was made. */
    record Charge(String paymentId, long amountCents) {}

    private final Supplier<String> paymentIds;
    private final Map<String, Charge> byOrder = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Charge> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };
    private long made;

    Charges(Supplier<String> paymentIds) {
        this.paymentIds = paymentIds;
    }

    /** The charge of an order: the one made earlier, whatever its amount, or else a new one. */
    synchronized Charge charge(String orderId, long amountCents) {
        Charge earlier = byOrder.get(orderId);
        if (earlier != null) {
            return earlier;
        }
        made++;
        Charge charge = new Charge(paymentIds.get(), amountCents);
        byOrder.put(orderId, charge);
        return charge;
    }

    /** How many were made. */
    synchronized long made() {
        return made;
    }
}
