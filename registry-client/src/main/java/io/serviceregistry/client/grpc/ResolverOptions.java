package io.serviceregistry.client.grpc;

import io.serviceregistry.client.ViewQuery;
import io.serviceregistry.client.balance.PanicRule;
import io.serviceregistry.client.balance.Stage;
import io.serviceregistry.client.balance.ZonePreference;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * How {@code registry:} targets are resolved. Start with {@link #DEFAULT}; every {@code with} method returns new options.
 *
 * @param endpoint the name of the endpoint to call; of an instance without one of that name, the first whose scheme is {@code
 *     grpc} is called, or else its first
 * @param health which instances to call by their health: the healthy ones by default, or when none is, all that could answer
 * @param zone whose instances to prefer; none by default
 * @param view what to add to the query of each service, such as a selector, a cache directory or fixed addresses
 * @param policy the load balancing policy that channels get; empty leaves it to the channel, whose own default, pick_first, sends
 *     all calls to one instance
 */
public record ResolverOptions(
        String endpoint, Stage health, ZonePreference zone, UnaryOperator<ViewQuery> view, String policy) {

    /** Calls go round the healthy instances of all zones. */
    public static final ResolverOptions DEFAULT = new ResolverOptions(
            "grpc", PanicRule.DEFAULT, ZonePreference.of(""), UnaryOperator.identity(), "round_robin");

    public ResolverOptions {
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(health, "health");
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(view, "view");
        Objects.requireNonNull(policy, "policy");
    }

    /** With the endpoint of this name. */
    public ResolverOptions withEndpoint(String endpoint) {
        return new ResolverOptions(endpoint, health, zone, view, policy);
    }

    /** With this choice by health. */
    public ResolverOptions withHealth(Stage health) {
        return new ResolverOptions(endpoint, health, zone, view, policy);
    }

    /** With the instances of this zone, while a healthy one is there. */
    public ResolverOptions withZone(String zone) {
        return withZone(ZonePreference.of(zone));
    }

    /** With this preference of a zone. */
    public ResolverOptions withZone(ZonePreference zone) {
        return new ResolverOptions(endpoint, health, zone, view, policy);
    }

    /** With this added to the query of each service. */
    public ResolverOptions withView(UnaryOperator<ViewQuery> view) {
        return new ResolverOptions(endpoint, health, zone, view, policy);
    }

    /** With this load balancing policy of gRPC. */
    public ResolverOptions withPolicy(String policy) {
        return new ResolverOptions(endpoint, health, zone, view, policy);
    }
}
