package io.serviceregistry.node.rpc;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The streams of renewals that are open. By themselves they would never end: a node that stops would wait for them as for any
 * call under way, and their callers would learn of it late. Thread-safe.
 */
final class KeepAliveStreams {
    private final Set<KeepAliveStream> open = ConcurrentHashMap.newKeySet();
    private volatile @Nullable RuntimeException ended;

    /** One more, until it is closed. */
    void opened(KeepAliveStream stream) {
        open.add(stream);
        RuntimeException cause = ended;
        if (cause != null) {
            stream.end(cause);
        }
    }

    /** One less. */
    void closed(KeepAliveStream stream) {
        open.remove(stream);
    }

    /** Ends all, those that begin later too, once what they have taken is answered. */
    void endAll(RuntimeException cause) {
        ended = cause;
        open.forEach(stream -> stream.end(cause));
    }
}
