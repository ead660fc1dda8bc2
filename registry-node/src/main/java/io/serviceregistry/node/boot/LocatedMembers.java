package io.serviceregistry.node.boot;

import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.config.Cluster;
import io.serviceregistry.node.config.MemberConfig;
import io.serviceregistry.node.membership.AddressBook;
import io.serviceregistry.node.membership.AddressEntry;
import io.serviceregistry.node.membership.NodeAddresses;
import java.util.List;
import java.util.Map;

/** The members where they are now: wherever they were said to be last, else where they were. Thread-safe, does not block. */
final class LocatedMembers implements Cluster {
    private final Cluster before;
    private final AddressBook book;
    private volatile Known known;

    /** {@code before} gives the same list for as long as nothing changes. */
    LocatedMembers(Cluster before, AddressBook book) {
        this.before = before;
        this.book = book;
        this.known = locate(before.members(), book.entries());
    }

    private record Known(List<MemberConfig> members, Map<String, AddressEntry> entries, List<MemberConfig> located) {}

    @Override
    public String id() {
        return before.id();
    }

    @Override
    public List<MemberConfig> members() {
        List<MemberConfig> members = before.members();
        Map<String, AddressEntry> entries = book.entries();
        Known last = known;
        if (last.members() != members || last.entries() != entries) {
            last = locate(members, entries);
            known = last;
        }
        return last.located();
    }

    private static Known locate(List<MemberConfig> members, Map<String, AddressEntry> entries) {
        return new Known(
                members,
                entries,
                members.stream().map(member -> locate(member, entries)).toList());
    }

    private static MemberConfig locate(MemberConfig member, Map<String, AddressEntry> entries) {
        AddressEntry entry = entries.get(member.id());
        return entry == null ? member : at(member.id(), entry.addresses());
    }

    private static MemberConfig at(String id, NodeAddresses addresses) {
        return new MemberConfig(
                id,
                Address.parse("grpc", addresses.grpc()),
                Address.parse("peer", addresses.peer()),
                Address.parse("raft", addresses.raft()),
                addresses.http().isEmpty() ? null : Address.parse("http", addresses.http()));
    }

    /** Where a member says that it is. */
    static NodeAddresses of(MemberConfig member) {
        return new NodeAddresses(
                member.grpc().toString(),
                member.peer().toString(),
                member.raft().toString(),
                member.httpAddress().map(Address::toString).orElse(""));
    }
}
