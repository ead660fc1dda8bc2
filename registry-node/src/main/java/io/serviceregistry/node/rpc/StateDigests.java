package io.serviceregistry.node.rpc;

import java.util.OptionalLong;

/** Port to the state digests that this node has noted. Thread-safe, does not block. */
public interface StateDigests {
    /** The digest of every replicated field after a log index; empty when it is not known, yet or any more. */
    OptionalLong at(long logIndex);
}
