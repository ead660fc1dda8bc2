package io.serviceregistry.node.config;

import java.util.List;
import java.util.Optional;

/** The cluster as it is now. Thread-safe, does not block. */
public interface Cluster {
    /** Its name. */
    String id();

    /** Its members in the order of their ids: those that vote, and while the membership changes also those that did. */
    List<MemberConfig> members();

    /** The member of an id. */
    default Optional<MemberConfig> find(String memberId) {
        return members().stream().filter(member -> member.id().equals(memberId)).findFirst();
    }
}
