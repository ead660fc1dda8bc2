package io.serviceregistry.client.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.client.BackupSummary;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.ReadOptions;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.RegistryException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node that gives a backup is killed in the middle of it. */
class BackupClusterTest {
    /** Of 7 KiB each: far more than is on its way when the first part has come. */
    private static final int INSTANCES = 1_500;

    private static final int AT_ONCE = 50;

    @TempDir
    private Path directory;

    private NodeProcesses nodes;
    private RegistryClient client;
    private Path file;

    @BeforeEach
    void startCluster() throws Exception {
        file = Files.createFile(directory.resolve("backup"));
        nodes = new NodeProcesses(3, directory);
        client = RegistryClient.builder()
                .addresses(nodes.addresses())
                .learnMembers(false)
                .callDeadline(Duration.ofSeconds(60))
                .build();
        Map<String, String> metadata = Map.of("a", "x".repeat(3_500), "b", "y".repeat(3_500));
        for (int first = 0; first < INSTANCES; first += AT_ONCE) {
            CompletableFuture.allOf(IntStream.range(first, first + AT_ONCE)
                            .mapToObj(i -> client.async()
                                    .register(InstanceSpec.of(InstanceKey.of("payments", "i-" + i))
                                            .withLease(LeasePolicy.withoutTtl())
                                            .withMetadata(metadata)))
                            .toArray(CompletableFuture[]::new))
                    .join();
        }
    }

    @AfterEach
    void stopCluster() {
        client.close();
        nodes.close();
    }

    @Test
    void anotherNodeGivesItFromTheBeginning() throws Exception {
        Set<String> gave = new HashSet<>();
        BackupSummary summary = client.backup(file, ReadOptions.local(), (address, bytes) -> {
            if (gave.isEmpty()) {
                nodes.kill(id(address));
            }
            gave.add(address);
        });
        assertThat(gave).hasSize(2);
        assertThat(summary.instances()).isEqualTo(INSTANCES);
        assertThat(RegistryClient.verifyBackup(file)).isEqualTo(summary);
    }

    @Test
    void withNobodyLeftItFailsAndSaysSo() {
        assertThatThrownBy(() -> client.backup(file, ReadOptions.local(), (address, bytes) -> nodes.close()))
                .isInstanceOfSatisfying(
                        RegistryException.class,
                        lost -> assertThat(lost.isRetrySafe()).isTrue())
                .hasMessageContaining("Backup at 127.0.0.1:");
        assertThatThrownBy(() -> RegistryClient.verifyBackup(file)).hasMessageContaining("is no whole backup");
    }

    private String id(String address) {
        return nodes.ids().get(nodes.addresses().indexOf(address));
    }
}
