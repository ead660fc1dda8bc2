package io.serviceregistry.node.rpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.serviceregistry.node.door.Failures;
import io.serviceregistry.node.door.Failures.Failure;
import io.serviceregistry.node.door.Failures.Kind;
import io.serviceregistry.node.door.Failures.Row;

/** What goes wrong, as gRPC tells it: with an {@code ErrorInfo}, and a {@code RetryInfo} where waiting helps. */
final class StatusMapper {
    private StatusMapper() {}

    /** The error of a call. Its cause, which does not travel, is for doors of this node that call the same services. */
    static StatusRuntimeException toStatus(Throwable thrown, Kind kind) {
        Failure failure = Failures.describe(thrown);
        Row row = Failures.row(failure.reason());
        ErrorInfo.Builder info = ErrorInfo.newBuilder()
                .setDomain(Failures.DOMAIN)
                .setReason(Failures.name(failure.reason()))
                .putAllMetadata(failure.metadata());
        if (kind == Kind.WRITE) {
            info.putMetadata(Failures.OUTCOME, row.indeterminate() ? Failures.INDETERMINATE : Failures.NOT_APPLIED);
        }
        com.google.rpc.Status.Builder status = com.google.rpc.Status.newBuilder()
                .setCode(row.code().getNumber())
                .setMessage(Failures.name(failure.reason()) + ": " + failure.message())
                .addDetails(Any.pack(info.build()));
        if (row.retryMillis() != Failures.NO_RETRY) {
            status.addDetails(Any.pack(RetryInfo.newBuilder()
                    .setRetryDelay(Duration.newBuilder()
                            .setSeconds(row.retryMillis() / 1_000)
                            .setNanos(row.retryMillis() % 1_000 * 1_000_000))
                    .build()));
        }
        StatusRuntimeException error = StatusProto.toStatusRuntimeException(status.build());
        return error.getStatus().withCause(thrown).asRuntimeException(error.getTrailers());
    }
}
