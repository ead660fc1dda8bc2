package io.serviceregistry.client.internal.member;

import io.serviceregistry.proto.v1.ListMembersResponse;
import io.serviceregistry.proto.v1.ResponseHeader;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

/** Port: the cluster, asked for its members, and nodes, asked who they are. */
public interface MemberSource {

    /** The members, as any node in use knows them. */
    CompletableFuture<ListMembersResponse> members();

    /** What the node at an address says of itself; fails when the address means nothing here, or nobody answers in time. */
    CompletableFuture<ResponseHeader> greet(String address);

    /** Connections to other nodes than these are not needed any more; what is under way there may end. */
    void keepOnly(Collection<String> addresses);
}
