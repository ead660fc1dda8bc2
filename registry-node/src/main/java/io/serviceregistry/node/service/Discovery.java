package io.serviceregistry.node.service;

import io.serviceregistry.node.core.model.EffectiveStatus;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.state.Service;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.core.view.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

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
     * The instances of a service.
     *
     * @param instances in the order of their ids
     * @param emptyReason why there is none
     * @param total how many there are before filtering
     */
    public record ServiceAnswer(
            ReadView from,
            ServiceKey service,
            List<InstanceView> instances,
            Optional<EmptyReason> emptyReason,
            boolean held,
            int total) {}

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

    /**
     * The instances of a service.
     *
     * @param selector as {@code SelectorText} reads it; empty for all
     */
    public CompletableFuture<ServiceAnswer> discover(
            ServiceKey service, Filter filter, String selector, ReadOptions read, Duration budget) {
        ServiceKey key = InstanceRules.service("", service);
        Selector selected = SelectorText.read("selector", selector);
        return view(read, budget).thenApply(from -> answer(from, key, filter, selected));
    }

    /** One instance, in whatever status; {@link InstanceNotFoundException} when it is not registered. */
    public CompletableFuture<InstanceAnswer> instance(InstanceKey instance, ReadOptions read, Duration budget) {
        InstanceKey key = InstanceRules.key("key", instance);
        return view(read, budget)
                .thenApply(from -> from.view()
                        .find(key)
                        .map(found -> new InstanceAnswer(from, found))
                        .orElseThrow(() -> new InstanceNotFoundException(key)));
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
        String after = pageToken.isEmpty() ? "" : PageToken.read(clusterId, checkedNamespace, pageToken);
        return view(read, budget)
                .thenApply(from -> page(from, checkedNamespace, size == 0 ? DEFAULT_PAGE_SIZE : size, after));
    }

    private CompletableFuture<ReadView> view(ReadOptions read, Duration budget) {
        read.check("read");
        admission.admit();
        return consistency.view(read, budget).thenApply(from -> {
            admission.requireRightState();
            return from;
        });
    }

    static ServiceAnswer answer(ReadView from, ServiceKey key, Filter filter, Selector selector) {
        List<InstanceView> all = from.view().instancesOf(key);
        List<InstanceView> kept = all;
        if (filter != Filter.ALL || !selector.equals(Selector.ALL)) {
            kept = new ArrayList<>(all.size());
            for (InstanceView instance : all) {
                if (filter.keeps(instance)
                        && selector.matches(instance.instance().spec())) {
                    kept.add(instance);
                }
            }
        }
        Optional<EmptyReason> emptyReason = kept.isEmpty() ? Optional.of(whyEmpty(all, selector)) : Optional.empty();
        return new ServiceAnswer(from, key, kept, emptyReason, from.view().holds(key), all.size());
    }

    private static EmptyReason whyEmpty(List<InstanceView> all, Selector selector) {
        if (all.isEmpty()) {
            return EmptyReason.NO_SUCH_SERVICE;
        }
        List<InstanceView> selected = all.stream()
                .filter(instance -> selector.matches(instance.instance().spec()))
                .toList();
        if (selected.isEmpty()) {
            return EmptyReason.FILTERED_OUT;
        }
        List<EffectiveStatus> alive = selected.stream()
                .map(InstanceView::status)
                .filter(status -> status != EffectiveStatus.LAPSED)
                .toList();
        if (alive.isEmpty()) {
            return EmptyReason.ALL_LAPSED;
        }
        boolean leaving = alive.stream()
                .allMatch(status -> status == EffectiveStatus.DRAINING || status == EffectiveStatus.OUT_OF_SERVICE);
        return leaving ? EmptyReason.ALL_DRAINING : EmptyReason.FILTERED_OUT;
    }

    private ServicesAnswer page(ReadView from, String namespace, int size, String after) {
        List<Service> found = from.view().services(namespace, after, size + 1);
        boolean more = found.size() > size;
        List<Service> onPage = more ? found.subList(0, size) : found;
        String token = more
                ? PageToken.after(
                        clusterId, namespace, onPage.get(size - 1).key().service())
                : "";
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
