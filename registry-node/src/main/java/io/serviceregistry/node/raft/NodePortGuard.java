package io.serviceregistry.node.raft;

import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;

/**
 * Keeps Ratis' port for Ratis' own talk between nodes. By default the same port takes entries and orders to change or
 * remove the group from anyone who reaches it; here they are refused, like everything else that is not named.
 */
final class NodePortGuard implements ServerInterceptor {
    private static final String BETWEEN_NODES = "ratis.grpc.RaftServerProtocolService";

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (BETWEEN_NODES.equals(call.getMethodDescriptor().getServiceName())) {
            return next.startCall(call, headers);
        }
        call.close(
                Status.PERMISSION_DENIED.withDescription("this port is for the nodes of the cluster only"),
                new Metadata());
        return new ServerCall.Listener<>() {};
    }
}
