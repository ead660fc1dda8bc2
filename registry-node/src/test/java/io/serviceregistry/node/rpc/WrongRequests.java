package io.serviceregistry.node.rpc;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A wrong value for every field of every request of the public schema.
 *
 * <p>A row names the request, the field of the schema it is about, what is merged into a good request in the text format, and
 * the path that the error must name. In the text, {@code @5@} stands for five letters, {@code *3(x #)*} for three times x with
 * the numbers 0..2 for {@code #}, and {@code !a.b} takes a field away.
 */
final class WrongRequests {
    /** One wrong request. */
    record Row(String request, String field, String text, String named) {
        /** The wrong request, made of a good one. */
        Message applyTo(Message good) {
            Message.Builder builder = good.toBuilder();
            if (text.startsWith("!")) {
                clear(builder, text.substring(1));
                return builder.build();
            }
            try {
                TextFormat.merge(expanded(text), builder);
            } catch (TextFormat.ParseException e) {
                throw new AssertionError(this.toString(), e);
            }
            return builder.build();
        }
    }

    /** What the error of a bad page token names: it is no field's rule, but a reason of its own. */
    static final String PAGE_TOKEN = "page token";

    /** Fields of which every value is good. */
    static final Set<String> FREE = Set.of("KeepAliveRequest.correlation_id", "DiscoverRequest.without_lease_state");

    static final Map<String, String> GOOD = Map.ofEntries(
            Map.entry("RegisterRequest", "request_id { client_id: 'c' sequence: 1 } instance { " + key() + " }"),
            Map.entry("RenewRequest", ""),
            Map.entry("BackupRequest", ""),
            Map.entry("KeepAliveRequest", ""),
            Map.entry("UpdateRequest", "request_id { client_id: 'c' sequence: 1 } weight: 1 " + key()),
            Map.entry("DeregisterRequest", "request_id { client_id: 'c' sequence: 1 } " + key()),
            Map.entry("DiscoverRequest", "service: 'payments'"),
            Map.entry("GetInstanceRequest", key()),
            Map.entry("ListServicesRequest", ""),
            Map.entry("WatchRequest", "services: 'payments' resume { cluster_id: 'local' }"),
            Map.entry("StatusRequest", ""),
            Map.entry("ListMembersRequest", ""),
            Map.entry("TransferLeadershipRequest", ""),
            Map.entry(
                    "AddMemberRequest",
                    "node_id: 'n4' grpc_address: 'h:1' peer_address: 'h:2' raft_address: 'h:3' http_address: 'h:4'"),
            Map.entry("RemoveMemberRequest", "node_id: 'n2'"),
            Map.entry(
                    "SetOverrideRequest",
                    "request_id { client_id: 'c' sequence: 1 } status: EFFECTIVE_STATUS_DOWN " + key()),
            Map.entry("ClearOverrideRequest", "request_id { client_id: 'c' sequence: 1 } " + key()),
            Map.entry("ListOverridesRequest", ""),
            Map.entry("ReleaseHoldRequest", "request_id { client_id: 'c' sequence: 1 } service: 'payments'"));

    static final List<Row> ROWS = """
            RegisterRequest | instance | !instance | instance
            RegisterRequest | instance.key | !instance.key | instance.key
            RegisterRequest | instance.endpoints.name | instance { endpoints { name: 'a b' uri: 'http://h:1' } } | instance.endpoints[0].name
            RegisterRequest | instance.endpoints.name | instance { endpoints { name: '@65@' uri: 'http://h:1' } } | instance.endpoints[0].name
            RegisterRequest | instance.endpoints.name | instance { *2(endpoints { name: 'a' uri: 'http://h:1' })* } | instance.endpoints[1].name
            RegisterRequest | instance.endpoints.uri | instance { endpoints { uri: 'http://h:1' } endpoints { uri: 'h:1' } } | instance.endpoints[1].uri
            RegisterRequest | instance.endpoints.uri | instance { endpoints { uri: 'http://h:1/@2048@' } } | instance.endpoints[0].uri
            RegisterRequest | instance.endpoints | instance { *17(endpoints { uri: 'http://h:1' })* } | instance.endpoints
            RegisterRequest | instance.metadata.key | instance { metadata { key: 'a b' value: '' } } | instance.metadata.key
            RegisterRequest | instance.metadata.key | instance { metadata { key: '' value: '' } } | instance.metadata.key
            RegisterRequest | instance.metadata.key | instance { metadata { key: '@129@' value: '' } } | instance.metadata.key
            RegisterRequest | instance.metadata.value | instance { metadata { key: 'a' value: '@8192@' } } | instance.metadata.value
            RegisterRequest | instance.metadata | instance { *65(metadata { key: 'k#' value: '' })* } | instance.metadata
            RegisterRequest | instance.tags | instance { tags: 'a' tags: 'a b' } | instance.tags[1]
            RegisterRequest | instance.tags | instance { tags: '@129@' } | instance.tags[0]
            RegisterRequest | instance.tags | instance { *65(tags: 't#')* } | instance.tags
            RegisterRequest | instance.zone | instance { zone: '@65@' } | instance.zone
            RegisterRequest | instance.zone | instance { zone: 'a/b' } | instance.zone
            RegisterRequest | instance.weight | instance { weight: 1000001 } | instance.weight
            RegisterRequest | instance.weight | instance { weight: 4294967295 } | instance.weight
            RegisterRequest | instance.status | instance { status: 99 } | instance.status
            RegisterRequest | instance.checks.name | instance { checks { name: '' status: CHECK_STATUS_PASSING } } | instance.checks[0].name
            RegisterRequest | instance.checks.name | instance { *2(checks { name: 'a' status: CHECK_STATUS_PASSING })* } | instance.checks[1].name
            RegisterRequest | instance.checks.status | instance { checks { name: 'a' } } | instance.checks[0].status
            RegisterRequest | instance.checks.status | instance { checks { name: 'a' status: 99 } } | instance.checks[0].status
            RegisterRequest | instance.checks.output | instance { checks { name: 'a' status: CHECK_STATUS_PASSING output: '@1025@' } } | instance.checks[0].output
            RegisterRequest | instance.checks | instance { *17(checks { name: 'a#' status: CHECK_STATUS_PASSING })* } | instance.checks
            RegisterRequest | instance.lease.ttl_millis | instance { lease { ttl_millis: 0 } } | instance.lease.ttl_millis
            RegisterRequest | instance.lease.ttl_millis | instance { lease { ttl_millis: 999 } } | instance.lease.ttl_millis
            RegisterRequest | instance.lease.ttl_millis | instance { lease { ttl_millis: 86400001 } } | instance.lease.ttl_millis
            RegisterRequest | instance.lease.ttl_millis | instance { lease { ttl_millis: 18446744073709551615 } } | instance.lease.ttl_millis
            RegisterRequest | instance.lease.no_ttl | instance { lease { no_ttl: false } } | instance.lease.no_ttl
            RegisterRequest | instance.lease.remove_after_millis | instance { lease { remove_after_millis: 604800001 } } | instance.lease.remove_after_millis
            RegisterRequest | instance.lease.remove_after_millis | instance { lease { remove_after_millis: 18446744073709551615 } } | instance.lease.remove_after_millis
            RegisterRequest | instance.lease.never_remove | instance { lease { never_remove: false } } | instance.lease.never_remove
            RegisterRequest | if_absent | if_absent: false | if_absent
            RegisterRequest | previous_lease_id | previous_lease_id: 0 | previous_lease_id
            RegisterRequest | previous_lease_id | previous_lease_id: 18446744073709551615 | previous_lease_id
            RenewRequest | lease_ids | | lease_ids
            RenewRequest | lease_ids | lease_ids: 1 lease_ids: 0 | lease_ids[1]
            RenewRequest | lease_ids | lease_ids: 18446744073709551615 | lease_ids[0]
            RenewRequest | lease_ids | lease_ids: 7 lease_ids: 5 lease_ids: 7 | lease_ids
            RenewRequest | lease_ids | *10001(lease_ids: 1#)* | lease_ids
            KeepAliveRequest | lease_ids | | lease_ids
            KeepAliveRequest | lease_ids | lease_ids: 0 | lease_ids[0]
            KeepAliveRequest | lease_ids | lease_ids: 5 lease_ids: 5 | lease_ids
            UpdateRequest | status | !weight | status
            UpdateRequest | status | status: 99 | status
            UpdateRequest | lease_id | lease_id: 18446744073709551615 | lease_id
            UpdateRequest | expected_revision | expected_revision: 18446744073709551615 | expected_revision
            UpdateRequest | metadata.entries.key | metadata { entries { key: 'a b' value: '' } } | metadata.entries.key
            UpdateRequest | metadata.entries.value | metadata { entries { key: 'a' value: '@8192@' } } | metadata.entries.value
            UpdateRequest | checks.checks.name | checks { checks { name: 'a b' status: CHECK_STATUS_PASSING } } | checks.checks[0].name
            UpdateRequest | checks.checks.status | checks { checks { name: 'a' status: 99 } } | checks.checks[0].status
            UpdateRequest | checks.checks.output | checks { checks { name: 'a' status: CHECK_STATUS_PASSING output: '@1025@' } } | checks.checks[0].output
            UpdateRequest | weight | weight: 0 | weight
            UpdateRequest | weight | weight: 1000001 | weight
            DeregisterRequest | lease_id | lease_id: 18446744073709551615 | lease_id
            DiscoverRequest | namespace | namespace: 'a b' | namespace
            DiscoverRequest | namespace | namespace: '@256@' | namespace
            DiscoverRequest | service | !service | service
            DiscoverRequest | service | service: 'a/b' | service
            DiscoverRequest | filter | filter: 99 | filter
            DiscoverRequest | selector | selector: 'a in b' | selector
            DiscoverRequest | selector | selector: 'a=@1023@' | selector
            DiscoverRequest | preferred_zone | preferred_zone: 'a/b' | preferred_zone
            DiscoverRequest | preferred_zone | preferred_zone: '@65@' | preferred_zone
            DiscoverRequest | min_in_zone | min_in_zone: 1 | min_in_zone
            DiscoverRequest | min_in_zone | preferred_zone: 'a' min_in_zone: 100001 | min_in_zone
            DiscoverRequest | min_in_zone | preferred_zone: 'a' min_in_zone: 4294967295 | min_in_zone
            DiscoverRequest | limit | limit: 100001 | limit
            DiscoverRequest | limit | limit: 4294967295 | limit
            DiscoverRequest | page_token | page_token: 'payments' | page token
            WatchRequest | selector | selector: '!' | selector
            ListServicesRequest | namespace | namespace: 'a b' | namespace
            ListServicesRequest | page_size | page_size: 1001 | page_size
            ListServicesRequest | page_size | page_size: 4294967295 | page_size
            ListServicesRequest | page_token | page_token: 'payments' | page token
            WatchRequest | namespace | namespace: 'a b' | namespace
            WatchRequest | services | services: 'a/b' | services[1]
            WatchRequest | services | services: '' | services[1]
            WatchRequest | services | services: '@256@' | services[1]
            WatchRequest | services | *100(services: 's#')* | services
            WatchRequest | filter | filter: 99 | filter
            WatchRequest | resume.cluster_id | !resume.cluster_id | resume.cluster_id
            WatchRequest | resume.cluster_id | resume { cluster_id: 'a b' } | resume.cluster_id
            WatchRequest | resume.revision | resume { revision: 18446744073709551615 } | resume.revision
            TransferLeadershipRequest | node_id | node_id: 'n9' | node_id
            AddMemberRequest | node_id | !node_id | node_id
            AddMemberRequest | node_id | node_id: 'a b' | node_id
            AddMemberRequest | grpc_address | !grpc_address | grpc_address
            AddMemberRequest | grpc_address | grpc_address: 'h' | grpc_address
            AddMemberRequest | peer_address | !peer_address | peer_address
            AddMemberRequest | peer_address | peer_address: 'h:0' | peer_address
            AddMemberRequest | raft_address | !raft_address | raft_address
            AddMemberRequest | raft_address | raft_address: 'h:65536' | raft_address
            AddMemberRequest | http_address | http_address: ':1' | http_address
            RemoveMemberRequest | node_id | !node_id | node_id
            RemoveMemberRequest | node_id | node_id: 'a b' | node_id
            SetOverrideRequest | status | status: EFFECTIVE_STATUS_UP | status
            SetOverrideRequest | status | status: EFFECTIVE_STATUS_LAPSED | status
            SetOverrideRequest | status | !status | status
            SetOverrideRequest | status | status: 99 | status
            SetOverrideRequest | reason | reason: '@256@' | reason
            SetOverrideRequest | owner | owner: '@129@' | owner
            SetOverrideRequest | expires_after_millis | expires_after_millis: 2592000001 | expires_after_millis
            SetOverrideRequest | expires_after_millis | expires_after_millis: 18446744073709551615 | expires_after_millis
            ListOverridesRequest | namespace | namespace: 'a b' | namespace
            ListOverridesRequest | page_size | page_size: 1001 | page_size
            ListOverridesRequest | page_size | page_size: 4294967295 | page_size
            ListOverridesRequest | page_token | page_token: 'payments' | page token
            ReleaseHoldRequest | namespace | namespace: 'a b' | namespace
            ReleaseHoldRequest | service | !service | service
            """.lines().map(WrongRequests::row).toList();

    /** The rows of every message that has a request id. */
    static final List<Row> REQUEST_ID_ROWS = """
            * | client_id | client_id: '' | client_id
            * | client_id | client_id: 'a b' | client_id
            * | client_id | client_id: '@65@' | client_id
            * | sequence | sequence: 0 | sequence
            * | sequence | sequence: 18446744073709551615 | sequence
            * | lowest_unanswered | lowest_unanswered: 2 | lowest_unanswered
            * | issued_at_millis | issued_at_millis: 18446744073709551615 | issued_at_millis
            """.lines().map(WrongRequests::row).toList();

    /** The rows of every message that has an instance's key. */
    static final List<Row> KEY_ROWS = """
            * | namespace | namespace: 'a/b' | namespace
            * | service | service: '' | service
            * | service | service: '@256@' | service
            * | instance_id | instance_id: '' | instance_id
            * | instance_id | instance_id: 'a b' | instance_id
            * | instance_id | instance_id: '@256@' | instance_id
            """.lines().map(WrongRequests::row).toList();

    /** The rows of every message that has a service's key. */
    static final List<Row> SERVICE_ROWS = """
            * | namespace | namespace: 'a/b' service: 'a' | namespace
            * | service | service: '' | service
            * | service | service: '@256@' | service
            """.lines().map(WrongRequests::row).toList();

    /** The rows of every message that has a zone's key. */
    static final List<Row> ZONE_ROWS = """
            * | namespace | namespace: 'a/b' zone: 'a' | namespace
            * | zone | zone: '' | zone
            * | zone | zone: 'a b' | zone
            * | zone | zone: '@65@' | zone
            """.lines().map(WrongRequests::row).toList();

    /** The rows of every message that has read options. */
    static final List<Row> READ_ROWS = """
            * | consistency | consistency: 99 | consistency
            * | min_revision | min_revision: 1 | min_revision
            * | min_revision | consistency: CONSISTENCY_LOCAL min_revision: 1 | min_revision
            * | min_revision | consistency: CONSISTENCY_AT_LEAST min_revision: 18446744073709551615 | min_revision
            * | max_age_millis | max_age_millis: 1 | max_age_millis
            * | max_age_millis | consistency: CONSISTENCY_AT_LEAST max_age_millis: 1 | max_age_millis
            * | max_age_millis | consistency: CONSISTENCY_LOCAL max_age_millis: 18446744073709551615 | max_age_millis
            """.lines().map(WrongRequests::row).toList();

    private static final Pattern LETTERS = Pattern.compile("@(\\d+)@");
    private static final Pattern TIMES = Pattern.compile("\\*(\\d+)\\((.*?)\\)\\*");

    private WrongRequests() {}

    /** Rows about a message, as rows about a field that holds it. */
    static List<Row> within(String request, String path, List<Row> rows) {
        return rows.stream()
                .map(row -> new Row(
                        request,
                        path + '.' + row.field(),
                        path.replace(".", " { ") + " { " + row.text() + " }".repeat(path.split("\\.").length),
                        path + '.' + row.named()))
                .toList();
    }

    private static String key() {
        return "key { service: 'payments' instance_id: 'i-1' }";
    }

    private static Row row(String line) {
        String[] cells = line.split("\\|", -1);
        return new Row(cells[0].strip(), cells[1].strip(), cells[2].strip(), cells[3].strip());
    }

    private static String expanded(String text) {
        String repeated = TIMES.matcher(text).replaceAll(times -> {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < Integer.parseInt(times.group(1)); i++) {
                all.append(times.group(2).replace("#", Integer.toString(i))).append(' ');
            }
            return Matcher.quoteReplacement(all.toString());
        });
        return LETTERS.matcher(repeated).replaceAll(letters -> "a".repeat(Integer.parseInt(letters.group(1))));
    }

    private static void clear(Message.Builder builder, String path) {
        int dot = path.indexOf('.');
        var field = builder.getDescriptorForType().findFieldByName(dot < 0 ? path : path.substring(0, dot));
        if (dot < 0) {
            builder.clearField(field);
        } else {
            Message.Builder inner = ((Message) builder.getField(field)).toBuilder();
            clear(inner, path.substring(dot + 1));
            builder.setField(field, inner.build());
        }
    }
}
