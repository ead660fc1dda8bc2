package io.serviceregistry.examples.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.examples.payment.Charges.Charge;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ChargesTest {

    private final AtomicInteger ids = new AtomicInteger();
    private final Charges charges = new Charges(() -> "pay-" + ids.incrementAndGet());

    @Test
    void anOrderIsChargedOnceHoweverOftenItIsAskedFor() {
        Charge first = charges.charge("a", 100);
        charges.charge("b", 100);
        assertThat(charges.charge("a", 100)).isEqualTo(first);
        assertThat(charges.made()).isEqualTo(2);
    }

    @Test
    void anOrderThatWasChargedIsNotChargedAnotherAmount() {
        charges.charge("a", 100);
        assertThat(charges.charge("a", 200)).isEqualTo(new Charge("pay-1", 100));
    }

    @Test
    void itRemembersSoManyAndForgetsWhatWasAskedForLongestAgo() {
        Charge first = charges.charge("first", 1);
        charges.charge("second", 1);
        for (int i = 2; i < Charges.MAX_REMEMBERED; i++) {
            charges.charge("order-" + i, 1);
        }
        assertThat(charges.charge("first", 1)).as("the limit is met").isEqualTo(first);

        charges.charge("one more", 1);
        assertThat(charges.charge("first", 1)).as("asked for lately").isEqualTo(first);
        assertThat(charges.charge("second", 1).paymentId())
                .as("forgotten: charged again")
                .isNotEqualTo("pay-2");
        assertThat(charges.made()).isEqualTo(Charges.MAX_REMEMBERED + 2);
    }
}
