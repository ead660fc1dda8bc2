package io.serviceregistry.node.service;

import io.serviceregistry.node.core.model.EffectiveStatus;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.state.Service;
import io.serviceregistry.node.core.view.CatalogView;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * What callers of services ask. Thread-safe, never blocks.
 *
 * <p>Every method throws {@link InvalidFieldException}, {@link InvalidPageTokenException} or {@link NotServingException} at once,
 * or answers with a future that completes as {@link ReadConsistency} says.
 */
public final class Discovery {
    /** The most services on a page. */
    public static final int MAX_PAGE_SIZE = 1_000;

    static final int DEFAULT_PAGE_SIZE = 100;

    /** Which instances to answer with. */
    public enum Filter {
        /** The healthy ones; of a held service, the lapsed ones too. */
        HEALTHY,
        /** All but the lapsed; of a held service, the lapsed ones too. */
        ALIVE,
        /** Every one. */
        ALL;

        boolean keeps(InstanceView instance) {
            return switch (this) {
                case HEALTHY -> instance.answersAsHealthy();
                case ALIVE -> instance.held() || !instance.instance().lapsed();
                case ALL -> true;
            };
        }
    }

    /** Why a list of instances is empty. */
    public enum EmptyReason {
        NO_SUCH_SERVICE,
        ALL_LAPSED,
        ALL_DRAINING,
        FILTERED_OUT
    }

    /**
     * A service and which of its instances were asked for. The door makes the {@link Selection}, as it may have kept it from an
     * answer before.
     *
     * @param service with the default namespace filled in
     */
    public record ServiceAnswer(ReadView from, ServiceKey service, Choice choice, Paging paging) {}

    /**
     * Which instances of a namespace were asked for.
     *
     * @param service the only service, if it is to be but one
     */
    public record InstancesAnswer(ReadView from, String namespace, Optional<ServiceKey> service, Choice choice) {
        /** Looks for them: by the names of their services, then by their ids. */
        public Stream<InstanceView> instances() {
            CatalogView view = from.view();
            Stream<InstanceView> all = service.map(only -> view.instancesOf(only).stream())
                    .orElseGet(() -> view.services(namespace, "", Integer.MAX_VALUE).stream()
                            .flatMap(each -> view.views(each).stream()));
            return all.filter(choice::keeps);
        }
    }

    /** One instance. */
    public record InstanceAnswer(ReadView from, InstanceView instance) {}

    /** One service and how its instances are; statuses without instances are not in {@code counts}. */
    public record ServiceSummary(
            ServiceKey service,
            Map<EffectiveStatus, Integer> counts,
            int total,
            int healthy,
            boolean held,
            long modifiedRevision) {}

    /** A page of services; {@code nextPageToken} is empty when it is the last. */
    public record ServicesAnswer(ReadView from, List<ServiceSummary> services, String nextPageToken) {}

    private final String clusterId;
    private final ReadConsistency consistency;
    private final AdmissionControl admission;

    public Discovery(String clusterId, ReadConsistency consistency, AdmissionControl admission) {
        this.clusterId = clusterId;
        this.consistency = consistency;
        this.admission = admission;
    }

    /** The instances of a service. */
    public CompletableFuture<ServiceAnswer> discover(ServiceQuery query, Duration budget) {
        ServiceKey key = InstanceRules.service("", query.service());
        Choice choice = Choice.read(query);
        Paging paging = Paging.read(clusterId, key, choice, query);
        return view(query.read(), budget).thenApply(from -> new ServiceAnswer(from, key, choice, paging));
    }

    /** Instances of a namespace, or of one of its services. */
    public CompletableFuture<InstancesAnswer> instances(InstancesQuery query, Duration budget) {
        String namespace = InstanceRules.namespace("namespace", query.namespace());
        Optional<ServiceKey> service =
                query.service().map(name -> InstanceRules.service("", new ServiceKey(namespace, name)));
        Choice choice = Choice.of(query.filter(), SelectorText.read("selector", query.selector()));
        return view(query.read(), budget).thenApply(from -> new InstancesAnswer(from, namespace, service, choice));
    }

    /** One instance, in whatever status; {@link InstanceNotFoundException} when it is not registered. */
    public CompletableFuture<InstanceAnswer> instance(InstanceKey instance, ReadOptions read, Duration budget) {
        InstanceKey key = InstanceRules.key("key", instance);
        return view(read, budget)
                .thenApply(from -> from.view()
                        .find(key)
                        .map(found -> new InstanceAnswer(from, found))
                        .orElseThrow(() -> new InstanceNotFoundException(key, from)));
    }

    /**
     * A page of the services of a namespace, in the order of their names.
     *
     * @param pageSize 0 means the default
     * @param pageToken from the answer before; empty for the first page
     */
    public CompletableFuture<ServicesAnswer> services(
            String namespace, long pageSize, String pageToken, ReadOptions read, Duration budget) {
        String checkedNamespace = InstanceRules.namespace("namespace", namespace);
        int size = (int) FieldRules.number("page_size", pageSize, 0, MAX_PAGE_SIZE);
        PageTokens tokens = PageTokens.ofServices(clusterId, checkedNamespace);
        String after = pageToken.isEmpty() ? "" : tokens.read(pageToken);
        return view(read, budget)
                .thenApply(from -> page(from, checkedNamespace, size == 0 ? DEFAULT_PAGE_SIZE : size, after, tokens));
    }

    private CompletableFuture<ReadView> view(ReadOptions read, Duration budget) {
        read.check("read");
        admission.admit();
        return consistency.view(read, budget).thenApply(from -> {
            admission.requireRightState();
            return from;
        });
    }

    private static ServicesAnswer page(ReadView from, String namespace, int size, String after, PageTokens tokens) {
        List<Service> found = from.view().services(namespace, after, size + 1);
        boolean more = found.size() > size;
        List<Service> onPage = more ? found.subList(0, size) : found;
        String token = more ? tokens.after(onPage.get(size - 1).key().service()) : "";
        return new ServicesAnswer(
                from,
                onPage.stream().map(service -> summary(from.view(), service)).toList(),
                token);
    }

    private static ServiceSummary summary(CatalogView view, Service service) {
        Map<EffectiveStatus, Integer> counts = new EnumMap<>(EffectiveStatus.class);
        int healthy = 0;
        for (InstanceView instance : view.views(service)) {
            EffectiveStatus status = instance.status();
            counts.merge(status, 1, Integer::sum);
            healthy += status.healthy() ? 1 : 0;
        }
        return new ServiceSummary(
                service.key(),
                counts,
                service.instances().size(),
                healthy,
                view.holds(service.key()),
                service.modifiedRevision());
    }
}
