package io.serviceregistry.bench.model;

import io.serviceregistry.proto.log.v1.ClientRecord;
import io.serviceregistry.proto.log.v1.ClusterSettings;
import io.serviceregistry.proto.log.v1.HoldRecord;
import io.serviceregistry.proto.log.v1.InstanceRecord;
import io.serviceregistry.proto.log.v1.LapseRecord;
import io.serviceregistry.proto.log.v1.LeaseRecord;
import io.serviceregistry.proto.log.v1.LoggedCommand;
import io.serviceregistry.proto.log.v1.RequestRecord;
import io.serviceregistry.proto.log.v1.SnapshotHeader;
import io.serviceregistry.proto.log.v1.SnapshotRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What there is between two commands: the tables of docs/model.md, their rows in the form in which a snapshot has them. */
final class State {
    static final int FIRST_LEVEL = 1;

    /** The settings until a leader's are in the log: the node's defaults. */
    private static final ClusterSettings DEFAULTS = ClusterSettings.newBuilder()
            .setGraceMillis(5_000)
            .setRequestWindowMillis(600_000)
            .setMaxRememberedRequests(1_000_000)
            .setMaxInstancesPerService(100_000)
            .setMaxInstances(1_000_000)
            .setStormPercent(50)
            .setStormMinLapses(5)
            .setMaxHoldMillis(600_000)
            .build();

    /** A request's identity. */
    record RequestKey(String client, long sequence) implements Comparable<RequestKey> {
        @Override
        public int compareTo(RequestKey other) {
            int order = client.compareTo(other.client);
            return order == 0 ? Long.compare(sequence, other.sequence) : order;
        }
    }

    long logIndex;
    long term;
    long revision;
    long nowMillis;
    long nextLeaseId = 1;
    long graceUntilMillis;
    long begunTerm;
    long forgottenUntilMillis;
    int level = FIRST_LEVEL;
    ClusterSettings settings = DEFAULTS;

    final NavigableMap<ServiceName, NavigableMap<String, InstanceRecord>> services = new TreeMap<>();
    final SortedMap<ServiceName, Long> modified = new TreeMap<>();
    final SortedMap<Long, LeaseRecord> leases = new TreeMap<>();
    final SortedMap<Long, InstanceName> replaced = new TreeMap<>();
    final SortedMap<Scope, Intent> intents = new TreeMap<>();
    final SortedMap<Long, LapseRecord> lapses = new TreeMap<>();
    final SortedMap<ServiceName, HoldRecord> holds = new TreeMap<>();
    final SortedMap<String, ClientRecord> clients = new TreeMap<>();
    final NavigableMap<RequestKey, RequestRecord> requests = new TreeMap<>();

    /** The commands of requests; none of those that a snapshot told of, which has no more than a fingerprint of the node's own. */
    final Map<RequestKey, LoggedCommand> commands = new HashMap<>();

    int instances() {
        return services.values().stream().mapToInt(Map::size).sum();
    }

    int sizeOf(ServiceName service) {
        return services.getOrDefault(service, new TreeMap<>()).size();
    }

    Optional<InstanceRecord> find(InstanceName name) {
        NavigableMap<String, InstanceRecord> members = services.get(name.service());
        return members == null ? Optional.empty() : Optional.ofNullable(members.get(name.id()));
    }

    void put(InstanceRecord instance) {
        InstanceName name = InstanceName.of(instance.getSpec().getKey());
        services.computeIfAbsent(name.service(), none -> new TreeMap<>()).put(name.id(), instance);
        modified.put(name.service(), instance.getModifiedRevision());
    }

    void remove(InstanceName name, long atRevision) {
        NavigableMap<String, InstanceRecord> members = services.get(name.service());
        if (members != null && members.remove(name.id()) != null) {
            modified.put(name.service(), atRevision);
            if (members.isEmpty()) {
                services.remove(name.service());
                modified.remove(name.service());
            }
        }
    }

    static ServiceName serviceOf(LapseRecord lapse) {
        return new ServiceName(lapse.getNamespace(), lapse.getService());
    }

    static ServiceName serviceOf(HoldRecord hold) {
        return new ServiceName(hold.getNamespace(), hold.getService());
    }

    static RequestKey keyOf(RequestRecord request) {
        return new RequestKey(request.getClientId(), request.getSequence());
    }

    /** Takes over a snapshot, record by record. */
    void load(List<SnapshotRecord> records) {
        records.forEach(this::load);
    }

    private void load(SnapshotRecord record) {
        switch (record.getRecordCase()) {
            case HEADER -> load(record.getHeader());
            case SERVICE ->
                modified.put(
                        new ServiceName(
                                record.getService().getNamespace(),
                                record.getService().getService()),
                        record.getService().getModifiedRevision());
            case INSTANCE -> {
                InstanceName name =
                        InstanceName.of(record.getInstance().getSpec().getKey());
                services.computeIfAbsent(name.service(), none -> new TreeMap<>())
                        .put(name.id(), record.getInstance());
            }
            case LEASE -> leases.put(record.getLease().getLeaseId(), record.getLease());
            case OVERRIDE -> {
                var override = record.getOverride();
                load(new Intent(
                        Scope.of(override.getKey()),
                        override.getStatus(),
                        override.getReason(),
                        override.getOwner(),
                        override.getExpiresAtMillis()));
            }
            case WIDE_OVERRIDE -> {
                var override = record.getWideOverride();
                load(new Intent(
                        Scope.of(override.getScope()),
                        override.getStatus(),
                        override.getReason(),
                        override.getOwner(),
                        override.getExpiresAtMillis()));
            }
            case LAPSE -> lapses.put(record.getLapse().getLeaseId(), record.getLapse());
            case HOLD -> holds.put(serviceOf(record.getHold()), record.getHold());
            case CLIENT -> clients.put(record.getClient().getClientId(), record.getClient());
            case REQUEST -> requests.put(keyOf(record.getRequest()), record.getRequest());
            case REPLACED_LEASE ->
                replaced.put(
                        record.getReplacedLease().getLeaseId(),
                        InstanceName.of(record.getReplacedLease().getKey()));
            case AGREEMENT, END -> {}
            case RECORD_NOT_SET -> throw new IllegalArgumentException("a record of a snapshot without content");
        }
    }

    private void load(Intent intent) {
        intents.put(intent.scope(), intent);
    }

    private void load(SnapshotHeader header) {
        logIndex = header.getLogIndex();
        term = header.getTerm();
        revision = header.getRevision();
        nowMillis = header.getTimeMillis();
        nextLeaseId = header.getNextLeaseId();
        graceUntilMillis = header.getGraceUntilMillis();
        begunTerm = header.getBegunTerm();
        forgottenUntilMillis = header.getForgottenUntilMillis();
        level = header.hasFeatureLevel() ? header.getFeatureLevel() : FIRST_LEVEL;
        settings = header.getSettings();
    }
}
