package io.serviceregistry.node.membership;

import java.util.Collection;

/** Port to where an address book is kept. */
public interface AddressStore {
    /** What was kept last; empty when nothing was. */
    Collection<AddressEntry> load();

    /**
     * Keeps these in place of what was kept; returns before it is done. Losing the last ones does no harm: they are heard of again,
     * or said again.
     */
    void keep(Collection<AddressEntry> entries);
}
