package io.serviceregistry.node.rpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.protobuf.StatusProto;
import java.util.Objects;
import java.util.Optional;

/** What an error of a call says beyond its code. */
final class Errors {
    private Errors() {}

    static ErrorInfo info(Throwable thrown) {
        return find(thrown, ErrorInfo.class)
                .orElseThrow(() -> new AssertionError("an error without ErrorInfo", thrown));
    }

    static Optional<RetryInfo> retry(Throwable thrown) {
        return find(thrown, RetryInfo.class);
    }

    private static <T extends com.google.protobuf.Message> Optional<T> find(Throwable thrown, Class<T> type) {
        com.google.rpc.Status status = StatusProto.fromThrowable(thrown);
        try {
            for (Any detail : Objects.requireNonNull(status).getDetailsList()) {
                if (detail.is(type)) {
                    return Optional.of(detail.unpack(type));
                }
            }
            return Optional.empty();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
