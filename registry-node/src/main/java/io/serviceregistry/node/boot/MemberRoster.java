package io.serviceregistry.node.boot;

import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.config.Cluster;
import io.serviceregistry.node.config.ClusterConfig;
import io.serviceregistry.node.config.MemberConfig;
import io.serviceregistry.node.raft.RaftSettings.Member;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The members as the log has them; as they are configured while this node knows of no others. Thread-safe, does not block. */
final class MemberRoster implements Cluster {
    private final ClusterConfig configured;
    private final Supplier<List<Member>> logged;
    private volatile Known known;

    /** {@code logged} gives the same list for as long as nothing changes. */
    MemberRoster(ClusterConfig configured, Supplier<List<Member>> logged) {
        this.configured = configured;
        this.logged = logged;
        this.known = know(logged.get());
    }

    private record Known(List<Member> from, List<MemberConfig> members) {}

    @Override
    public String id() {
        return configured.id();
    }

    @Override
    public List<MemberConfig> members() {
        List<Member> now = logged.get();
        Known last = known;
        if (last.from() != now) {
            last = know(now);
            known = last;
        }
        return last.members();
    }

    private Known know(List<Member> now) {
        return new Known(
                now,
                now.isEmpty()
                        ? configured.members()
                        : now.stream().map(this::member).toList());
    }

    /** A log of an earlier version has no other addresses than those for Raft. */
    private MemberConfig member(Member member) {
        Optional<MemberConfig> before = configured.find(member.id());
        if (member.grpc().isEmpty() && before.isPresent()) {
            return before.get();
        }
        return new MemberConfig(
                member.id(),
                address(member.grpc(), member.address()),
                address(member.peer(), member.address()),
                Address.parse("raft", member.address()),
                member.http().isEmpty() ? null : Address.parse("http", member.http()));
    }

    private static Address address(String text, String otherwise) {
        return Address.parse("address", text.isEmpty() ? otherwise : text);
    }
}
