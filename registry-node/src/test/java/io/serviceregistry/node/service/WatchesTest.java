package io.serviceregistry.node.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WatchesTest {
    @Test
    void theMoreWatchesThereAreTheLongerTheyTakeToComeBack() {
        assertThat(Watches.reconnectSpreadMillis(1)).isEqualTo(100);
        assertThat(Watches.reconnectSpreadMillis(1_000)).isEqualTo(1_000);
        assertThat(Watches.reconnectSpreadMillis(Integer.MAX_VALUE)).isEqualTo(10_000);
    }
}
