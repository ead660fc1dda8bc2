package io.serviceregistry.node.service;

import io.serviceregistry.node.core.model.EffectiveStatus;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.core.view.Selector;
import io.serviceregistry.node.core.view.ServiceView;
import io.serviceregistry.node.service.Discovery.EmptyReason;
import java.util.List;
import java.util.Optional;

/**
 * What a choice leaves of a service in one state.
 *
 * @param instances in the order of their ids
 * @param emptyReason why there is none
 * @param held true while the storm governor holds the service
 * @param total how many instances the service has
 * @param spilledOver true when the preferred zone has too few healthy ones, so that those of all zones are here
 */
public record Selection(
        List<InstanceView> instances, Optional<EmptyReason> emptyReason, boolean held, int total, boolean spilledOver) {
    /** What is left of a service in a view, which need not have it. */
    public static Selection of(CatalogView view, ServiceKey service, Choice choice) {
        return view.service(service)
                .map(found -> of(found, choice))
                .orElseGet(() -> new Selection(
                        List.of(),
                        Optional.of(EmptyReason.NO_SUCH_SERVICE),
                        view.holds(service),
                        0,
                        choice.prefersAZone()));
    }

    /** What is left of a service. Looks at each of its instances. */
    public static Selection of(ServiceView service, Choice choice) {
        List<InstanceView> all = service.instances();
        List<InstanceView> kept =
                choice.choosesAll() ? all : all.stream().filter(choice::keeps).toList();
        Optional<EmptyReason> emptyReason =
                kept.isEmpty() ? Optional.of(whyEmpty(all, choice.selector())) : Optional.empty();
        boolean spilledOver = false;
        if (choice.prefersAZone()) {
            List<InstanceView> inZone = kept.stream().filter(choice::prefers).toList();
            // Lapsed and draining instances are no reason to stay in the zone, even if the filter lets them through.
            long healthy =
                    inZone.stream().filter(InstanceView::answersAsHealthy).count();
            spilledOver = healthy < choice.minInZone();
            kept = spilledOver ? kept : inZone;
        }
        return new Selection(kept, emptyReason, service.held(), all.size(), spilledOver);
    }

    private static EmptyReason whyEmpty(List<InstanceView> all, Selector selector) {
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
}
