package io.serviceregistry.examples.order;

import io.serviceregistry.client.ServiceSnapshot;
import io.serviceregistry.client.ServiceView;
import io.serviceregistry.client.WatchState;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Whether the registry is there, and how old what is known of a service may be: what an operator would like to see. */
final class RegistryReport {

    private final ServiceView view;
    private final Clock clock;

    RegistryReport(ServiceView view, Clock clock) {
        this.view = view;
        this.clock = clock;
    }

    /** As a line for people. */
    String line() {
        return line(view.state(), view.current(), view.age());
    }

    private String line(WatchState state, ServiceSnapshot known, Optional<Duration> age) {
        String registry = state instanceof WatchState.Connecting away
                ? "away for " + seconds(Duration.between(away.since(), clock.instant()))
                : state instanceof WatchState.Following ? "connected" : "done with";
        String source = known.source() == ServiceSnapshot.Source.CACHE ? "view of an earlier process" : "view";
        return "registry " + registry + ", "
                + age.map(old -> source + ' ' + seconds(old) + " old").orElse("nothing known yet");
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
