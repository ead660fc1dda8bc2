package io.serviceregistry.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SlowRelayTest {
    private static final long DELAY_MILLIS = 60;

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static ServerSocket server() throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(anyPort());
        return server;
    }

    private static SlowRelay relay() {
        return new SlowRelay(Duration.ofMillis(DELAY_MILLIS), 1);
    }

    private static Socket connect(SlowRelay relay, ServerSocket server) throws IOException {
        InetSocketAddress at = relay.relay(anyPort(), (InetSocketAddress) server.getLocalSocketAddress());
        return new Socket(at.getAddress(), at.getPort());
    }

    @Test
    void aQuestionAndItsAnswerTakeTheDelayEach() throws IOException {
        try (ServerSocket server = server();
                SlowRelay relay = relay();
                Socket near = connect(relay, server);
                Socket far = server.accept()) {
            long beganNanos = System.nanoTime();

            near.getOutputStream().write(1);
            far.getOutputStream().write(far.getInputStream().read() + 1);

            assertThat(near.getInputStream().read()).isEqualTo(2);
            assertThat(System.nanoTime() - beganNanos)
                    .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(2 * DELAY_MILLIS));
        }
    }

    @Test
    void whatIsSaidArrivesInOrderAndInFullAndThenTheEnd() throws IOException {
        byte[] said = new byte[1_000_000];
        new Random(1).nextBytes(said);
        try (ServerSocket server = server();
                SlowRelay relay = relay();
                Socket near = connect(relay, server);
                Socket far = server.accept()) {
            for (int at = 0; at < said.length; at += 10_000) {
                near.getOutputStream().write(said, at, 10_000);
            }
            near.close();

            assertThat(Arrays.equals(said, far.getInputStream().readAllBytes())).isTrue();
        }
    }

    @Test
    void whoWantsToReachNobodyIsTold() throws IOException {
        InetSocketAddress nobody;
        try (ServerSocket server = server()) {
            nobody = (InetSocketAddress) server.getLocalSocketAddress();
        }
        try (SlowRelay relay = relay()) {
            InetSocketAddress at = relay.relay(anyPort(), nobody);
            try (Socket near = new Socket(at.getAddress(), at.getPort());
                    InputStream said = near.getInputStream()) {
                assertThat(said.read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void anAddressThatIsTakenIsNamed() throws IOException {
        try (ServerSocket server = server();
                SlowRelay relay = relay()) {
            InetSocketAddress taken = (InetSocketAddress) server.getLocalSocketAddress();

            assertThatThrownBy(() -> relay.relay(taken, taken))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("no relay at " + taken);
        }
    }

    @Test
    void noDelayIsRefused() {
        assertThatThrownBy(() -> new SlowRelay(Duration.ZERO, 1))
                .hasMessageContaining("delay: PT0S (expected: >= 1 ms)");
    }
}
