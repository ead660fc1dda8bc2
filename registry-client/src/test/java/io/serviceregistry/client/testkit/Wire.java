package io.serviceregistry.client.testkit;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.serviceregistry.proto.v1.NodeRole;
import io.serviceregistry.proto.v1.ResponseHeader;
import java.util.Map;

/** Headers and errors as a node would send them. */
public final class Wire {

    private Wire() {}

    /** The header of a follower that knows a leader. */
    public static ResponseHeader follower(String nodeId, String leaderId, String leaderAddress, long logIndex) {
        return ResponseHeader.newBuilder()
                .setClusterId("cluster")
                .setNodeId(nodeId)
                .setRole(NodeRole.NODE_ROLE_FOLLOWER)
                .setLeaderId(leaderId)
                .setLeaderAddress(leaderAddress)
                .setLogIndex(logIndex)
                .setRevision(logIndex)
                .setRegistryTimeMillis(1_000_000 + logIndex)
                .build();
    }

    /** The header of a leader. */
    public static ResponseHeader leader(String nodeId, String address, long logIndex) {
        return follower(nodeId, nodeId, address, logIndex).toBuilder()
                .setRole(NodeRole.NODE_ROLE_LEADER)
                .build();
    }

    /** A refused write that was not applied, or a failed read. */
    public static StatusRuntimeException notApplied(Status.Code code, String reason) {
        return error(code, reason, Map.of("outcome", "not_applied"), 0);
    }

    /** A write of which the node does not know what became. */
    public static StatusRuntimeException indeterminate(Status.Code code, String reason) {
        return error(code, reason, Map.of("outcome", "indeterminate"), 0);
    }

    /** An error with particulars, asking to wait for so many milliseconds if that is more than 0. */
    public static StatusRuntimeException error(
            Status.Code code, String reason, Map<String, String> metadata, long retryMillis) {
        com.google.rpc.Status.Builder status = com.google.rpc.Status.newBuilder()
                .setCode(code.value())
                .setMessage(reason + " as text")
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setDomain("registry")
                        .setReason(reason)
                        .putAllMetadata(metadata)
                        .build()));
        if (retryMillis > 0) {
            status.addDetails(Any.pack(RetryInfo.newBuilder()
                    .setRetryDelay(Duration.newBuilder()
                            .setSeconds(retryMillis / 1000)
                            .setNanos((int) (retryMillis % 1000) * 1_000_000))
                    .build()));
        }
        return StatusProto.toStatusRuntimeException(status.build());
    }
}
