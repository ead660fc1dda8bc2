package io.serviceregistry.bench.load;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.protobuf.StatusProto;

/** Short names for what went wrong with a call. */
public final class Failures {
    private Failures() {}

    /** The stable reason in a failure's details where there is one, else the name of its gRPC code. */
    public static String reason(Throwable failure) {
        Status status = StatusProto.fromThrowable(failure);
        if (status != null) {
            for (Any detail : status.getDetailsList()) {
                if (detail.is(ErrorInfo.class)) {
                    try {
                        return detail.unpack(ErrorInfo.class).getReason();
                    } catch (InvalidProtocolBufferException e) {
                        break; // then its code has to do
                    }
                }
            }
        }
        return io.grpc.Status.fromThrowable(failure).getCode().name();
    }
}
