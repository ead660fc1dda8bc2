package io.serviceregistry.node.core.model;

/** A named check of an instance and what it last said. */
public record Check(String name, CheckStatus status, String output) implements Fingerprint.Part {
    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(name).add(status.number()).add(output);
    }
}
