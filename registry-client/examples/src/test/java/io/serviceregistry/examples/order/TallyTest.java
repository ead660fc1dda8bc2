package io.serviceregistry.examples.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import org.junit.jupiter.api.Test;

class TallyTest {

    private final Tally tally = new Tally();

    @Test
    void aLineSaysWhatBecameOfTheOrdersSinceTheLastOne() {
        tally.charged("p2");
        tally.charged("p1");
        tally.charged("p2");
        tally.failed(Status.UNAVAILABLE.withDescription("no instance"));
        assertThat(tally.take()).isEqualTo("orders 4, failed 1 (UNAVAILABLE: no instance) | p1 1, p2 2");

        tally.charged("p1");
        assertThat(tally.take()).isEqualTo("orders 1, failed 0 | p1 1");
        assertThat(tally.take()).isEqualTo("orders 0, failed 0 | charged by nobody");
    }
}
