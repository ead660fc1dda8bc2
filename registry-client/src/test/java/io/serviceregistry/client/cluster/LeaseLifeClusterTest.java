package io.serviceregistry.client.cluster;

import static io.serviceregistry.client.cluster.ClusterObserver.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serviceregistry.client.ChangeReason;
import io.serviceregistry.client.EffectiveStatus;
import io.serviceregistry.client.GrantedLease;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.InstanceUpdate;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.LeaseReplacedException;
import io.serviceregistry.client.NodeStatus;
import io.serviceregistry.client.Registration;
import io.serviceregistry.client.RegistrationState;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.RenewalStatus;
import io.serviceregistry.client.ReportedStatus;
import io.serviceregistry.client.ServiceInstances;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of a lease as its holder and everybody else sees it, on three real nodes. */
class LeaseLifeClusterTest {
    private static final Duration TTL = Duration.ofSeconds(2);

    @TempDir
    private static Path directory;

    private static NodeProcesses nodes;
    private static ClusterObserver observer;
    private static RegistryClient client;

    @BeforeAll
    static void startCluster() {
        nodes = new NodeProcesses(3, directory);
        observer = new ClusterObserver(nodes);
        client = RegistryClient.builder().addresses(nodes.addresses()).build();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(nodes.ids())
                        .allSatisfy(id -> assertThat(observer.status(id))
                                .hasValueSatisfying(
                                        status -> assertThat(status.ready()).isTrue())));
    }

    @AfterAll
    static void stopCluster() {
        client.close();
        observer.close();
        nodes.close();
    }

    @Test
    void aSilentInstanceLapsesAndIsRemovedAtTheSameRevisionOnEveryNode() {
        InstanceSpec spec = InstanceSpec.of(InstanceKey.of("silent", "s1"))
                .withLease(LeasePolicy.ofTtl(TTL).withRemoveAfter(Duration.ofSeconds(3)));
        client.register(spec);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(everywhere("silent")).allSatisfy(answer -> {
                    assertThat(answer.instances()).hasSize(1);
                    assertThat(answer.instances().get(0).status()).isEqualTo(EffectiveStatus.LAPSED);
                }));
        List<Instance> lapsed = everywhere("silent").stream()
                .flatMap(answer -> answer.instances().stream())
                .toList();
        assertThat(lapsed)
                .extracting(Instance::modifiedRevision)
                .hasSize(3)
                .containsOnly(lapsed.get(0).modifiedRevision());
        assertThat(lapsed).extracting(Instance::reason).containsOnly(ChangeReason.LAPSED);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(everywhere("silent"))
                        .allSatisfy(answer -> assertThat(answer.instances()).isEmpty()));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(observer.statusesAtOneIndex().stream()
                                .map(NodeStatus::stateDigest)
                                .distinct())
                        .as("SameDigestAtSameIndex")
                        .hasSize(1));
    }

    @Test
    void aRenewalWhileLapsedRevivesTheSameLease() {
        InstanceKey key = InstanceKey.of("revived", "r1");
        GrantedLease lease = client.register(
                InstanceSpec.of(key).withLease(LeasePolicy.ofTtl(TTL).withoutRemoval()));
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(client.getInstance(key).instance().status()).isEqualTo(EffectiveStatus.LAPSED));

        assertThat(client.renew(List.of(lease.leaseId())).outcomes())
                .containsEntry(lease.leaseId(), RenewalStatus.RECOVERED);

        Instance revived = client.getInstance(key).instance();
        assertThat(revived.status()).isEqualTo(EffectiveStatus.UP);
        assertThat(revived.leaseId()).isEqualTo(lease.leaseId());
        assertThat(revived.reason()).isEqualTo(ChangeReason.RECOVERED);
        assertThat(revived.lapses()).isEqualTo(1);
    }

    @Test
    void aProcessWhoseInstanceIsTakenOverIsFencedForGood() {
        InstanceSpec spec = InstanceSpec.of(InstanceKey.of("fenced", "f1")).withLease(LeasePolicy.ofTtl(TTL));
        try (RegistryClient other =
                RegistryClient.builder().addresses(nodes.addresses()).build()) {
            Registration first = client.keepRegistered(spec);
            long oldLease = first.awaitRegistered(PATIENCE).leaseId();
            Registration second = other.keepRegistered(spec);
            long newLease = second.awaitRegistered(PATIENCE).leaseId();

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(first.state()).isEqualTo(new RegistrationState.Fenced(oldLease)));
            long revision = client.getInstance(spec.key()).header().revision();

            assertThat(client.renew(List.of(oldLease)).outcomes()).containsEntry(oldLease, RenewalStatus.REPLACED);
            assertThatThrownBy(() -> client.update(
                            InstanceUpdate.of(spec.key(), oldLease).withStatus(ReportedStatus.DOWN)))
                    .isInstanceOf(LeaseReplacedException.class);
            assertThatThrownBy(() -> client.deregister(spec.key(), oldLease))
                    .isInstanceOf(LeaseReplacedException.class);
            first.close();

            Instance instance = client.getInstance(spec.key()).instance();
            assertThat(instance.leaseId()).isEqualTo(newLease);
            assertThat(instance.status()).isEqualTo(EffectiveStatus.UP);
            assertThat(client.getInstance(spec.key()).header().revision()).isEqualTo(revision);
            second.close();
            assertThat(client.renew(List.of(oldLease)).outcomes())
                    .as("replaced stays replaced, also when the newer holder has gone")
                    .containsEntry(oldLease, RenewalStatus.REPLACED);
        }
    }

    private static List<ServiceInstances> everywhere(String service) {
        List<ServiceInstances> answers = new ArrayList<>();
        nodes.ids().forEach(id -> answers.add(observer.local(id, service)));
        return answers;
    }
}
