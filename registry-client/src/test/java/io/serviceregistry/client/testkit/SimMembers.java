package io.serviceregistry.client.testkit;

import io.serviceregistry.client.internal.call.Scheduler;
import io.serviceregistry.client.internal.member.MemberSource;
import io.serviceregistry.proto.v1.ListMembersResponse;
import io.serviceregistry.proto.v1.Member;
import io.serviceregistry.proto.v1.ResponseHeader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A simulated cluster that names its members, and nodes at addresses; everything asked is recorded. */
public final class SimMembers implements MemberSource {

    private final Scheduler scheduler;
    private final Map<String, String> reachable = new HashMap<>();
    private final List<Long> lookedNanos = new ArrayList<>();
    private final List<String> greeted = new ArrayList<>();
    private Collection<String> kept = List.of();
    private ListMembersResponse answer = ListMembersResponse.getDefaultInstance();
    private boolean silent;

    public SimMembers(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** The members as of a log index, each "id=address". */
    public void are(long logIndex, String... members) {
        ListMembersResponse.Builder builder =
                ListMembersResponse.newBuilder().setHeader(Wire.follower("n1", "n1", "", logIndex));
        for (String member : members) {
            String[] parts = member.split("=", 2);
            builder.addMembers(Member.newBuilder().setNodeId(parts[0]).setGrpcAddress(parts[1]));
        }
        answer = builder.build();
    }

    /** Whom this client meets at an address from now on. */
    public void meets(String address, String nodeId) {
        reachable.put(address, nodeId);
    }

    /** Nobody answers any more. */
    public void fallSilent() {
        silent = true;
    }

    /** When it was asked for the members. */
    public List<Long> lookedNanos() {
        return lookedNanos;
    }

    /** Which addresses were tried. */
    public List<String> greeted() {
        return greeted;
    }

    /** Where connections are kept. */
    public Collection<String> kept() {
        return kept;
    }

    @Override
    public CompletableFuture<ListMembersResponse> members() {
        lookedNanos.add(scheduler.nowNanos());
        return silent
                ? CompletableFuture.failedFuture(new IllegalStateException("nobody answers"))
                : CompletableFuture.completedFuture(answer);
    }

    @Override
    public CompletableFuture<ResponseHeader> greet(String address) {
        greeted.add(address);
        String nodeId = reachable.get(address);
        return nodeId == null
                ? CompletableFuture.failedFuture(new IllegalStateException("nobody is there"))
                : CompletableFuture.completedFuture(Wire.follower(nodeId, "n1", "", 1));
    }

    @Override
    public void keepOnly(Collection<String> addresses) {
        kept = List.copyOf(addresses);
    }
}
