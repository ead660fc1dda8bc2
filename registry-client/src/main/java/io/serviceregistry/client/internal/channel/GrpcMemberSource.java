package io.serviceregistry.client.internal.channel;

import io.serviceregistry.client.internal.call.RegistryCalls;
import io.serviceregistry.client.internal.member.MemberSource;
import io.serviceregistry.proto.v1.AdminServiceGrpc;
import io.serviceregistry.proto.v1.ListMembersResponse;
import io.serviceregistry.proto.v1.ResponseHeader;
import io.serviceregistry.proto.v1.StatusRequest;
import io.serviceregistry.proto.v1.StatusResponse;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** {@link MemberSource} over gRPC. Thread-safe. */
public final class GrpcMemberSource implements MemberSource {

    private static final long GREETING_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final RegistryCalls calls;
    private final NodeChannels channels;
    private final Executor blocking;

    /** Asks by {@code calls} and {@code channels}; {@code blocking} has threads that may wait for a name to be resolved. */
    public GrpcMemberSource(RegistryCalls calls, NodeChannels channels, Executor blocking) {
        this.calls = calls;
        this.channels = channels;
        this.blocking = blocking;
    }

    @Override
    public CompletableFuture<ListMembersResponse> members() {
        return calls.listMembers();
    }

    @Override
    public CompletableFuture<ResponseHeader> greet(String address) {
        try {
            return CompletableFuture.runAsync(() -> requireResolvable(address), blocking)
                    .thenCompose(unused -> channels.send(
                            address,
                            AdminServiceGrpc.getStatusMethod(),
                            StatusRequest.getDefaultInstance(),
                            GREETING_NANOS))
                    .thenApply(StatusResponse::getHeader);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e); // closed
        }
    }

    @Override
    public void keepOnly(Collection<String> addresses) {
        channels.giveUpExcept(addresses);
    }

    /** gRPC itself would warn of a name that means nothing here, again and again, for as long as there is a channel to it. */
    private static void requireResolvable(String address) {
        String host = address.substring(0, Math.max(0, address.lastIndexOf(':')));
        try {
            InetAddress unused = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("the name " + host + " means nothing here", e);
        }
    }
}
