package io.serviceregistry.client.metrics;

/** The metrics: every name and every description there is. {@code docs/client.md} lists them. */
enum Metric {
    CALLS("registry.client.calls", "Calls to the registry, by method and outcome, and how long they took"),
    ATTEMPTS("registry.client.call.attempts", "Requests sent, or tried to be sent, for calls, by method"),
    RETRIES("registry.client.call.retries", "Attempts after the first one of a call, by method"),
    LEASES("registry.client.leases", "Leases kept alive"),
    RENEWALS_SENT("registry.client.renewals.sent", "Renewals sent, counted by lease and attempt"),
    RENEWALS("registry.client.renewals", "What became of renewals, counted by lease and attempt"),
    REGISTRATIONS("registry.client.registrations", "Registrations kept, by state"),
    REGISTRATIONS_ENDED("registry.client.registrations.ended", "Registrations that ended for good, by last state"),
    LEASES_LOST("registry.client.leases.lost", "Leases that the registry no longer knew"),
    RE_REGISTRATIONS("registry.client.reregistrations", "Registrations granted after the first one of an instance"),
    WATCHES("registry.client.watches", "Watches open, by state, those of views left out"),
    VIEWS("registry.client.views", "Views open, by state"),
    VIEW_SOURCES("registry.client.views.source", "Views open, by where what they know is from"),
    VIEWS_OLDEST_AGE("registry.client.views.oldest.age", "The age of the oldest of what any view knows"),
    STREAMS("registry.client.streams.opened", "Streams opened for watches and views"),
    RECONNECTS("registry.client.streams.reconnects", "Streams opened to go on after one was lost"),
    RESYNCS("registry.client.streams.resyncs", "Watches and views told everything anew"),
    VIEW_AGE("registry.client.view.age", "How old what a view knows may be"),
    VIEW_FOLLOWING("registry.client.view.following", "1 while a view hears of every change, 0 otherwise"),
    VIEW_INSTANCES("registry.client.view.instances", "Instances that a view knows, by whether they are healthy");

    private final String meter;
    private final String description;

    Metric(String meter, String description) {
        this.meter = meter;
        this.description = description;
    }

    /** The name that Micrometer knows it by. */
    String meter() {
        return meter;
    }

    String description() {
        return description;
    }
}
