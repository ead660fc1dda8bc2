package io.serviceregistry.node.rpc;

import com.google.protobuf.ByteString;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.service.Paging.Page;
import io.serviceregistry.node.service.ReadView;
import io.serviceregistry.node.service.Selection;
import io.serviceregistry.proto.door.v1.EncodedInstanceList;
import java.lang.ref.WeakReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A selection with its instances in the encoding of {@code registry.v1.DiscoverResponse}: what is answered is the field
 * {@code instances} of that message, as often as there are instances. Thread-safe.
 *
 * <p>Whole lists, which most callers ask for, are kept: the one without leases for as long as this is, the one with leases for the
 * view that it was made from. Renewals change leases and registry time with every entry of the log, so the next view has another;
 * but a service that is asked for often is asked for often between two entries.
 */
final class EncodedSelection {
    /** By identity of the view, and weakly: a view keeps the whole state of its moment alive. */
    private record WithLeases(WeakReference<CatalogView> view, ByteString list) {}

    private final Selection selection;
    /** Of each instance of the selection. */
    private final List<ByteString> unchanging;

    private volatile @Nullable ByteString withoutLeases;
    private volatile @Nullable WithLeases latest;

    EncodedSelection(Selection selection, List<ByteString> unchanging) {
        this.selection = selection;
        this.unchanging = unchanging;
    }

    Selection selection() {
        return selection;
    }

    /** The instances of a page without what their leases add. */
    ByteString withoutLeases(Page page) {
        if (!isWhole(page)) {
            return list(unchanging.subList(page.from(), page.to()));
        }
        ByteString known = withoutLeases;
        if (known == null) {
            known = list(unchanging);
            withoutLeases = known;
        }
        return known;
    }

    /** The instances of a page as they are in a view that this selection is of. */
    ByteString withLeases(Page page, ReadView from) {
        if (!isWhole(page)) {
            return encode(page, from);
        }
        WithLeases known = latest;
        if (known != null && known.view().refersTo(from.view())) {
            return known.list();
        }
        ByteString made = encode(page, from);
        latest = new WithLeases(new WeakReference<>(from.view()), made);
        return made;
    }

    private boolean isWhole(Page page) {
        return page.from() == 0 && page.to() == unchanging.size();
    }

    private ByteString encode(Page page, ReadView from) {
        EncodedInstanceList.Builder list = EncodedInstanceList.newBuilder();
        for (int i = page.from(); i < page.to(); i++) {
            InstanceView instance = selection.instances().get(i);
            list.addInstances(unchanging
                    .get(i)
                    .concat(InstanceMapper.ofLease(instance, from).toByteString()));
        }
        return list.build().toByteString();
    }

    private static ByteString list(List<ByteString> instances) {
        return EncodedInstanceList.newBuilder()
                .addAllInstances(instances)
                .build()
                .toByteString();
    }
}
