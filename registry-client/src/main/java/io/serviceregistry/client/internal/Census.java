package io.serviceregistry.client.internal;

import io.serviceregistry.client.ClientStats;
import io.serviceregistry.client.RegistrationState;
import io.serviceregistry.client.ServiceSnapshot.Source;
import io.serviceregistry.client.WatchState;
import io.serviceregistry.client.internal.lease.KeptRegistration;
import io.serviceregistry.client.internal.lease.LeaseCounts;
import io.serviceregistry.client.internal.view.KeptView;
import io.serviceregistry.client.internal.watch.KeptWatch;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what a client has open, by state. Those that have ended, and are about to be forgotten, are left out. */
final class Census {

    private Census() {}

    static ClientStats.Registrations registrations(Collection<KeptRegistration> all, LeaseCounts counts) {
        long registering = 0;
        long registered = 0;
        long unreachable = 0;
        for (KeptRegistration each : all) {
            RegistrationState state = each.state().current();
            if (state instanceof RegistrationState.Registering) {
                registering++;
            } else if (state instanceof RegistrationState.Registered) {
                registered++;
            } else if (state instanceof RegistrationState.Unreachable) {
                unreachable++;
            }
        }
        return counts.registrations(registering, registered, unreachable);
    }

    static ClientStats.Watches watches(Collection<KeptWatch> all) {
        long connecting = 0;
        long following = 0;
        for (KeptWatch each : all) {
            WatchState state = each.state();
            if (state instanceof WatchState.Connecting) {
                connecting++;
            } else if (state instanceof WatchState.Following) {
                following++;
            }
        }
        return new ClientStats.Watches(connecting, following);
    }

    static ClientStats.Views views(Collection<KeptView> all) {
        long connecting = 0;
        long following = 0;
        long rejected = 0;
        Map<Source, Long> sources = new EnumMap<>(Source.class);
        Duration oldest = null;
        for (KeptView each : all) {
            WatchState state = each.watch().state();
            if (state instanceof WatchState.Closed) {
                continue;
            }
            if (state instanceof WatchState.Connecting) {
                connecting++;
            } else if (state instanceof WatchState.Following) {
                following++;
            } else {
                rejected++;
            }
            sources.merge(each.current().source(), 1L, Long::sum);
            oldest = older(oldest, each.age().orElse(null));
        }
        return new ClientStats.Views(
                connecting,
                following,
                rejected,
                sources.getOrDefault(Source.NONE, 0L),
                sources.getOrDefault(Source.REGISTRY, 0L),
                sources.getOrDefault(Source.KEPT, 0L),
                sources.getOrDefault(Source.CACHE, 0L),
                sources.getOrDefault(Source.FALLBACK, 0L),
                oldest);
    }

    private static @Nullable Duration older(@Nullable Duration one, @Nullable Duration other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) >= 0 ? one : other;
    }
}
