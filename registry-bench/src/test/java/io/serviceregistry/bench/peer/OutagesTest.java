package io.serviceregistry.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OutagesTest {
    @Test
    void anOutageIsTheTimeBetweenTheWritesAroundTheKill() {
        assertThat(Outages.longestGapNanos(List.of(10L, 20L, 920L, 930L), 25)).isEqualTo(900);
    }

    @Test
    void aWriteThatWorkedJustAfterTheKillIsNotTheEndOfIt() {
        // It was under way when the leader died.
        assertThat(Outages.longestGapNanos(List.of(10L, 20L, 26L, 920L, 930L), 25))
                .isEqualTo(894);
    }

    @Test
    void aPauseBeforeTheKillIsNotPartOfIt() {
        assertThat(Outages.longestGapNanos(List.of(10L, 510L, 600L, 700L), 550)).isEqualTo(100);
    }
}
