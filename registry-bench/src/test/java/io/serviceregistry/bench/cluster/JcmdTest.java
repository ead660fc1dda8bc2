package io.serviceregistry.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class JcmdTest {
    @Test
    void theHeapInUseIsThatOfTheFirstLine() {
        assertThat(Jcmd.heapBytesInUse("""
                4711:
                 garbage-first heap   total 262144K, used 2048K [0x00000000f0000000, 0x0000000100000000)
                  region size 1024K, 1 young (1024K), 0 survivors (0K)
                 Metaspace       used 77K, committed 256K, reserved 1114112K
                """)).isEqualTo(2 << 20);
    }

    @Test
    void laterReleasesSayMoreBeforeIt() {
        assertThat(Jcmd.heapBytesInUse("""
                4711:
                 garbage-first heap   total reserved 1048576K, committed 262144K, used 3072K [0x00000000c0000000, 0x1)
                """)).isEqualTo(3 << 20);
    }

    @Test
    void anotherCollectorIsRefused() {
        assertThatThrownBy(() -> Jcmd.heapBytesInUse("4711:\n PSYoungGen      total 9K, used 1K\n"))
                .hasMessageContaining("what G1 says");
    }
}
