package io.serviceregistry.node.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.serviceregistry.node.config.MemberConfig;
import io.serviceregistry.node.config.NodeConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The manifests for Kubernetes hold together, and with the configuration of the nodes that they carry. */
class KubernetesManifestsTest {
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "v1/Namespace", Namespace.class,
            "v1/ConfigMap", ConfigMap.class,
            "v1/Service", Service.class,
            "apps/v1/StatefulSet", StatefulSet.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
            "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class);

    private static final ObjectMapper STRICT = new ObjectMapper().setAnnotationIntrospector(new NoCatchAll());

    private final Map<String, HasMetadata> manifests = read(Deployment.text("cluster-config/kubernetes/registry.yaml"));
    private final StatefulSet set = manifest("StatefulSet/registry", StatefulSet.class);
    private final PodSpec pod = set.getSpec().getTemplate().getSpec();
    private final Container container = pod.getContainers().get(0);
    private final String nodeYaml =
            manifest("ConfigMap/registry", ConfigMap.class).getData().get("node.yaml");
    private final List<NodeConfig> nodes = IntStream.range(0, set.getSpec().getReplicas())
            .mapToObj(i -> Deployment.config(nodeYaml, set.getMetadata().getName() + "-" + i))
            .toList();

    @Test
    void aFieldThatKubernetesDoesNotKnowIsRefusedHere() {
        String slip = "{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {publishNotReadyAdresses: true}}";

        assertThatThrownBy(() -> read(slip)).hasRootCauseInstanceOf(JsonMappingException.class);
    }

    @Test
    void membersAreThePodsByTheirStableNames() {
        String domain =
                "." + set.getSpec().getServiceName() + "." + set.getMetadata().getNamespace() + ".svc";

        assertThat(nodes.get(0).cluster().members()).hasSameSizeAs(nodes);
        assertThat(nodes).allSatisfy(node -> {
            MemberConfig self = node.self();
            assertThat(List.of(
                            self.grpc(),
                            self.peer(),
                            self.raft(),
                            self.httpAddress().orElseThrow()))
                    .allSatisfy(address -> assertThat(address.host()).isEqualTo(self.id() + domain));
        });
        assertThat(variable("REGISTRY_NODE_ID").getValueFrom().getFieldRef().getFieldPath())
                .isEqualTo("metadata.name");
    }

    @Test
    void portsAreThoseOfTheConfiguration() {
        Map<String, Integer> ports = container.getPorts().stream()
                .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));

        assertThat(nodes)
                .allSatisfy(node -> assertThat(ports)
                        .isEqualTo(Map.of(
                                "grpc", node.self().grpc().port(),
                                "http", node.self().httpAddress().orElseThrow().port(),
                                "raft", node.self().raft().port(),
                                "peer", node.self().peer().port())));
        assertThat(ports(set.getSpec().getServiceName())).isEqualTo(ports);
        assertThat(ports("registry")).isEqualTo(Map.of("grpc", ports.get("grpc"), "http", ports.get("http")));
        assertThat(set.getSpec().getTemplate().getMetadata().getAnnotations())
                .containsEntry("prometheus.io/port", String.valueOf(ports.get("http")));
    }

    @Test
    void namesArePublishedBeforeNodesAreReadyAndNoneWaitsForAnother() {
        Service headless = manifest("Service/" + set.getSpec().getServiceName(), Service.class);

        assertThat(headless.getSpec().getClusterIP()).isEqualTo("None");
        assertThat(headless.getSpec().getPublishNotReadyAddresses()).isTrue();
        assertThat(set.getSpec().getPodManagementPolicy()).isEqualTo("Parallel");
        assertThat(manifest("Service/registry", Service.class).getSpec().getPublishNotReadyAddresses())
                .isNull();
    }

    @Test
    void onlyReadinessDependsOnTheOthers() {
        assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
        assertThat(List.of(container.getLivenessProbe(), container.getStartupProbe()))
                .extracting(probe -> probe.getHttpGet().getPath())
                .containsOnly("/livez");
        assertThat(List.of(container.getReadinessProbe(), container.getLivenessProbe(), container.getStartupProbe()))
                .extracting(Probe::getHttpGet)
                .extracting(get -> get.getPort().getStrVal())
                .containsOnly("http");
    }

    @Test
    void aNodeFindsItsConfigurationAndOwnsItsData() {
        Map<String, Path> mounts = container.getVolumeMounts().stream()
                .collect(Collectors.toMap(VolumeMount::getName, mount -> Path.of(mount.getMountPath())));

        assertThat(container.getArgs())
                .containsExactly(mounts.get("config").resolve("node.yaml").toString());
        assertThat(set.getSpec().getVolumeClaimTemplates())
                .extracting(claim -> claim.getMetadata().getName())
                .containsExactly("data");
        // The directory of the volume belongs to root: a node could not close it to others.
        assertThat(nodes.get(0).node().dataDir().getParent()).isEqualTo(mounts.get("data"));
        assertThat(nodes.get(0).node().bindHost()).isEqualTo("0.0.0.0");
    }

    @Test
    void aNodeHasTheTimeThatItNeedsToStop() {
        assertThat(Duration.ofSeconds(pod.getTerminationGracePeriodSeconds()))
                .isGreaterThanOrEqualTo(Deployment.longestStop(nodes.get(0).stop()));
    }

    @Test
    void oneNodeAtATimeIsTakenAway() {
        PodDisruptionBudget budget = manifest("PodDisruptionBudget/registry", PodDisruptionBudget.class);

        assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
        assertThat(budget.getSpec().getSelector()).isEqualTo(set.getSpec().getSelector());
        assertThat(pod.getAffinity().getPodAntiAffinity().getRequiredDuringSchedulingIgnoredDuringExecution())
                .singleElement()
                .satisfies(term -> assertThat(term.getTopologyKey()).isEqualTo("kubernetes.io/hostname"));
    }

    @Test
    void onlyNodesReachWhereTheLogIsWritten() {
        NetworkPolicy policy = manifest("NetworkPolicy/registry", NetworkPolicy.class);

        assertThat(policy.getSpec().getPodSelector()).isEqualTo(set.getSpec().getSelector());
        assertThat(policy.getSpec().getIngress()).anySatisfy(rule -> {
            assertThat(rule.getFrom())
                    .extracting("podSelector")
                    .containsOnly(set.getSpec().getSelector());
            assertThat(rule.getPorts())
                    .extracting(KubernetesManifestsTest::port)
                    .containsExactly("raft", "peer");
        });
        assertThat(policy.getSpec().getIngress())
                .filteredOn(rule -> rule.getFrom().isEmpty())
                .flatExtracting(rule -> rule.getPorts())
                .extracting(KubernetesManifestsTest::port)
                .containsExactly("grpc", "http");
    }

    @Test
    void everySelectorSelectsThePods() {
        Map<String, String> labels = set.getSpec().getTemplate().getMetadata().getLabels();

        assertThat(set.getSpec().getSelector().getMatchLabels()).isEqualTo(labels);
        assertThat(List.of("registry", "registry-nodes"))
                .extracting(name ->
                        manifest("Service/" + name, Service.class).getSpec().getSelector())
                .containsOnly(labels);
        assertThat(manifests.values())
                .filteredOn(manifest -> !(manifest instanceof Namespace))
                .extracting(manifest -> manifest.getMetadata().getNamespace())
                .containsOnly(manifest("Namespace/service-registry", Namespace.class)
                        .getMetadata()
                        .getName());
    }

    @Test
    void nothingRunsAsRootOrWritesOutsideItsVolume() {
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(pod.getEnableServiceLinks()).isFalse();
    }

    private Map<String, Integer> ports(String service) {
        return manifest("Service/" + service, Service.class).getSpec().getPorts().stream()
                .peek(port -> assertThat(port.getTargetPort().getStrVal()).isEqualTo(port.getName()))
                .collect(Collectors.toMap(ServicePort::getName, ServicePort::getPort));
    }

    private EnvVar variable(String name) {
        return container.getEnv().stream()
                .filter(variable -> variable.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String port(NetworkPolicyPort port) {
        return port.getPort().getStrVal();
    }

    private <T extends HasMetadata> T manifest(String name, Class<T> type) {
        assertThat(manifests).containsKey(name);
        return type.cast(manifests.get(name));
    }

    private static Map<String, HasMetadata> read(String yaml) {
        Map<String, HasMetadata> manifests = new HashMap<>();
        try {
            YAMLMapper mapper = new YAMLMapper();
            for (JsonNode document :
                    mapper.readerFor(JsonNode.class).<JsonNode>readValues(yaml).readAll()) {
                String kind = document.path("kind").asText();
                Class<? extends HasMetadata> type =
                        KINDS.get(document.path("apiVersion").asText() + "/" + kind);
                assertThat(type).as(kind).isNotNull();
                HasMetadata manifest = STRICT.treeToValue(document, type);
                assertThat(manifests.put(kind + "/" + manifest.getMetadata().getName(), manifest))
                        .isNull();
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
        return manifests;
    }

    /** Kubernetes' model keeps what it does not know, aside. Here that is a slip of the pen. */
    private static final class NoCatchAll extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }
}
