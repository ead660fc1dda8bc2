package io.serviceregistry.node.core.model;

/** An address at which an instance takes calls; {@code name} may be empty. */
public record Endpoint(String name, String uri) implements Fingerprint.Part {
    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(name).add(uri);
    }
}
