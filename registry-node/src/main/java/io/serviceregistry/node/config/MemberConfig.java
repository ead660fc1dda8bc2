package io.serviceregistry.node.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One voter of the cluster, alike in the configuration of every node; {@link ClusterConfig} checks it, because it knows
 * its place in the list.
 *
 * @param grpc where clients call
 * @param peer where other nodes call
 * @param raft where Raft runs
 * @param http where clients call by HTTP; null when they cannot
 */
public record MemberConfig(
        String id,
        Address grpc,
        Address peer,
        Address raft,
        @Nullable Address http) {
    /** Where clients call by HTTP, if they can. */
    public Optional<Address> httpAddress() {
        return Optional.ofNullable(http);
    }
}
