package io.serviceregistry.client;

import java.util.List;

/**
 * The members of the cluster, as the node that answered knows them.
 *
 * @param header where and when
 * @param members the members, in the order of their ids
 */
public record Members(AnswerHeader header, List<Member> members) {

    public Members {
        members = List.copyOf(members);
    }
}
