package io.serviceregistry.cli.command;

import io.serviceregistry.cli.output.WatchJson;
import io.serviceregistry.cli.output.WatchText;
import io.serviceregistry.client.InstanceChanges;
import io.serviceregistry.client.InstanceFilter;
import io.serviceregistry.client.InstanceWatch;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.WatchListener;
import io.serviceregistry.client.WatchQuery;
import io.serviceregistry.client.WatchState;
import io.serviceregistry.client.WatchedInstances;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Follows services, until a signal ends it. */
@Command(
        name = "watch",
        description = "Follow services: what there is, then every change with its reason, until interrupted. Goes on at"
                + " another node when one is lost.")
final class Watch implements Callable<Integer> {
    private final Session session;

    @Parameters(
            arity = "0..*",
            paramLabel = "SERVICE",
            description = "The services, at most 100; none: all of the namespace.")
    private List<String> services = List.of();

    @ArgGroup
    private @Nullable InstanceFilterOption filter;

    @Mixin
    private SelectorOption selector = new SelectorOption();

    @Mixin
    private NamespaceOption namespace = new NamespaceOption();

    @Option(names = "--once", description = "End when what there is has been printed.")
    private boolean once;

    Watch(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        WatchQuery query = WatchQuery.of(services.toArray(String[]::new))
                .inNamespace(namespace.value())
                .withFilter(filter == null ? InstanceFilter.HEALTHY : filter.value())
                .withSelector(selector.value());
        Narrator narrator = new Narrator();
        try (RegistryClient client = session.connectForLong();
                InstanceWatch watch = client.watch(query, narrator)) {
            watch.awaitSynced(session.options().timeout());
            WatchState last =
                    once ? narrator.printed.thenApply(done -> watch.state()).join() : narrator.ended.join();
            if (last instanceof WatchState.Rejected rejected) {
                throw rejected.cause();
            }
        }
        return 0;
    }

    /** Says what happens: on standard output what there is, on standard error how the watch is. */
    private final class Narrator implements WatchListener {
        private final CompletableFuture<WatchState> ended = new CompletableFuture<>();
        private final CompletableFuture<Void> printed = new CompletableFuture<>();
        private boolean lost;

        @Override
        public void synced(WatchedInstances previous, WatchedInstances current) {
            if (session.isJson()) {
                session.terminal().answer(WatchJson.synced(current).toString());
            } else {
                session.terminal()
                        .answer(WatchText.synced(current, session.terminal().style()));
            }
            printed.complete(null);
        }

        @Override
        public void changed(InstanceChanges changes, WatchedInstances current) {
            if (session.isJson()) {
                WatchJson.changes(changes).forEach(line -> session.terminal().answer(line.toString()));
            } else {
                session.terminal()
                        .answer(WatchText.changes(changes, session.terminal().style()));
            }
        }

        @Override
        public void stateChanged(WatchState previous, WatchState current) {
            if (current instanceof WatchState.Connecting && previous instanceof WatchState.Following former) {
                lost = true;
                session.terminal().notice("registryctl: " + former.node() + " is lost; asking another node");
            } else if (current instanceof WatchState.Following following && lost) {
                session.terminal().notice("registryctl: going on at " + following.node());
            }
            if (current.isFinal()) {
                ended.complete(current);
            }
        }
    }
}
