package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.ratis.conf.RaftProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every setting of Ratis that would break a promise is refused by name. */
class RatisSafetyTest {
    private static final String STORAGE = "/var/lib/registry/n1/raft";

    @Test
    void ourOwnSettingsAreSafe() {
        assertThatCode(() -> RatisProperties.of(settings(STORAGE))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            raft.server.storage.dir                          | /tmp/raft-server      | [/tmp/raft-server]  | [/var/lib/registry/n1/raft]
            raft.server.storage.dir                          | /var/lib/registry/n1/raft,/tmp/more | /tmp/more | [/var/lib/registry/n1/raft]
            raft.server.log.use.memory                       | true                  | true                | false
            raft.server.log.unsafe-flush.enabled             | true                  | true                | false
            raft.server.log.async-flush.enabled              | true                  | true                | false
            raft.server.log.append-entries.compose.enabled   | true                  | true                | false
            raft.server.log.corruption.policy                | WARN_AND_RETURN       | WARN_AND_RETURN     | EXCEPTION
            raft.server.log.log-metadata.enabled             | true                  | true                | false
            raft.server.read.option                          | LINEARIZABLE          | LINEARIZABLE        | DEFAULT
            raft.server.read.leader.lease.enabled            | true                  | true                | false
            raft.server.rpc.timeout.max                      | 500ms                 | 500ms               | > raft.server.rpc.timeout.min
            raft.server.rpc.first-election.timeout.max       | 100ms                 | 100ms               | > raft.server.rpc.first-election.timeout.min
            raft.server.leaderelection.pre-vote              | false                 | false               | true
            raft.server.leaderelection.member.majority-add   | true                  | true                | false
            raft.server.close.threshold                      | 60s                   | 60s                 | >= 1d
            raft.rpc.type                                    | NETTY                 | NETTY               | NodeRpc
            raft.server.snapshot.auto.trigger.enabled        | true                  | true                | false
            raft.server.snapshot.trigger-when-stop.enabled   | true                  | true                | false
            raft.server.snapshot.trigger-when-remove.enabled | true                  | true                | false
            raft.server.snapshot.retention.file.num          | 1                     | 1                   | >= 2
            raft.server.log.appender.install.snapshot.enabled | false                | false               | true
            raft.server.log.purge.preservation.log.num       | 0                     | 0                   | >= 20000
            raft.server.log.appender.buffer.byte-limit       | 3MB                   | 3MB                 | >= 3211264
            raft.server.log.queue.byte-limit                 | 3MB                   | 3MB                 | >= 3211264
            raft.server.write.byte-limit                     | 1MB                   | 1MB                 | >= 3211264
            raft.server.log.write.buffer.size                | 4MB                   | 4MB                 | > raft.server.log.appender.buffer.byte-limit
            raft.grpc.message.size.max                       | 4MB                   | 4MB                 | > raft.server.log.appender.buffer.byte-limit
            raft.server.retrycache.expirytime                | 0s                    | 0s                  | > 0
            raft.server.retrycache.expirytime                | 600s                  | 600s                | <= 1min
            """)
    void anUnsafeValueIsRefusedByName(String key, String unsafe, String shown, String expected) {
        RaftSettings settings = settings(STORAGE);
        RaftProperties properties = RatisProperties.of(settings);
        assertThat(properties.get(key))
                .as("the key is one that we set, or its default is safe")
                .isNotEqualTo(unsafe);
        properties.set(key, unsafe);
        assertThatThrownBy(() -> RatisSafety.require(properties, settings))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(key + ": ")
                .hasMessageContaining(shown)
                .hasMessageContaining("(expected: ")
                .hasMessageContaining(expected);
    }

    @Test
    void ratisOwnDefaultsAreRefused() {
        assertThatThrownBy(() -> RatisSafety.require(new RaftProperties(), settings(STORAGE)))
                .hasMessageContaining("raft.server.storage.dir")
                .hasMessageContaining("/tmp/raft-server");
    }

    @Test
    void aPathThatRatisWouldReadAsAnotherIsRefused() {
        // Ratis replaces ${...} in every value, and reads a comma as the end of a directory.
        for (String path : List.of("/var/lib/${user.name}/raft", "/var/lib/a,b/raft")) {
            assertThatThrownBy(() -> RatisProperties.of(settings(path)))
                    .hasMessageContaining("raft.server.storage.dir")
                    .hasMessageContaining('[' + path + ']');
        }
    }

    @Test
    void systemPropertiesOfTheSameNamesChangeNothing() {
        System.setProperty("raft.server.log.unsafe-flush.enabled", "true");
        try {
            assertThat(RatisProperties.of(settings(STORAGE)).get("raft.server.log.unsafe-flush.enabled"))
                    .isEqualTo("false");
        } finally {
            System.clearProperty("raft.server.log.unsafe-flush.enabled");
        }
    }

    private static RaftSettings settings(String storage) {
        return new RaftSettings(
                "test",
                "n1",
                List.of(new RaftSettings.Member("n1", "127.0.0.1:7601")),
                false,
                "127.0.0.1",
                Path.of(storage),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                100_000,
                64L << 20,
                Duration.ofMinutes(10),
                20_000,
                16L << 20);
    }
}
