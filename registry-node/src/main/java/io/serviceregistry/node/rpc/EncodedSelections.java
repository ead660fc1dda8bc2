package io.serviceregistry.node.rpc;

import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.core.view.ServiceView;
import io.serviceregistry.node.service.Choice;
import io.serviceregistry.node.service.Selection;
import java.util.List;

/**
 * What was chosen of services, each choice made and encoded once for as long as nothing that it depends on changes. Thread-safe.
 *
 * <p>It is found by service and choice, and counts only when the service it was made of is made of the same parts as the one in
 * the view ({@link ServiceView#isMadeOfTheSameAs}): a change of an instance, an override or a hold makes new parts, a renewal does
 * not. Two readers at views of different ages take turns at worst.
 *
 * <p>What is kept is bounded by {@link TwoGenerations}. What would fill a generation by itself is not kept at all.
 */
final class EncodedSelections {
    /** Of each generation: room for some ten thousand instances of ordinary size. */
    static final long MAX_GENERATION_BYTES = 16 << 20;

    /** What an instance takes beside its bytes, roughly: most where it is not in the state any more. */
    private static final int INSTANCE_BYTES = 400;

    /** What the rest of an entry takes, roughly. */
    private static final int ENTRY_BYTES = 500;

    /** By itself, in the list without leases, and in the list with them. */
    private static final int TIMES_ENCODED = 3;

    private record Key(ServiceKey service, Choice choice) {}

    private record Kept(ServiceView service, EncodedSelection selection, long bytes) {}

    private final EncodedInstances instances;
    private final long maxGenerationBytes;
    private final TwoGenerations<Key, Kept> kept;

    EncodedSelections(EncodedInstances instances) {
        this(instances, MAX_GENERATION_BYTES);
    }

    EncodedSelections(EncodedInstances instances, long maxGenerationBytes) {
        this.instances = instances;
        this.maxGenerationBytes = maxGenerationBytes;
        this.kept = new TwoGenerations<>(maxGenerationBytes);
    }

    /** What a choice leaves of a service in a view. */
    EncodedSelection of(CatalogView view, ServiceKey service, Choice choice) {
        return view.service(service)
                .map(found -> of(found, new Key(service, choice)))
                .orElseGet(() -> new EncodedSelection(Selection.of(view, service, choice), List.of()));
    }

    /** How many selections are kept. */
    int size() {
        return kept.size();
    }

    private EncodedSelection of(ServiceView service, Key key) {
        Kept known = kept.newer(key);
        if (known != null && known.service().isMadeOfTheSameAs(service)) {
            return known.selection();
        }
        Kept former = kept.older(key);
        Kept current =
                former != null && former.service().isMadeOfTheSameAs(service) ? former : make(service, key.choice());
        if (current.bytes() <= maxGenerationBytes) {
            kept.put(key, current, current.bytes());
        }
        return current.selection();
    }

    private Kept make(ServiceView service, Choice choice) {
        Selection selection = Selection.of(service, choice);
        var unchanging =
                selection.instances().stream().map(instances::unchanging).toList();
        long bytes = ENTRY_BYTES;
        for (var instance : unchanging) {
            bytes += INSTANCE_BYTES + (long) TIMES_ENCODED * instance.size();
        }
        return new Kept(service, new EncodedSelection(selection, unchanging), bytes);
    }
}
