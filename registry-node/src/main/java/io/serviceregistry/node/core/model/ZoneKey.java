package io.serviceregistry.node.core.model;

import java.util.Comparator;

/** Names a zone within its namespace: the instances of whatever service that say they are in it. */
public record ZoneKey(String namespace, String zone) implements Comparable<ZoneKey>, Fingerprint.Part {
    private static final Comparator<ZoneKey> ORDER =
            Comparator.comparing(ZoneKey::namespace).thenComparing(ZoneKey::zone);

    @Override
    public int compareTo(ZoneKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(namespace).add(zone);
    }

    @Override
    public String toString() {
        return namespace + '/' + zone;
    }
}
