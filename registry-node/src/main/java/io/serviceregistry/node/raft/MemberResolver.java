package io.serviceregistry.node.raft;

import java.net.URI;
import java.util.Optional;
import org.apache.ratis.thirdparty.io.grpc.NameResolver;
import org.apache.ratis.thirdparty.io.grpc.NameResolverRegistry;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.StatusOr;
import org.apache.ratis.thirdparty.io.grpc.SynchronizationContext;
import org.jspecify.annotations.Nullable;

/**
 * The address of one member for one channel: that of its name by DNS, and of another name once it has moved. What is not said to
 * be thread-safe is called by gRPC only, one at a time.
 */
final class MemberResolver extends NameResolver {
    private final MemberNames names;
    private final String memberId;
    private final Args args;
    private final SynchronizationContext oneAtATime;
    private @Nullable Listener2 listener;
    private @Nullable NameResolver dns;
    private String address = "";

    MemberResolver(MemberNames names, String memberId, Args args) {
        this.names = names;
        this.memberId = memberId;
        this.args = args;
        this.oneAtATime = args.getSynchronizationContext();
    }

    @Override
    public String getServiceAuthority() {
        return memberId;
    }

    @Override
    public void start(Listener2 channel) {
        listener = channel;
        follow(channel);
    }

    @Override
    public void refresh() {
        if (dns != null) {
            dns.refresh();
        }
    }

    @Override
    public void shutdown() {
        listener = null;
        names.ended(this);
        leave();
    }

    /** The member may have moved. Thread-safe. */
    void look() {
        oneAtATime.execute(() -> {
            if (listener != null) {
                follow(listener);
            }
        });
    }

    private void follow(Listener2 channel) {
        Optional<String> now = names.address(memberId);
        if (now.isEmpty()) {
            channel.onResult2(ResolutionResult.newBuilder()
                    .setAddressesOrError(StatusOr.fromStatus(
                            Status.UNAVAILABLE.withDescription("nobody knows where " + memberId + " is")))
                    .build());
        } else if (!now.get().equals(address)) {
            leave();
            address = now.get();
            NameResolver next =
                    NameResolverRegistry.getDefaultRegistry().asFactory().newNameResolver(target(address), args);
            if (next == null) {
                throw new IllegalStateException("gRPC has lost its resolver by DNS");
            }
            dns = next;
            next.start(channel);
        }
    }

    /** A late answer of the former one could only lead to where the member was; gRPC's own gives none once it is shut down. */
    private void leave() {
        if (dns != null) {
            dns.shutdown();
            dns = null;
        }
    }

    private static URI target(String address) {
        return URI.create("dns:///" + address);
    }
}
