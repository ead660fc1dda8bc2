package io.serviceregistry.node.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void noneIsGivenTwiceAndAllCanBeHad() throws IOException {
        List<Integer> ports = FreePorts.find(20);
        ports.addAll(FreePorts.find(20));
        assertThat(ports).doesNotHaveDuplicates();
        for (int port : ports) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
                assertThat(socket.isBound()).isTrue();
            }
        }
    }

    @Test
    void theyAreNotOfThoseThatTheKernelGivesToWhoeverAsksForAny() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            assertThat(FreePorts.find(100))
                    .as("the kernel gives %s", any.getLocalPort())
                    .allMatch(port -> port < 32_768 || any.getLocalPort() < 32_768);
        }
    }
}
