package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.model.Fingerprint;
import java.util.Comparator;

/**
 * A request and what it came to.
 *
 * @param fingerprint the command's, which tells it from another command under the same id
 */
public record RememberedRequest(Key key, long fingerprint, Result result) implements Fingerprint.Part {
    /** A request's identity. */
    public record Key(String clientId, long sequence) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::clientId).thenComparingLong(Key::sequence);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    @Override
    public void addTo(Fingerprint digest) {
        digest.add(key.clientId())
                .add(key.sequence())
                .add(fingerprint)
                .add(result.position().revision())
                .add(result.position().logIndex())
                .add(result.position().commandIndex())
                .add(result.position().timeMillis())
                .add(result.outcome());
    }
}
