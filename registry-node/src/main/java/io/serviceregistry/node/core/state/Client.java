package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.model.Fingerprint;

/**
 * A client with remembered requests.
 *
 * @param lowestUnanswered lower sequences are forgotten: the client has their answers
 * @param checkAtMillis the registry time at which to look for its requests to forget
 */
public record Client(String id, long lowestUnanswered, long checkAtMillis) implements Fingerprint.Part {
    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(id).add(lowestUnanswered).add(checkAtMillis);
    }
}
