package io.serviceregistry.client.grpc;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.serviceregistry.client.EmptyReason;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.ServiceSnapshot;
import io.serviceregistry.client.ServiceView;
import io.serviceregistry.client.ViewChange;
import io.serviceregistry.client.ViewListener;
import io.serviceregistry.client.WatchState;
import io.serviceregistry.client.balance.Selection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Tells one channel the addresses of one service.
 *
 * <p>Whenever something may have changed, all is worked out from what the view knows then, one run at a time, on the executor that
 * gRPC has for what blocks: names of hosts may have to be looked up.
 */
final class RegistryNameResolver extends NameResolver implements ViewListener {

    private final RegistryClient client;
    private final RegistryTarget target;
    private final ResolverOptions options;
    private final Executor offload;
    private final @Nullable ConfigOrError serviceConfig;
    private final AtomicInteger wakes = new AtomicInteger();
    private volatile @Nullable ServiceView view;
    private volatile @Nullable Listener2 listener;

    RegistryNameResolver(RegistryClient client, RegistryTarget target, ResolverOptions options, Args args) {
        this.client = client;
        this.target = target;
        this.options = options;
        Executor given = args.getOffloadExecutor();
        this.offload = given == null ? Runnable::run : given;
        this.serviceConfig = options.policy().isEmpty()
                ? null
                : args.getServiceConfigParser()
                        .parseServiceConfig(Map.of("loadBalancingConfig", List.of(Map.of(options.policy(), Map.of()))));
    }

    @Override
    public String getServiceAuthority() {
        return target.service();
    }

    @Override
    public void start(Listener2 listener) {
        this.listener = listener;
        ServiceView opened = client.view(options.view().apply(target.query()));
        view = opened;
        opened.addListener(this, Runnable::run); // does nothing there but to wake
    }

    /** A connection failed, or the channel would like to try again: the host of an instance may have moved. */
    @Override
    public void refresh() {
        wake();
    }

    @Override
    public void shutdown() {
        ServiceView open = view;
        if (open != null) {
            open.close();
        }
        listener = null;
    }

    @Override
    public void changed(ViewChange change) {
        wake();
    }

    @Override
    public void stateChanged(WatchState previous, WatchState current) {
        wake();
    }

    private void wake() {
        if (wakes.getAndIncrement() == 0) {
            offload.execute(this::run);
        }
    }

    private void run() {
        int seen;
        do {
            seen = wakes.get();
            tell();
        } while (!wakes.compareAndSet(seen, 0));
    }

    private void tell() {
        ServiceView open = view;
        Listener2 channel = listener;
        if (open == null || channel == null) {
            return;
        }
        ServiceSnapshot known = open.current();
        WatchState state = open.state();
        List<EquivalentAddressGroup> addresses = addresses(known);
        StatusOr<List<EquivalentAddressGroup>> result;
        if (!addresses.isEmpty()) {
            result = StatusOr.fromValue(addresses);
        } else if (known.source() == ServiceSnapshot.Source.NONE && isUndecided(state)) {
            return; // the first answer is on its way
        } else {
            result = StatusOr.fromStatus(Status.UNAVAILABLE.withDescription(why(known, state)));
        }
        ResolutionResult.Builder resolved = ResolutionResult.newBuilder().setAddressesOrError(result);
        if (serviceConfig != null) {
            resolved.setServiceConfig(serviceConfig);
        }
        channel.onResult(resolved.build());
    }

    private List<EquivalentAddressGroup> addresses(ServiceSnapshot known) {
        Selection callable = options.health().select(known.all());
        List<Instance> chosen = options.zone().select(callable.instances()).instances();
        return chosen.stream()
                .map(instance -> InstanceAddresses.of(instance, options.endpoint()))
                .flatMap(Optional::stream)
                .toList();
    }

    private static boolean isUndecided(WatchState state) {
        return state instanceof WatchState.Connecting connecting && connecting.cause() == null;
    }

    private String why(ServiceSnapshot known, WatchState state) {
        String name = target.namespace() + '/' + target.service();
        if (state instanceof WatchState.Rejected rejected) {
            return "the registry refuses to be asked for " + name + ": "
                    + rejected.cause().getMessage();
        }
        if (known.source() == ServiceSnapshot.Source.NONE) {
            return "the registry has not been reached, and nothing is known of " + name;
        }
        return "no instance of " + name + " can be called: "
                + known.whyNoneHealthy().map(EmptyReason::name).orElse("none has an address");
    }
}
