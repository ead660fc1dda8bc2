package io.serviceregistry.client.metrics;

import io.micrometer.core.instrument.Tags;
import io.serviceregistry.client.ClientStats;
import io.serviceregistry.client.ClientStats.Calls;
import io.serviceregistry.client.ClientStats.Leases;
import io.serviceregistry.client.ClientStats.Registrations;
import io.serviceregistry.client.ClientStats.Streams;
import io.serviceregistry.client.ClientStats.Views;
import io.serviceregistry.client.ClientStats.Watches;
import io.serviceregistry.client.RegistryClient;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Makes the meters that read {@link RegistryClient#stats()}: the one table from numbers there to metrics. */
final class StatsMeters {

    private final BoundMeters<RegistryClient> meters;

    StatsMeters(BoundMeters<RegistryClient> meters) {
        this.meters = meters;
    }

    void bindAll() {
        Part<Leases> leases = new Part<>(ClientStats::leases);
        leases.now(Metric.LEASES, Tags.empty(), Leases::kept);
        leases.count(Metric.RENEWALS_SENT, Tags.empty(), Leases::sent);
        leases.count(Metric.RENEWALS, outcome("renewed"), Leases::renewed);
        leases.count(Metric.RENEWALS, outcome("recovered"), Leases::recovered);
        leases.count(Metric.RENEWALS, outcome("replaced"), Leases::replaced);
        leases.count(Metric.RENEWALS, outcome("unknown"), Leases::unknown);
        leases.count(Metric.RENEWALS, outcome("refused"), Leases::refused);
        leases.count(Metric.RENEWALS, outcome("unanswered"), Leases::unanswered);

        Part<Registrations> registrations = new Part<>(ClientStats::registrations);
        registrations.now(Metric.REGISTRATIONS, state("registering"), Registrations::registering);
        registrations.now(Metric.REGISTRATIONS, state("registered"), Registrations::registered);
        registrations.now(Metric.REGISTRATIONS, state("unreachable"), Registrations::unreachable);
        registrations.count(Metric.REGISTRATIONS_ENDED, state("fenced"), Registrations::fenced);
        registrations.count(Metric.REGISTRATIONS_ENDED, state("rejected"), Registrations::rejected);
        registrations.count(Metric.REGISTRATIONS_ENDED, state("closed"), Registrations::closed);
        registrations.count(Metric.LEASES_LOST, Tags.empty(), Registrations::lost);
        registrations.count(Metric.RE_REGISTRATIONS, Tags.empty(), Registrations::reRegistered);

        Part<Watches> watches = new Part<>(ClientStats::watches);
        watches.now(Metric.WATCHES, state("connecting"), Watches::connecting);
        watches.now(Metric.WATCHES, state("following"), Watches::following);

        Part<Views> views = new Part<>(ClientStats::views);
        views.now(Metric.VIEWS, state("connecting"), Views::connecting);
        views.now(Metric.VIEWS, state("following"), Views::following);
        views.now(Metric.VIEWS, state("rejected"), Views::rejected);
        views.now(Metric.VIEW_SOURCES, source("none"), Views::none);
        views.now(Metric.VIEW_SOURCES, source("registry"), Views::registry);
        views.now(Metric.VIEW_SOURCES, source("kept"), Views::kept);
        views.now(Metric.VIEW_SOURCES, source("cache"), Views::cache);
        views.now(Metric.VIEW_SOURCES, source("fallback"), Views::fallback);
        meters.age(Metric.VIEWS_OLDEST_AGE, client -> client.stats().views().oldestAge());

        Part<Streams> streams = new Part<>(ClientStats::streams);
        streams.count(Metric.STREAMS, Tags.empty(), Streams::opened);
        streams.count(Metric.RECONNECTS, Tags.empty(), Streams::reconnects);
        streams.count(Metric.RESYNCS, Tags.empty(), Streams::resyncs);
    }

    void bindMethod(String method) {
        Part<Calls> calls =
                new Part<>(stats -> Objects.requireNonNull(stats.calls().get(method), method));
        calls.count(Metric.ATTEMPTS, Tags.of("method", method), Calls::attempts);
        calls.count(Metric.RETRIES, Tags.of("method", method), Calls::retries);
    }

    private static Tags outcome(String outcome) {
        return Tags.of("outcome", outcome);
    }

    private static Tags state(String state) {
        return Tags.of("state", state);
    }

    private static Tags source(String source) {
        return Tags.of("source", source);
    }

    private final class Part<P> {
        private final Function<ClientStats, P> part;

        Part(Function<ClientStats, P> part) {
            this.part = part;
        }

        /** A number that only grows. */
        void count(Metric metric, Tags tags, ToLongFunction<P> number) {
            meters.counter(metric, tags, client -> number.applyAsLong(part.apply(client.stats())));
        }

        /** How many there are now. */
        void now(Metric metric, Tags tags, ToLongFunction<P> number) {
            meters.gauge(metric, tags, client -> number.applyAsLong(part.apply(client.stats())));
        }
    }
}
