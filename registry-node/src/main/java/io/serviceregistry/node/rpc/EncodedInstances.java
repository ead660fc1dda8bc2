package io.serviceregistry.node.rpc;

import com.google.protobuf.ByteString;
import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.model.StatusOverride;
import io.serviceregistry.node.service.ReadView;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Instances in the encoding of the public schema, each encoded once for as long as it does not change. Thread-safe.
 *
 * <p>Nearly all of an answer is what instances say of themselves, which changes seldom; only what a lease adds is of the
 * state that is answered from. The two encodings, one after the other, are the encoding of the whole message.
 *
 * <p>Instances are values, and every change makes a new one: the very object that was encoded is proof that the encoding is
 * current, whatever view it is found in. Two readers at views of different ages take turns at worst.
 *
 * <p>What is kept is bounded: when the newer of two generations is full it becomes the older, and the older is dropped. What is
 * still asked for moves to the newer one.
 */
final class EncodedInstances {
    /** Of each generation: room for some ten thousand instances of ordinary size. */
    static final long MAX_GENERATION_BYTES = 8 << 20;

    /** What an entry takes beside its bytes, roughly. */
    private static final int ENTRY_BYTES = 200;

    private record Encoded(Instance instance, @Nullable StatusOverride override, boolean held, ByteString bytes) {
        /** By identity, which is cheaper than equality and never says yes to what is not equal. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(InstanceView view) {
            return instance == view.instance() && override == view.override() && held == view.held();
        }
    }

    private static final class Generation {
        final Map<InstanceKey, Encoded> entries = new ConcurrentHashMap<>();
        /** Of all that was ever put: what is replaced counts again, and the turn comes sooner. */
        final AtomicLong bytes = new AtomicLong();

        void put(InstanceKey key, Encoded encoded) {
            entries.put(key, encoded);
            bytes.addAndGet(encoded.bytes().size() + ENTRY_BYTES);
        }
    }

    private final long maxGenerationBytes;
    private volatile Generation newer = new Generation();
    private volatile Generation older = new Generation();

    EncodedInstances() {
        this(MAX_GENERATION_BYTES);
    }

    EncodedInstances(long maxGenerationBytes) {
        this.maxGenerationBytes = maxGenerationBytes;
    }

    /** An instance of a view, whole. */
    ByteString of(InstanceView view, ReadView from) {
        return unchanging(view).concat(InstanceMapper.ofLease(view, from).toByteString());
    }

    /** How many encodings are kept. */
    int size() {
        return newer.entries.size() + older.entries.size();
    }

    /** An instance without what its lease adds. */
    ByteString unchanging(InstanceView view) {
        InstanceKey key = view.instance().key();
        Generation generation = newer;
        Encoded known = generation.entries.get(key);
        if (known != null && known.isOf(view)) {
            return known.bytes();
        }
        Encoded former = older.entries.get(key);
        Encoded encoded = former != null && former.isOf(view)
                ? former
                : new Encoded(
                        view.instance(),
                        view.override(),
                        view.held(),
                        InstanceMapper.withoutLease(view).toByteString());
        generation.put(key, encoded);
        if (generation.bytes.get() > maxGenerationBytes) {
            turn(generation);
        }
        return encoded.bytes();
    }

    private synchronized void turn(Generation full) {
        if (newer == full) {
            older = full;
            newer = new Generation();
        }
    }
}
