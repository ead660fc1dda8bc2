package io.serviceregistry.node.membership;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where the nodes of the cluster are, as far as this node has heard. Each node says where itself is, under a generation that it
 * raises whenever it has moved; nodes tell one another all that they know, and believe the highest generation. So every node
 * gets to know where all are from any one that it can reach, also when nobody is left where the log has them.
 *
 * <p>A node that hears of itself what is not so, under its own generation or a later one, raises its generation above it: it
 * may have lost its directory, and with it the count.
 *
 * <p>Thread-safe.
 */
public final class AddressBook {
    /** Of members of now and of former ones: many times more than a cluster has. */
    static final int MAX_ENTRIES = 64;

    private final String self;
    private final AddressStore store;
    private volatile SortedMap<String, AddressEntry> entries;

    /** The book of a node, as it was kept. */
    public AddressBook(String self, AddressStore store) {
        this.self = self;
        this.store = store;
        SortedMap<String, AddressEntry> kept = new TreeMap<>();
        store.load().forEach(entry -> kept.put(entry.nodeId(), entry));
        this.entries = Collections.unmodifiableSortedMap(kept);
    }

    /** All that is known, by node. The same map for as long as nothing changes. */
    public SortedMap<String, AddressEntry> entries() {
        return entries;
    }

    /** Where a node is, if anybody has said so. */
    public Optional<NodeAddresses> find(String nodeId) {
        return Optional.ofNullable(entries.get(nodeId)).map(AddressEntry::addresses);
    }

    /** Says where a node is from now on, whatever was said before: of this node, or of one that an operator adds. */
    public synchronized void say(String nodeId, NodeAddresses addresses) {
        AddressEntry former = entries.get(nodeId);
        if (former == null || !former.addresses().equals(addresses)) {
            put(new AddressEntry(nodeId, former == null ? 1 : former.generation() + 1, addresses));
        }
    }

    /** Takes over what another node knows better; true when anything was news. */
    public synchronized boolean hear(Collection<AddressEntry> heard) {
        SortedMap<String, AddressEntry> before = entries;
        heard.forEach(entry -> better(entry).ifPresent(this::put));
        return entries != before;
    }

    private Optional<AddressEntry> better(AddressEntry heard) {
        AddressEntry known = entries.get(heard.nodeId());
        if (known == null) {
            return entries.size() < MAX_ENTRIES ? Optional.of(heard) : Optional.empty();
        }
        if (heard.nodeId().equals(self)) {
            return answer(known, heard);
        }
        return heard.isNewerThan(known) ? Optional.of(heard) : Optional.empty();
    }

    /** When others have heard of this node what is not so, or it has forgotten how often it has moved. */
    private static Optional<AddressEntry> answer(AddressEntry own, AddressEntry heard) {
        if (heard.generation() < own.generation() || heard.equals(own)) {
            return Optional.empty();
        }
        boolean isSo = heard.addresses().equals(own.addresses());
        return Optional.of(new AddressEntry(own.nodeId(), heard.generation() + (isSo ? 0 : 1), own.addresses()));
    }

    private void put(AddressEntry entry) {
        SortedMap<String, AddressEntry> next = new TreeMap<>(entries);
        next.put(entry.nodeId(), entry);
        entries = Collections.unmodifiableSortedMap(next);
        store.keep(next.values());
    }
}
