package io.serviceregistry.node.boot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serviceregistry.proto.v1.DeregisterRequest;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.Endpoint;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.InstanceSpec;
import io.serviceregistry.proto.v1.LeasePolicy;
import io.serviceregistry.proto.v1.RegisterRequest;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;

/** One of the ways in: what every kind of caller can say of an instance whose id is its address. */
interface ClientDoor {

    void register(String node, String service, String address) throws Exception;

    /** The addresses that are discovered; none for a service that is not known. */
    List<String> addresses(String node, String service) throws Exception;

    void deregister(String node, String service, String address) throws Exception;

    /** All of them. */
    static List<ClientDoor> of(NodesInOneJvm nodes) {
        return List.of(new Grpc(nodes), new Rest(new NodesHttp(nodes)), new Small(new NodesHttp(nodes)));
    }

    /** By the generated stubs. */
    record Grpc(NodesInOneJvm nodes) implements ClientDoor {
        @Override
        public void register(String node, String service, String address) {
            InstanceSpec.Builder spec = InstanceSpec.newBuilder()
                    .setKey(key(service, address))
                    .addEndpoints(Endpoint.newBuilder().setUri(address))
                    .setLease(LeasePolicy.newBuilder().setTtlMillis(60_000));
            nodes.registration(node)
                    .register(RegisterRequest.newBuilder().setInstance(spec).build());
        }

        @Override
        public List<String> addresses(String node, String service) {
            return nodes
                    .discovery(node)
                    .discover(DiscoverRequest.newBuilder().setService(service).build())
                    .getInstancesList()
                    .stream()
                    .map(instance -> instance.getSpec().getEndpoints(0).getUri())
                    .toList();
        }

        @Override
        public void deregister(String node, String service, String address) {
            nodes.registration(node)
                    .deregister(DeregisterRequest.newBuilder()
                            .setKey(key(service, address))
                            .build());
        }

        private static InstanceKey key(String service, String address) {
            return InstanceKey.newBuilder()
                    .setService(service)
                    .setInstanceId(address)
                    .build();
        }

        @Override
        public String toString() {
            return "gRPC";
        }
    }

    /** By the transcoded API. */
    record Rest(NodesHttp http) implements ClientDoor {
        @Override
        public void register(String node, String service, String address) throws Exception {
            http.ok("POST", node, instances(service), """
                    {"instance": {"key": {"instance_id": "%s"}, "endpoints": [{"uri": "%s"}], "lease": {"ttl_millis": 60000}}}""".formatted(address, address));
        }

        @Override
        public List<String> addresses(String node, String service) throws Exception {
            return texts(http.ok("GET", node, instances(service), "").get("instances"), "/spec/endpoints/0/uri");
        }

        @Override
        public void deregister(String node, String service, String address) throws Exception {
            String id = URLEncoder.encode(address, StandardCharsets.UTF_8);
            http.ok("DELETE", node, instances(service) + '/' + id, "");
        }

        private static String instances(String service) {
            return "/v1/namespaces/default/services/" + service + "/instances";
        }

        @Override
        public String toString() {
            return "REST";
        }
    }

    /** As clients of small registries do. */
    record Small(NodesHttp http) implements ClientDoor {
        @Override
        public void register(String node, String service, String address) throws Exception {
            http.ok("POST", node, "/register", body(service, address));
        }

        @Override
        public List<String> addresses(String node, String service) throws Exception {
            HttpResponse<String> answer = http.send("GET", node, "/discover/" + service, "");
            return answer.statusCode() == 404
                    ? List.of()
                    : texts(new ObjectMapper().readTree(answer.body()).get("instances"), "/address");
        }

        @Override
        public void deregister(String node, String service, String address) throws Exception {
            http.ok("POST", node, "/deregister", body(service, address));
        }

        private static String body(String service, String address) {
            return """
                    {"service":"%s","address":"%s"}""".formatted(service, address);
        }

        @Override
        public String toString() {
            return "small";
        }
    }

    private static List<String> texts(JsonNode list, String at) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> each.at(at).asText())
                .toList();
    }
}
