package io.serviceregistry.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.cli.cluster.ClusterReport;
import io.serviceregistry.cli.cluster.ClusterReport.Agreement;
import io.serviceregistry.cli.cluster.MemberReport;
import io.serviceregistry.cli.cluster.Seat;
import io.serviceregistry.cli.cluster.StatePosition;
import io.serviceregistry.cli.local.NodeProcess;
import io.serviceregistry.cli.local.Restarts;
import io.serviceregistry.cli.testkit.Fixtures;
import io.serviceregistry.client.ChangeReason;
import io.serviceregistry.client.EffectiveStatus;
import io.serviceregistry.client.EmptyReason;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceChanges;
import io.serviceregistry.client.InstanceEvent;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.NodeRole;
import io.serviceregistry.client.OverrideScope;
import io.serviceregistry.client.ServiceInstances;
import io.serviceregistry.client.ServiceSummary;
import io.serviceregistry.client.StatusOverride;
import io.serviceregistry.client.WatchedInstances;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The shapes of docs/cli.md, byte for byte: scripts depend on them. */
class JsonShapeTest {

    private static final String FULL_INSTANCE = """
            {"instance_id":"p1","namespace":"default","service":"payments","status":"UP","reported_status":"UP",\
            "healthy":true,"held":false,"override":null,"endpoints":[{"name":"http","uri":"http://127.0.0.1:8001"},\
            {"name":"","uri":"grpc://127.0.0.1:9001"}],"zone":"a","weight":100,"tags":["canary"],\
            "metadata":{"version":"2"},"checks":[{"name":"disk","status":"PASSING","output":"41% free"}],\
            "lease_id":12,"ttl_millis":300000,"remove_after_millis":60000,"lease_remaining_millis":299400,\
            "renewals":340,"lapses":1,"reason":"UPDATED","registered_revision":7,"modified_revision":9,\
            "registered_at_millis":100000,"modified_at_millis":110000}""";

    @Test
    void instance() {
        assertThat(InstanceJson.of(Fixtures.fullInstance())).hasToString(FULL_INSTANCE);
    }

    @Test
    void instanceWithOverride() {
        assertThat(InstanceJson.of(Fixtures.overriddenInstance()).get("override"))
                .hasToString("""
                        {"scope":{"kind":"INSTANCE","namespace":"default","service":"payments","instance_id":"p1"},\
                        "status":"DRAINING","reason":"disk swap","owner":"ana","expires_at_millis":180000}""");
    }

    @Test
    void overridesOfServicesAndZones() {
        StatusOverride service = new StatusOverride(
                OverrideScope.service("default", "payments"), EffectiveStatus.DRAINING, "move", "ana", 0);
        StatusOverride zone =
                new StatusOverride(OverrideScope.zone("default", "a"), EffectiveStatus.DOWN, "power", "bob", 9);
        assertThat(OverrideJson.of(service)).hasToString("""
                {"scope":{"kind":"SERVICE","namespace":"default","service":"payments"},\
                "status":"DRAINING","reason":"move","owner":"ana","expires_at_millis":null}""");
        assertThat(OverrideJson.of(zone)).hasToString("""
                {"scope":{"kind":"ZONE","namespace":"default","zone":"a"},\
                "status":"DOWN","reason":"power","owner":"bob","expires_at_millis":9}""");
        assertThat(WriteJson.of(zone.scope())).hasToString("""
                {"namespace":"default","zone":"a"}""");
    }

    @Test
    void whatIsNotKnownIsNull() {
        assertThat(InstanceJson.of(Fixtures.lapsedInstance("p2"))
                        .get("lease_remaining_millis")
                        .isNull())
                .isTrue();
    }

    @Test
    void discover() {
        ServiceInstances found = Fixtures.page(List.of(Fixtures.fullInstance()), 2, 1, false, "");
        assertThat(ServiceJson.of("default", found)).hasToString("""
                        {"service":"payments","namespace":"default","revision":9,"log_index":41,"node":"n2",\
                        "total":2,"matching":1,"held":false,"spilled_over":false,"next_page_token":null,"instances":[""" + FULL_INSTANCE + "]}");
    }

    @Test
    void discoverSaysWhyItIsEmpty() {
        ServiceInstances found = Fixtures.found(List.of(), EmptyReason.NO_SUCH_SERVICE, 0);
        assertThat(ServiceJson.of("default", found)).hasToString("""
                        {"service":"payments","namespace":"default","revision":9,"log_index":41,"node":"n2",\
                        "total":0,"matching":0,"held":false,"spilled_over":false,"next_page_token":null,\
                        "empty_reason":"NO_SUCH_SERVICE","instances":[]}""");
    }

    @Test
    void discoverSaysWhatItLeavesOut() {
        assertThat(ServiceJson.of("default", Fixtures.page(List.of(), 7, 4, true, "next")))
                .hasToString("""
                        {"service":"payments","namespace":"default","revision":9,"log_index":41,"node":"n2",\
                        "total":7,"matching":4,"held":false,"spilled_over":true,"next_page_token":"next",\
                        "instances":[]}""");
    }

    @Test
    void watch() {
        Instance instance = Fixtures.fullInstance();
        assertThat(WatchJson.synced(WatchedInstances.copyOf(9, Map.of(instance.key(), instance))))
                .hasToString("{\"synced\":{\"revision\":9,\"instances\":[" + FULL_INSTANCE + "]}}");
        InstanceEvent left = new InstanceEvent(
                InstanceEvent.Kind.LEFT, 10, instance.key(), null, EffectiveStatus.UP, ChangeReason.EXPIRED);
        assertThat(WatchJson.changes(new InstanceChanges(9, 10, false, List.of(left))))
                .singleElement()
                .hasToString("""
                        {"event":{"kind":"LEFT","revision":10,"namespace":"default","service":"payments",\
                        "instance_id":"p1","reason":"EXPIRED","previous_status":"UP","from_revision":9,\
                        "to_revision":10,"coalesced":false,"instance":null}}""");
    }

    @Test
    void services() {
        ServiceSummary summary = new ServiceSummary(
                "payments", Map.of(EffectiveStatus.UP, 2, EffectiveStatus.LAPSED, 1), 3, 2, false, 9);
        assertThat(ServiceJson.of("default", Fixtures.header(), List.of(summary)))
                .hasToString("""
                        {"namespace":"default","revision":9,"log_index":41,"node":"n2","services":[\
                        {"service":"payments","total":3,"healthy":2,"held":false,"modified_revision":9,\
                        "counts":{"UP":2,"LAPSED":1}}]}""");
    }

    @Test
    void registered() {
        InstanceSpec spec = InstanceSpec.of(InstanceKey.of("payments", "p1"));
        assertThat(WriteJson.registered(spec, 12, 9)).hasToString("""
                        {"namespace":"default","service":"payments","instance_id":"p1","lease_id":12,"revision":9,\
                        "ttl_millis":15000}""");
        assertThat(WriteJson.registered(spec.withLease(LeasePolicy.withoutTtl()), 12, 9)
                        .get("ttl_millis")
                        .isNull())
                .isTrue();
    }

    @Test
    void clusterStatus() {
        ClusterReport report = new ClusterReport(
                List.of(
                        new MemberReport(
                                new Seat(
                                        "n1",
                                        "127.0.0.1:7401",
                                        "127.0.0.1:7501",
                                        "127.0.0.1:7701",
                                        NodeProcess.State.RUNNING,
                                        new Restarts(2, "137", false)),
                                Fixtures.status("n1", NodeRole.LEADER, "n1", 41, "8f0c1d2e3a4b5c6d"),
                                new StatePosition(41, 9, "8f0c1d2e3a4b5c6d")),
                        new MemberReport(
                                new Seat(
                                        "n2", "127.0.0.1:7402", null, "127.0.0.1:7702", NodeProcess.State.PAUSED, null),
                                null,
                                null)),
                Agreement.NOT_COMPARED);
        assertThat(NodeJson.of(report)).hasToString("""
                        {"leader":"n1","members":[\
                        {"id":"n1","role":"leader","grpc":"127.0.0.1:7401","http":"127.0.0.1:7501","peer":"127.0.0.1:7701",\
                        "healthy":true,"revision":9,"digest":"8f0c1d2e3a4b5c6d","restarts":2,"agreed_index":40,"differs":false,\
                        "feature_level":1,"supported_feature_level":2},\
                        {"id":"n2","role":"paused","grpc":"127.0.0.1:7402","http":null,"peer":"127.0.0.1:7702",\
                        "healthy":false,"revision":null,"digest":null,"restarts":null,"agreed_index":null,"differs":null,\
                        "feature_level":null,"supported_feature_level":null}]}""");
    }

    @Test
    void nodeStatus() {
        assertThat(NodeJson.of("127.0.0.1:7402", Fixtures.status("n2", NodeRole.FOLLOWER, "n1", 41, "8f0c")))
                .hasToString("""
                        {"address":"127.0.0.1:7402","id":"n2","cluster":"local","role":"follower","leader":"n1",\
                        "ready":true,"not_ready_reason":null,"version":"0.1.0","feature_level":1,"supported_feature_level":2,"uptime_millis":75000,"term":3,\
                        "log_index":41,"commit_index":41,"snapshot_index":0,"disk_slow_millis":0,"revision":9,"digest":"8f0c",\
                        "registry_time_millis":120000,"services":1,"instances":2,"leases":2,"held_services":[],\
                        "compared_index":40,"agreed_index":40,"not_compared":[],"divergence":null}""");
        assertThat(NodeJson.silent("127.0.0.1:7403", "connection refused")).hasToString("""
                        {"address":"127.0.0.1:7403","ready":false,"error":"connection refused"}""");
    }
}
