package io.serviceregistry.examples.payment;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.serviceregistry.examples.payment.Charges.Charge;
import io.serviceregistry.examples.proto.v1.ChargeRequest;
import io.serviceregistry.examples.proto.v1.ChargeResponse;
import io.serviceregistry.examples.proto.v1.PaymentServiceGrpc;
import java.util.concurrent.Executor;

/** Answers calls. It knows nothing of the registry. */
final class PaymentService extends PaymentServiceGrpc.PaymentServiceImplBase {

    private final String instanceId;
    private final Charges charges;
    private final Executor bank;

    /** Charges at once, and answers by way of an executor that takes the time a bank would. */
    PaymentService(String instanceId, Charges charges, Executor bank) {
        this.instanceId = instanceId;
        this.charges = charges;
        this.bank = bank;
    }

    @Override
    public void charge(ChargeRequest request, StreamObserver<ChargeResponse> answer) {
        if (request.getOrderId().isEmpty() || request.getAmountCents() <= 0) {
            answer.onError(Status.INVALID_ARGUMENT
                    .withDescription("order_id: '" + request.getOrderId() + "', amount_cents: "
                            + request.getAmountCents() + " (expected: an id, and > 0)")
                    .asRuntimeException());
            return;
        }
        Charge charge = charges.charge(request.getOrderId(), request.getAmountCents());
        if (charge.amountCents() != request.getAmountCents()) {
            answer.onError(Status.ALREADY_EXISTS
                    .withDescription("amount_cents: " + request.getAmountCents() + " (expected: " + charge.amountCents()
                            + ", which order " + request.getOrderId() + " was charged)")
                    .asRuntimeException());
            return;
        }
        bank.execute(() -> {
            answer.onNext(ChargeResponse.newBuilder()
                    .setPaymentId(charge.paymentId())
                    .setChargedBy(instanceId)
                    .build());
            answer.onCompleted();
        });
    }
}
