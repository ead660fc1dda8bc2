package io.serviceregistry.node.rpc;

import com.google.protobuf.ByteString;
import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.model.StatusOverride;
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
 * <p>What is kept is bounded by {@link TwoGenerations}.
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

    private final TwoGenerations<InstanceKey, Encoded> kept;

    EncodedInstances() {
        this(MAX_GENERATION_BYTES);
    }

    EncodedInstances(long maxGenerationBytes) {
        kept = new TwoGenerations<>(maxGenerationBytes);
    }

    /** How many encodings are kept. */
    int size() {
        return kept.size();
    }

    /** An instance without what its lease adds. */
    ByteString unchanging(InstanceView view) {
        InstanceKey key = view.instance().key();
        Encoded known = kept.newer(key);
        if (known != null && known.isOf(view)) {
            return known.bytes();
        }
        Encoded former = kept.older(key);
        Encoded encoded = former != null && former.isOf(view)
                ? former
                : new Encoded(
                        view.instance(),
                        view.override(),
                        view.held(),
                        InstanceMapper.withoutLease(view).toByteString());
        kept.put(key, encoded, encoded.bytes().size() + ENTRY_BYTES);
        return encoded.bytes();
    }
}
