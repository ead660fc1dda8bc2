package io.serviceregistry.client.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RegistryTimeTest {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final RegistryTime time = new RegistryTime();

    @Test
    void theHighestHeaderStampsRequests() {
        time.observe(500, true, 0);
        time.observe(300, true, 1);
        assertThat(time.stampMillis(2)).isEqualTo(500);
    }

    @Test
    void nothingIsKnownAtFirst() {
        assertThat(time.isFresh(0)).isFalse();
        assertThat(time.stampMillis(0)).isZero();
    }

    @Test
    void aNodeThatMayLagProvesNothing() {
        time.observe(500, false, 0);
        assertThat(time.isFresh(0)).isFalse();
    }

    @Test
    void knowledgeOfAMinuteAgoCountsAsNone() {
        time.observe(500, true, 0);
        assertThat(time.stampMillis(MINUTE - 1)).isEqualTo(500);
        assertThat(time.stampMillis(MINUTE)).isZero();
    }
}
