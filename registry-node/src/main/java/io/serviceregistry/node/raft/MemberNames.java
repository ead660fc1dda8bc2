package io.serviceregistry.node.raft;

import java.net.URI;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.thirdparty.io.grpc.NameResolver;
import org.apache.ratis.thirdparty.io.grpc.NameResolverProvider;
import org.apache.ratis.thirdparty.io.grpc.NameResolverRegistry;

/**
 * Where members are, asked by Ratis' gRPC through their names: where one has moved to, else where the log has it. Each node of a
 * process has a scheme of its own. Thread-safe.
 */
final class MemberNames extends NameResolverProvider implements AutoCloseable {
    /** Whoever names no scheme is not meant. */
    private static final int LAST = 0;

    private final String scheme = "member-" + UUID.randomUUID();
    private final Function<String, Optional<String>> movedTo;
    private final Map<String, String> logged = new ConcurrentHashMap<>();
    private final Set<MemberResolver> resolvers = ConcurrentHashMap.newKeySet();

    /** {@code movedTo} tells the "host:port" of a member that has moved. */
    MemberNames(Function<String, Optional<String>> movedTo) {
        this.movedTo = movedTo;
        NameResolverRegistry.getDefaultRegistry().register(this);
    }

    /** What to dial for a member. */
    String target(String memberId) {
        return scheme + ":///" + memberId;
    }

    /** The log has these where it says. */
    void logged(Collection<RaftPeer> peers) {
        peers.forEach(peer -> logged.put(peer.getId().toString(), peer.getAddress()));
        changed();
    }

    /** Something may have moved. */
    void changed() {
        resolvers.forEach(MemberResolver::look);
    }

    /** The "host:port" of a member; empty when nobody has said it. */
    Optional<String> address(String memberId) {
        return movedTo.apply(memberId).or(() -> Optional.ofNullable(logged.get(memberId)));
    }

    void ended(MemberResolver resolver) {
        resolvers.remove(resolver);
    }

    @Override
    public NameResolver newNameResolver(URI target, NameResolver.Args args) {
        MemberResolver resolver = new MemberResolver(this, target.getPath().substring(1), args);
        resolvers.add(resolver);
        return resolver;
    }

    @Override
    public String getDefaultScheme() {
        return scheme;
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return LAST;
    }

    @Override
    public void close() {
        NameResolverRegistry.getDefaultRegistry().deregister(this);
    }
}
