package io.serviceregistry.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessCpuTest {
    @Test
    void userAndSystemTimeAreSummed() {
        String stat = "4711 (a (strange) name) S 1 4711 4711 0 -1 4194560 88 0 0 0 250 50 0 0 20 0 31 0 90125 1 2 3";

        assertThat(ProcessCpu.micros(stat)).isEqualTo(3_000_000); // 300 hundredths of a second
    }
}
