package io.serviceregistry.bench.check;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.serviceregistry.bench.history.ExportedLog;
import io.serviceregistry.bench.history.Op;
import io.serviceregistry.bench.history.StoredHistory;
import io.serviceregistry.bench.history.proto.HistoryHeader;
import io.serviceregistry.bench.history.proto.Operation;
import io.serviceregistry.bench.history.proto.Outcome;
import io.serviceregistry.bench.history.proto.WatchPiece;
import io.serviceregistry.bench.model.Change;
import io.serviceregistry.bench.model.Effect;
import io.serviceregistry.bench.model.InstanceName;
import io.serviceregistry.bench.model.Model;
import io.serviceregistry.bench.model.ServiceName;
import io.serviceregistry.proto.log.v1.BeginTerm;
import io.serviceregistry.proto.log.v1.CompareStates;
import io.serviceregistry.proto.log.v1.DeregisterInstance;
import io.serviceregistry.proto.log.v1.Entry;
import io.serviceregistry.proto.log.v1.ExpireLeases;
import io.serviceregistry.proto.log.v1.ExportedEntry;
import io.serviceregistry.proto.log.v1.InstanceKey;
import io.serviceregistry.proto.log.v1.LeaseRef;
import io.serviceregistry.proto.log.v1.LoggedCommand;
import io.serviceregistry.proto.log.v1.MetadataEntry;
import io.serviceregistry.proto.log.v1.RegisterInstance;
import io.serviceregistry.proto.log.v1.RenewLeases;
import io.serviceregistry.proto.log.v1.StateReport;
import io.serviceregistry.proto.log.v1.Status;
import io.serviceregistry.proto.log.v1.UpdateInstance;
import io.serviceregistry.proto.v1.DeregisterRequest;
import io.serviceregistry.proto.v1.DeregisterResponse;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.DiscoverResponse;
import io.serviceregistry.proto.v1.EffectiveStatus;
import io.serviceregistry.proto.v1.ErrorReason;
import io.serviceregistry.proto.v1.GetInstanceRequest;
import io.serviceregistry.proto.v1.GetInstanceResponse;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceFilter;
import io.serviceregistry.proto.v1.InstanceSpec;
import io.serviceregistry.proto.v1.LeasePolicy;
import io.serviceregistry.proto.v1.Metadata;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RegisterResponse;
import io.serviceregistry.proto.v1.RenewRequest;
import io.serviceregistry.proto.v1.RenewResponse;
import io.serviceregistry.proto.v1.Renewal;
import io.serviceregistry.proto.v1.RenewalStatus;
import io.serviceregistry.proto.v1.RequestId;
import io.serviceregistry.proto.v1.UpdateRequest;
import io.serviceregistry.proto.v1.UpdateResponse;
import io.serviceregistry.proto.v1.WatchChanges;
import io.serviceregistry.proto.v1.WatchEvent;
import io.serviceregistry.proto.v1.WatchEventKind;
import io.serviceregistry.proto.v1.WatchRequest;
import io.serviceregistry.proto.v1.WatchResponse;
import io.serviceregistry.proto.v1.WatchSynced;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A registry without a fault and its clients, in virtual time: every operation takes effect at one moment between its call and its
 * return. What comes out is a good history, and the logs to it.
 */
final class SimulatedRun {
    private static final int CLIENTS = 4;
    private static final String SERVICE = "payments";
    private static final long NANOS_PER_MILLI = 1_000_000;

    private record Planned(int client, long callMillis, long effectMillis, long returnMillis) {}

    private final SplittableRandom random;
    private final Model model = new Model();
    private final List<ExportedEntry> entries = new ArrayList<>();
    private final List<Op> operations = new ArrayList<>();
    private final List<WatchPiece> watch = new ArrayList<>();
    private final TreeMap<Long, String> leases = new TreeMap<>();
    private final long[] sequences = new long[CLIENTS];
    private long revision;

    private SimulatedRun(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A good run of so many operations. */
    static SimulatedRun of(long seed, int count) {
        SimulatedRun run = new SimulatedRun(seed);
        run.play(count);
        return run;
    }

    List<Op> operations() {
        return operations;
    }

    List<ExportedEntry> entries() {
        return entries;
    }

    List<WatchPiece> watch() {
        return watch;
    }

    static StoredHistory history(List<Op> operations, List<WatchPiece> watch) {
        TreeMap<Integer, List<WatchPiece>> watches = new TreeMap<>(Map.of(1, watch));
        return StoredHistory.of(HistoryHeader.getDefaultInstance(), operations, watches, false);
    }

    static List<ExportedLog> logs(List<ExportedEntry> entries) {
        return List.of(
                new ExportedLog("n1", List.of(), entries),
                new ExportedLog("n2", List.of(), entries),
                new ExportedLog("n3", List.of(), entries));
    }

    private void play(int count) {
        append(0, LoggedCommand.newBuilder().setBeginTerm(BeginTerm.newBuilder().setProposerTerm(1)));
        watch.add(piece().setOpened(request().toByteString()).build());
        watch.add(received(WatchResponse.newBuilder().setSynced(WatchSynced.getDefaultInstance())));
        List<Planned> plan = new ArrayList<>();
        long[] free = new long[CLIENTS];
        for (int i = 0; i < count; i++) {
            int client = random.nextInt(CLIENTS);
            long call = free[client] + random.nextInt(120);
            long effect = call + 1 + random.nextInt(60);
            long end = effect + 1 + random.nextInt(60);
            free[client] = end + 1;
            plan.add(new Planned(client, call, effect, end));
        }
        plan.sort(Comparator.comparingLong(Planned::effectMillis));
        long now = 0;
        for (Planned next : plan) {
            for (; now + 50 <= next.effectMillis(); now += 50) {
                expire(now + 50);
            }
            operate(next);
        }
    }

    private static WatchRequest request() {
        return WatchRequest.newBuilder()
                .setFilter(InstanceFilter.INSTANCE_FILTER_ALL)
                .build();
    }

    private void expire(long millis) {
        ExpireLeases.Builder expire = ExpireLeases.newBuilder().setProposerTerm(1);
        model.leases()
                .forEach(lease -> expire.addLeases(
                        LeaseRef.newBuilder().setLeaseId(lease.getLeaseId()).setRenewals(lease.getRenewals())));
        append(millis, LoggedCommand.newBuilder().setExpire(expire));
        if (random.nextInt(10) == 0) {
            CompareStates.Builder compare = CompareStates.newBuilder().setProposerTerm(1);
            for (int node = 1; node <= 3; node++) {
                compare.addReports(
                        StateReport.newBuilder().setNodeId("n" + node).setDigest(millis));
            }
            append(millis, LoggedCommand.newBuilder().setCompareStates(compare));
        }
    }

    private List<Effect> append(long millis, LoggedCommand.Builder command) {
        Entry entry = Entry.newBuilder()
                .setFormat(1)
                .setProposerTerm(1)
                .setTimeMillis(millis)
                .addCommands(command)
                .build();
        long index = entries.size();
        entries.add(ExportedEntry.newBuilder()
                .setIndex(index)
                .setTerm(1)
                .setEntry(entry)
                .build());
        List<Effect> effects = model.apply(index, 1, entry);
        effects.forEach(this::tell);
        return effects;
    }

    /** What a watch of everything is told. */
    private void tell(Effect effect) {
        if (effect.changes().isEmpty()) {
            return;
        }
        WatchChanges.Builder changes = WatchChanges.newBuilder().setFromRevision(revision);
        revision = model.revision();
        changes.setToRevision(revision);
        for (Change change : effect.changes()) {
            WatchEvent.Builder event = WatchEvent.newBuilder()
                    .setKind(
                            change.after().isEmpty()
                                    ? WatchEventKind.WATCH_EVENT_KIND_LEFT
                                    : change.before().isEmpty()
                                            ? WatchEventKind.WATCH_EVENT_KIND_JOINED
                                            : WatchEventKind.WATCH_EVENT_KIND_CHANGED)
                    .setRevision(revision)
                    .setKey(change.name().toKey())
                    .setReason(change.reason())
                    .setPreviousStatus(change.before()
                            .map(Instance::getStatus)
                            .orElse(EffectiveStatus.EFFECTIVE_STATUS_UNSPECIFIED));
            change.after().ifPresent(event::setInstance);
            changes.addEvents(event);
        }
        watch.add(received(WatchResponse.newBuilder().setChanges(changes)));
    }

    private WatchPiece received(WatchResponse.Builder response) {
        return piece().setReceived(response.build().toByteString()).build();
    }

    private static WatchPiece.Builder piece() {
        return WatchPiece.newBuilder().setWatch(1).setNode("n1");
    }

    private void operate(Planned when) {
        String id = "i" + random.nextInt(3);
        int dice = random.nextInt(10);
        if (dice < 3) {
            register(when, id);
        } else if (dice < 5 && !leases.isEmpty()) {
            renew(when);
        } else if (dice == 5) {
            update(when, id);
        } else if (dice == 6) {
            deregister(when, id);
        } else if (dice == 7) {
            discover(when);
        } else {
            get(when, id);
        }
    }

    private void register(Planned when, String id) {
        String value = "v" + when.callMillis();
        RequestId request = nextId(when.client());
        boolean ifAbsent = random.nextBoolean();
        RegisterRequest.Builder asked = RegisterRequest.newBuilder()
                .setRequestId(request)
                .setInstance(InstanceSpec.newBuilder()
                        .setKey(publicKey(id))
                        .putMetadata("value", value)
                        .setLease(LeasePolicy.newBuilder().setTtlMillis(1_000).setRemoveAfterMillis(500)));
        RegisterInstance.Builder command = RegisterInstance.newBuilder()
                .setSpec(io.serviceregistry.proto.log.v1.InstanceSpec.newBuilder()
                        .setKey(key(id))
                        .addMetadata(MetadataEntry.newBuilder().setKey("value").setValue(value))
                        .setWeight(100)
                        .setStatus(Status.STATUS_UP)
                        .setTtlMillis(1_000)
                        .setRemoveAfterMillis(500));
        if (ifAbsent) {
            asked.setIfAbsent(true);
            command.setIfAbsent(true);
        }
        Operation.Builder operation = operation(when).setRegister(asked.build().toByteString());
        Effect effect =
                submit(when, operation, request, LoggedCommand.newBuilder().setRegister(command));
        if (effect != null) {
            long lease = effect.outcome().getRegisteredLeaseId();
            if (lease != 0) {
                leases.put(lease, id);
            }
            answer(
                    operation,
                    effect,
                    RegisterResponse.newBuilder().setLeaseId(lease).build());
        }
    }

    private void renew(Planned when) {
        List<Long> known = new ArrayList<>(leases.keySet());
        long lease = known.get(Math.max(0, known.size() - 1 - random.nextInt(4)));
        Operation.Builder operation = operation(when)
                .setRenew(RenewRequest.newBuilder().addLeaseIds(lease).build().toByteString());
        Effect effect = append(
                        when.effectMillis(),
                        LoggedCommand.newBuilder()
                                .setRenew(RenewLeases.newBuilder().addLeaseIdDeltas(lease)))
                .get(0);
        var renewed = effect.outcome().getRenewed();
        RenewalStatus status = renewed.getUnknownCount() > 0
                ? RenewalStatus.RENEWAL_STATUS_UNKNOWN
                : renewed.getReplacedCount() > 0
                        ? RenewalStatus.RENEWAL_STATUS_REPLACED
                        : renewed.getRecoveredCount() > 0
                                ? RenewalStatus.RENEWAL_STATUS_RECOVERED
                                : RenewalStatus.RENEWAL_STATUS_RENEWED;
        answer(
                operation,
                effect,
                RenewResponse.newBuilder()
                        .addRenewals(Renewal.newBuilder().setLeaseId(lease).setStatus(status))
                        .build());
    }

    private void update(Planned when, String id) {
        String value = "v" + when.callMillis();
        RequestId request = nextId(when.client());
        UpdateRequest asked = UpdateRequest.newBuilder()
                .setRequestId(request)
                .setKey(publicKey(id))
                .setMetadata(Metadata.newBuilder().putEntries("value", value))
                .build();
        Operation.Builder operation = operation(when).setUpdate(asked.toByteString());
        Effect effect = submit(
                when,
                operation,
                request,
                LoggedCommand.newBuilder()
                        .setUpdate(UpdateInstance.newBuilder()
                                .setKey(key(id))
                                .setMetadata(io.serviceregistry.proto.log.v1.Metadata.newBuilder()
                                        .addEntries(MetadataEntry.newBuilder()
                                                .setKey("value")
                                                .setValue(value)))));
        if (effect != null) {
            answer(
                    operation,
                    effect,
                    UpdateResponse.newBuilder()
                            .setModifiedRevision(effect.outcome().getUpdatedRevision())
                            .build());
        }
    }

    private void deregister(Planned when, String id) {
        RequestId request = nextId(when.client());
        DeregisterRequest asked = DeregisterRequest.newBuilder()
                .setRequestId(request)
                .setKey(publicKey(id))
                .build();
        Operation.Builder operation = operation(when).setDeregister(asked.toByteString());
        Effect effect = submit(
                when,
                operation,
                request,
                LoggedCommand.newBuilder()
                        .setDeregister(DeregisterInstance.newBuilder().setKey(key(id))));
        if (effect != null) {
            answer(operation, effect, DeregisterResponse.getDefaultInstance());
        }
    }

    /** One in ten is not applied, as is said; of one in ten nobody hears, whether it was or not. */
    private @Nullable Effect submit(
            Planned when, Operation.Builder operation, RequestId request, LoggedCommand.Builder command) {
        int dice = random.nextInt(20);
        if (dice < 2) {
            add(operation.setOutcome(Outcome.OUTCOME_NOT_APPLIED).setReason("NO_LEADER"));
            return null;
        }
        if (dice == 2) {
            add(operation.setOutcome(Outcome.OUTCOME_INDETERMINATE).setReason("INDETERMINATE"));
            return null;
        }
        command.setRequest(io.serviceregistry.proto.log.v1.RequestId.newBuilder()
                .setClientId(request.getClientId())
                .setSequence(request.getSequence())
                .setLowestUnanswered(request.getLowestUnanswered()));
        Effect effect = append(when.effectMillis(), command).get(0);
        if (dice == 3) {
            add(operation.setOutcome(Outcome.OUTCOME_INDETERMINATE).setReason("INDETERMINATE"));
            return null;
        }
        return effect;
    }

    private void answer(Operation.Builder operation, Effect effect, Message response) {
        operation
                .setOutcome(Outcome.OUTCOME_OK)
                .setRevision(effect.told().revision())
                .setLogIndex(effect.told().place().logIndex())
                .setCommandIndex(effect.told().place().commandIndex());
        if (effect.outcome().hasRejected()) {
            var rejected = effect.outcome().getRejected();
            operation
                    .setReason(
                            ErrorReason.forNumber(rejected.getReason()).name().substring("ERROR_REASON_".length()))
                    .setDetail(rejected.getDetail());
        } else {
            operation.setResponse(response.toByteString());
        }
        add(operation);
    }

    private void get(Planned when, String id) {
        Operation.Builder operation = read(when)
                .setGet(GetInstanceRequest.newBuilder()
                        .setKey(publicKey(id))
                        .build()
                        .toByteString());
        model.find(new InstanceName(new ServiceName("default", SERVICE), id))
                .ifPresentOrElse(
                        found -> operation.setResponse(GetInstanceResponse.newBuilder()
                                .setInstance(found)
                                .build()
                                .toByteString()),
                        () -> operation.setReason("INSTANCE_NOT_FOUND"));
        add(operation);
    }

    private void discover(Planned when) {
        ServiceName service = new ServiceName("default", SERVICE);
        DiscoverRequest asked = DiscoverRequest.newBuilder()
                .setService(SERVICE)
                .setFilter(InstanceFilter.INSTANCE_FILTER_ALL)
                .build();
        add(read(when)
                .setDiscover(asked.toByteString())
                .setResponse(DiscoverResponse.newBuilder()
                        .addAllInstances(model.discover(service, asked.getFilter()))
                        .setTotal(model.sizeOf(service))
                        .build()
                        .toByteString()));
    }

    private Operation.Builder read(Planned when) {
        return operation(when)
                .setOutcome(Outcome.OUTCOME_OK)
                .setRevision(model.revision())
                .setLogIndex(model.logIndex());
    }

    private static Operation.Builder operation(Planned when) {
        return Operation.newBuilder()
                .setClient(when.client())
                .setNode("n1")
                .setAttempts(1)
                .setCallNanos(when.callMillis() * NANOS_PER_MILLI)
                .setReturnNanos(when.returnMillis() * NANOS_PER_MILLI);
    }

    private void add(Operation.Builder operation) {
        operations.add(op(operation.build()));
    }

    static Op op(Operation operation) {
        try {
            return Op.of(operation);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private RequestId nextId(int client) {
        sequences[client]++;
        return RequestId.newBuilder()
                .setClientId("client-" + client)
                .setSequence(sequences[client])
                .setLowestUnanswered(sequences[client])
                .build();
    }

    private static InstanceKey key(String id) {
        return InstanceKey.newBuilder()
                .setNamespace("default")
                .setService(SERVICE)
                .setInstanceId(id)
                .build();
    }

    private static io.serviceregistry.proto.v1.InstanceKey publicKey(String id) {
        return io.serviceregistry.proto.v1.InstanceKey.newBuilder()
                .setService(SERVICE)
                .setInstanceId(id)
                .build();
    }
}
