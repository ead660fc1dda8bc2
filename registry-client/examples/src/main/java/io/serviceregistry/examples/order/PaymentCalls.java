package io.serviceregistry.examples.order;

import io.grpc.ManagedChannel;
import io.serviceregistry.examples.proto.v1.PaymentServiceGrpc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How the payment service is called: in gRPC's own terms, a service config.
 *
 * <p>A call that fails because an instance is gone (UNAVAILABLE) may have been carried out there. It is made once more,
 * and round robin then takes it to another instance. That is right for calls that may be made twice. {@code Charge} is
 * one as far as a single instance goes; that two instances never charge one order takes a database which this example
 * lacks. What surely never reached an instance gRPC repeats by itself, whatever is said here.
 */
final class PaymentCalls {

    private static final int DEADLINE_SECONDS = 2; // all attempts included

    private PaymentCalls() {}

    /** A deadline, turns, and with two attempts one retry. Numbers are doubles, as in the JSON that gRPC expects. */
    static Map<String, Object> serviceConfig(int attempts) {
        if (attempts < 1 || attempts > 2) {
            throw new IllegalArgumentException("attempts: " + attempts + " (expected: 1 or 2)");
        }
        Map<String, Object> method = new HashMap<>(Map.of(
                "name",
                List.of(Map.of("service", PaymentServiceGrpc.SERVICE_NAME)),
                "timeout",
                DEADLINE_SECONDS + "s"));
        if (attempts > 1) {
            method.put(
                    "retryPolicy",
                    Map.of(
                            "maxAttempts",
                            (double) attempts,
                            "initialBackoff",
                            "0.05s",
                            "maxBackoff",
                            "0.05s",
                            "backoffMultiplier",
                            1.0,
                            "retryableStatusCodes",
                            List.of("UNAVAILABLE")));
        }
        return Map.of("loadBalancingConfig", List.of(Map.of("round_robin", Map.of())), "methodConfig", List.of(method));
    }

    /** Lets the calls in flight end, and closes the channel. */
    static void finish(ManagedChannel channel) {
        try {
            channel.shutdown().awaitTermination(DEADLINE_SECONDS + 1L, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        channel.shutdownNow();
    }
}
