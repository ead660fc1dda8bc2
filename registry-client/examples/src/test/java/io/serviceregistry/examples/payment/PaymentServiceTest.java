package io.serviceregistry.examples.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.serviceregistry.examples.proto.v1.ChargeRequest;
import io.serviceregistry.examples.proto.v1.ChargeResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PaymentServiceTest {

    private final List<Runnable> atTheBank = new ArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final PaymentService service =
            new PaymentService("p1", new Charges(() -> "pay-" + ids.incrementAndGet()), atTheBank::add);

    @Test
    void aChargeIsAnsweredOnceTheBankHasAnswered() {
        RecordingAnswer answer = charge("a", 100);
        assertThat(answer.seen).isEmpty();
        atTheBank.forEach(Runnable::run);
        assertThat(answer.seen)
                .containsExactly(
                        ChargeResponse.newBuilder()
                                .setPaymentId("pay-1")
                                .setChargedBy("p1")
                                .build(),
                        "completed");
    }

    @Test
    void aChargeThatIsRepeatedBeforeItIsAnsweredIsTheSameCharge() {
        RecordingAnswer first = charge("a", 100);
        RecordingAnswer second = charge("a", 100);
        atTheBank.forEach(Runnable::run);
        assertThat(second.seen).hasSize(2).isEqualTo(first.seen);
    }

    @Test
    void whatCannotBeChargedIsRefused() {
        assertThat(charge("", 100).seen).containsExactly(Status.Code.INVALID_ARGUMENT);
        assertThat(charge("a", 0).seen).containsExactly(Status.Code.INVALID_ARGUMENT);
        charge("a", 100);
        assertThat(charge("a", 200).seen).containsExactly(Status.Code.ALREADY_EXISTS);
    }

    private RecordingAnswer charge(String order, long cents) {
        RecordingAnswer answer = new RecordingAnswer();
        service.charge(
                ChargeRequest.newBuilder()
                        .setOrderId(order)
                        .setAmountCents(cents)
                        .build(),
                answer);
        return answer;
    }

    private static final class RecordingAnswer implements StreamObserver<ChargeResponse> {
        private final List<Object> seen = new ArrayList<>();

        @Override
        public void onNext(ChargeResponse response) {
            seen.add(response);
        }

        @Override
        public void onError(Throwable failure) {
            seen.add(Status.fromThrowable(failure).getCode());
        }

        @Override
        public void onCompleted() {
            seen.add("completed");
        }
    }
}
