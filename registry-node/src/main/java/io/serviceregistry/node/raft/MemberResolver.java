package io.serviceregistry.node.raft;

import java.net.URI;
import java.util.Optional;
import org.apache.ratis.thirdparty.io.grpc.NameResolver;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.StatusOr;
import org.apache.ratis.thirdparty.io.grpc.SynchronizationContext;
import org.apache.ratis.thirdparty.io.grpc.internal.DnsNameResolverProvider;
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
    private @Nullable Followed followed;

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
        if (followed != null) {
            followed.dns.refresh();
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
        } else if (followed == null || !now.get().equals(followed.address)) {
            leave();
            followed = new Followed(now.get(), channel);
            followed.dns.start(followed);
        }
    }

    private void leave() {
        if (followed != null) {
            followed.left = true;
            followed.dns.shutdown();
            followed = null;
        }
    }

    /** One name. What DNS says of it late, when the member has moved, is dropped. */
    private final class Followed extends Listener2 {
        private final String address;
        private final Listener2 channel;
        private final NameResolver dns;
        private boolean left;

        Followed(String address, Listener2 channel) {
            this.address = address;
            this.channel = channel;
            this.dns = new DnsNameResolverProvider().newNameResolver(URI.create("dns:///" + address), args);
        }

        @Override
        public Status onResult2(ResolutionResult result) {
            return left ? Status.OK : channel.onResult2(result);
        }

        @Override
        public void onResult(ResolutionResult result) {
            oneAtATime.execute(() -> onResult2(result));
        }

        @Override
        public void onError(Status error) {
            oneAtATime.execute(() -> {
                if (!left) {
                    channel.onError(error);
                }
            });
        }
    }
}
