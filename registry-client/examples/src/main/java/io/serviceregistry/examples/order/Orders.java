package io.serviceregistry.examples.order;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.serviceregistry.examples.proto.v1.ChargeRequest;
import io.serviceregistry.examples.proto.v1.ChargeResponse;
import io.serviceregistry.examples.proto.v1.PaymentServiceGrpc;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Places orders: an ordinary gRPC client that knows nothing of the registry. Deadline and retry are the channel's. */
final class Orders {

    private static final int MAX_CENTS = 100_00;

    private final PaymentServiceGrpc.PaymentServiceStub payments;
    private final Tally tally;

    Orders(Channel channel, Tally tally) {
        this.payments = PaymentServiceGrpc.newStub(channel);
        this.tally = tally;
    }

    /** Places one. Returns at once; the tally is told how it went. */
    void place() {
        ChargeRequest request = ChargeRequest.newBuilder()
                .setOrderId(UUID.randomUUID().toString()) // of the order, not of the attempt
                .setAmountCents(ThreadLocalRandom.current().nextInt(1, MAX_CENTS))
                .build();
        payments.charge(request, new StreamObserver<>() {
            @Override
            public void onNext(ChargeResponse charged) {
                tally.charged(charged.getChargedBy());
            }

            @Override
            public void onError(Throwable failure) {
                tally.failed(Status.fromThrowable(failure));
            }

            @Override
            public void onCompleted() {}
        });
    }
}
