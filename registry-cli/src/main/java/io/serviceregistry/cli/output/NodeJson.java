package io.serviceregistry.cli.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serviceregistry.cli.cluster.ClusterReport;
import io.serviceregistry.cli.cluster.MemberReport;
import io.serviceregistry.cli.local.Restarts;
import io.serviceregistry.client.NodeStatus;
import io.serviceregistry.client.StateAgreement;
import java.util.Locale;

/** Nodes as {@code cluster status} and {@code status} print them. */
public final class NodeJson {
    private NodeJson() {}

    /** The answer of {@code cluster status}: the state of a member that did not answer is null. */
    public static ObjectNode of(ClusterReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("leader", report.leader().orElse(null));
        ArrayNode members = json.putArray("members");
        for (MemberReport member : report.members()) {
            ObjectNode one = members.addObject();
            one.put("id", member.id());
            one.put("role", member.role());
            one.put("grpc", member.seat().grpc());
            one.put("http", member.seat().http());
            one.put("peer", member.seat().peer());
            one.put("healthy", member.healthy());
            one.put(
                    "revision",
                    member.position() == null ? null : member.position().revision());
            one.put(
                    "digest",
                    member.position() == null ? null : member.position().digest());
            Restarts restarts = member.seat().restarts();
            one.put("restarts", restarts == null ? null : restarts.count());
            putAgreement(one, member);
            putLevels(one, member);
        }
        return json;
    }

    private static void putAgreement(ObjectNode one, MemberReport member) {
        StateAgreement agreement =
                member.status() == null ? null : member.status().agreement();
        one.put("agreed_index", agreement == null ? null : agreement.agreedIndex());
        one.put("differs", agreement == null ? null : agreement.divergence() != null);
    }

    private static void putLevels(ObjectNode one, MemberReport member) {
        NodeStatus status = member.status();
        one.put("feature_level", status == null ? null : status.featureLevel());
        one.put("supported_feature_level", status == null ? null : status.supportedFeatureLevel());
    }

    /** What one node says of itself, in the answer of {@code status}. */
    public static ObjectNode of(String address, NodeStatus status) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("address", address);
        json.put("id", status.header().nodeId());
        json.put("cluster", status.header().clusterId());
        json.put("role", status.header().role().name().toLowerCase(Locale.ROOT));
        json.put(
                "leader",
                status.header().leaderId().isEmpty() ? null : status.header().leaderId());
        json.put("ready", status.ready());
        json.put("not_ready_reason", status.ready() ? null : status.notReadyReason());
        json.put("version", status.version());
        json.put("feature_level", status.featureLevel());
        json.put("supported_feature_level", status.supportedFeatureLevel());
        json.put("uptime_millis", status.uptime().toMillis());
        json.put("term", status.term());
        json.put("log_index", status.header().logIndex());
        json.put("commit_index", status.commitIndex());
        json.put("snapshot_index", status.snapshotIndex());
        json.put("disk_slow_millis", status.diskSlow().toMillis());
        json.put("revision", status.header().revision());
        json.put("digest", status.stateDigest());
        json.put("registry_time_millis", status.header().registryTimeMillis());
        json.put("services", status.services());
        json.put("instances", status.instances());
        json.put("leases", status.leases());
        ArrayNode held = json.putArray("held_services");
        status.heldServices().forEach(held::add);
        StateAgreement agreement = status.agreement();
        json.put("compared_index", agreement.comparedIndex());
        json.put("agreed_index", agreement.agreedIndex());
        ArrayNode notCompared = json.putArray("not_compared");
        agreement.notCompared().forEach(notCompared::add);
        StateAgreement.Divergence divergence = agreement.divergence();
        if (divergence == null) {
            json.putNull("divergence");
        } else {
            json.putObject("divergence")
                    .put("log_index", divergence.logIndex())
                    .put("digest", divergence.digest())
                    .put("majority_digest", divergence.majorityDigest().isEmpty() ? null : divergence.majorityDigest());
        }
        return json;
    }

    /** A node that did not answer, in the answer of {@code status}. */
    public static ObjectNode silent(String address, String error) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("address", address)
                .put("ready", false)
                .put("error", error);
    }
}
