package io.serviceregistry.node.codec;

import com.google.protobuf.Message;
import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.Lease;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.StatusOverride;
import io.serviceregistry.node.core.state.Agreement;
import io.serviceregistry.node.core.state.Client;
import io.serviceregistry.node.core.state.Hold;
import io.serviceregistry.node.core.state.Lapse;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.RememberedRequest;
import io.serviceregistry.node.core.state.ReplacedLease;
import io.serviceregistry.node.core.state.Service;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.proto.log.v1.InstanceRecord;
import io.serviceregistry.proto.log.v1.LeaseRecord;
import io.serviceregistry.proto.log.v1.ReplacedLeaseRecord;
import io.serviceregistry.proto.log.v1.RequestRecord;
import io.serviceregistry.proto.log.v1.ServiceRecord;
import io.serviceregistry.proto.log.v1.SnapshotEnd;
import io.serviceregistry.proto.log.v1.SnapshotHeader;
import io.serviceregistry.proto.log.v1.SnapshotRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * Takes the records of a snapshot one after the other and gives the state once all were there.
 *
 * <p>Records in another order than the canonical one are refused, and so is whatever occurs twice. Names that occur in
 * many records are kept once, as they are in a state that grew by commands.
 */
final class ImageReader {
    private final String expectedClusterId;
    private final SharedValues shared = new SharedValues();
    private final TreeMap<ServiceKey, Service> services = new TreeMap<>();
    private final Map<Long, InstanceKey> keysByLease = new HashMap<>();
    private final TreeMap<Long, Lease> leases = new TreeMap<>();
    private final TreeMap<OverrideScope, StatusOverride> overrides = new TreeMap<>();
    private final TreeMap<Long, Lapse> lapses = new TreeMap<>();
    private final TreeMap<ServiceKey, Hold> holds = new TreeMap<>();
    private final TreeMap<String, Client> clients = new TreeMap<>();
    private final TreeMap<RememberedRequest.Key, RememberedRequest> requests = new TreeMap<>();
    private final TreeMap<Long, ReplacedLease> replacedLeases = new TreeMap<>();
    private SnapshotHeader header = SnapshotHeader.getDefaultInstance();
    private @Nullable OpenService open;
    private long records;
    private int section;
    private Agreement agreement = Agreement.NONE;
    private boolean ended;

    ImageReader(String expectedClusterId) {
        this.expectedClusterId = expectedClusterId;
    }

    /** The number of records taken. */
    long records() {
        return records;
    }

    /** True once the last record was taken. */
    boolean hasEnded() {
        return ended;
    }

    /** Takes the next record. */
    void accept(SnapshotRecord proto) {
        int next = section(proto);
        boolean once = proto.hasHeader() || proto.hasAgreement() || proto.hasEnd();
        if ((records == 0) != proto.hasHeader() || next < section || (once && next == section)) {
            throw Fields.corrupt(proto, proto.getRecordCase() + " is out of order");
        }
        Fields.refuseUnknown(proto);
        if (proto.hasService() || next > section) {
            closeService();
        }
        section = next;
        add(proto);
        records++;
    }

    /** The places of the records in the canonical order. */
    private static int section(SnapshotRecord proto) {
        return switch (proto.getRecordCase()) {
            case HEADER -> 1;
            case SERVICE, INSTANCE -> 2;
            case LEASE -> 3;
            case OVERRIDE -> 4;
            case WIDE_OVERRIDE -> 5;
            case LAPSE -> 6;
            case HOLD -> 7;
            case CLIENT -> 8;
            case REQUEST -> 9;
            case REPLACED_LEASE -> 10;
            case AGREEMENT -> 11;
            case END -> 12;
            case RECORD_NOT_SET -> throw Fields.corrupt(proto, "record is missing");
        };
    }

    private void add(SnapshotRecord proto) {
        switch (proto.getRecordCase()) {
            case HEADER -> readHeader(proto.getHeader());
            case SERVICE -> openService(proto.getService());
            case INSTANCE -> addInstance(proto.getInstance());
            case LEASE -> addLease(proto.getLease());
            case OVERRIDE -> {
                StatusOverride override = RecordCodec.override(proto.getOverride());
                put(overrides, override.scope(), override, proto);
            }
            case WIDE_OVERRIDE -> {
                StatusOverride override = RecordCodec.override(proto.getWideOverride());
                put(overrides, override.scope(), override, proto);
            }
            case LAPSE -> {
                Lapse lapse = RecordCodec.lapse(proto.getLapse());
                put(lapses, lapse.leaseId(), lapse, proto);
            }
            case HOLD -> {
                Hold hold = RecordCodec.hold(proto.getHold());
                put(holds, hold.service(), hold, proto);
            }
            case CLIENT -> {
                Client client = RecordCodec.client(proto.getClient());
                put(clients, client.id(), client, proto);
            }
            case REQUEST -> addRequest(proto.getRequest());
            case REPLACED_LEASE -> addReplacedLease(proto.getReplacedLease());
            case AGREEMENT -> agreement = RecordCodec.agreement(proto.getAgreement());
            case END -> end(proto.getEnd());
            case RECORD_NOT_SET -> throw Fields.corrupt(proto, "record is missing");
        }
    }

    private void readHeader(SnapshotHeader proto) {
        if (proto.getFormat() != ImageCodec.FORMAT) {
            throw Fields.corrupt(
                    proto,
                    "format: " + Integer.toUnsignedString(proto.getFormat()) + " (expected: " + ImageCodec.FORMAT
                            + "; a newer one needs a newer node)");
        }
        if (!proto.getClusterId().equals(expectedClusterId)) {
            throw Fields.corrupt(proto, "cluster: " + proto.getClusterId() + " (expected: " + expectedClusterId + ')');
        }
        header = proto;
    }

    private void openService(ServiceRecord proto) {
        open = new OpenService(RecordCodec.service(proto), proto.getModifiedRevision());
    }

    private void addInstance(InstanceRecord proto) {
        if (open == null) {
            throw Fields.corrupt(proto, "its service is missing");
        }
        Instance instance = RecordCodec.instance(proto, open.key, shared);
        put(open.instances, instance.key().instanceId(), instance, proto);
        open.lapsed += instance.lapsed() ? 1 : 0;
        keysByLease.put(instance.leaseId(), instance.key());
    }

    private void closeService() {
        if (open == null) {
            return;
        }
        if (open.instances.isEmpty()) {
            throw new CorruptLogException("service " + open.key + " has no instance");
        }
        TreePMap<String, Instance> instances = TreePMap.fromSortedMap(open.instances);
        Service service = new Service(open.key, instances, open.lapsed, open.modifiedRevision);
        put(services, service.key(), service, ServiceRecord.getDefaultInstance());
        open = null;
    }

    private void addLease(LeaseRecord proto) {
        Fields.require(proto.hasKey(), proto, "key");
        put(leases, proto.getLeaseId(), RecordCodec.lease(proto, leaseKey(proto)), proto);
    }

    /** The key of a lease: that of its instance, when they agree. */
    private InstanceKey leaseKey(LeaseRecord proto) {
        InstanceKey known = keysByLease.get(proto.getLeaseId());
        if (known == null) {
            return ModelCodec.key(proto.getKey());
        }
        InstanceKey key = ModelCodec.key(proto.getKey(), known.service());
        return key.equals(known) ? known : key;
    }

    private void addReplacedLease(ReplacedLeaseRecord proto) {
        ReplacedLease lease = RecordCodec.replacedLease(proto);
        put(replacedLeases, lease.id(), lease, proto);
    }

    private void addRequest(RequestRecord proto) {
        Client client = clients.get(proto.getClientId());
        RememberedRequest request = RecordCodec.request(proto, client == null ? proto.getClientId() : client.id());
        put(requests, request.key(), request, proto);
    }

    private void end(SnapshotEnd proto) {
        Fields.refuseUnknown(proto);
        if (proto.getRecords() != records) {
            throw Fields.corrupt(
                    proto, "records: " + Long.toUnsignedString(proto.getRecords()) + " (expected: " + records + ')');
        }
        ended = true;
    }

    private static <K extends Comparable<? super K>, V> void put(TreeMap<K, V> map, K key, V value, Message proto) {
        Fields.requireAscending(map.isEmpty() ? null : map.lastKey(), key, proto, "key");
        map.put(key, value);
    }

    /** The state, after the last record; what it derives from the records must be what its writer derived. */
    RegistryState state() {
        StateImage read = new StateImage(
                RecordCodec.scalars(header),
                TreePMap.fromSortedMap(services),
                0,
                TreePMap.fromSortedMap(leases),
                TreePMap.fromSortedMap(replacedLeases),
                TreePMap.fromSortedMap(overrides),
                TreePMap.fromSortedMap(lapses),
                TreePMap.fromSortedMap(holds),
                TreePMap.fromSortedMap(clients),
                TreePMap.fromSortedMap(requests),
                agreement,
                0);
        RegistryState state = new RegistryState(read);
        long digest = state.image().digest();
        if (digest != header.getDigest()) {
            throw Fields.corrupt(
                    header,
                    "digest: " + Long.toHexString(header.getDigest()) + " (expected: " + Long.toHexString(digest)
                            + ", the digest of the records)");
        }
        return state;
    }

    /** The service whose instances are being read. */
    private static final class OpenService {
        private final ServiceKey key;
        private final long modifiedRevision;
        private final TreeMap<String, Instance> instances = new TreeMap<>();
        private int lapsed;

        OpenService(ServiceKey key, long modifiedRevision) {
            this.key = key;
            this.modifiedRevision = modifiedRevision;
        }
    }
}
