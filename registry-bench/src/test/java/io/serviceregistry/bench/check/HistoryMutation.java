package io.serviceregistry.bench.check;

import com.google.protobuf.InvalidProtocolBufferException;
import io.serviceregistry.bench.history.ExportedLog;
import io.serviceregistry.bench.history.Op;
import io.serviceregistry.bench.history.StoredHistory;
import io.serviceregistry.bench.history.proto.Operation;
import io.serviceregistry.bench.history.proto.Outcome;
import io.serviceregistry.bench.history.proto.WatchPiece;
import io.serviceregistry.proto.log.v1.ExportedEntry;
import io.serviceregistry.proto.v1.EffectiveStatus;
import io.serviceregistry.proto.v1.GetInstanceResponse;
import io.serviceregistry.proto.v1.RegisterResponse;
import io.serviceregistry.proto.v1.RenewResponse;
import io.serviceregistry.proto.v1.RenewalStatus;
import io.serviceregistry.proto.v1.UpdateResponse;
import io.serviceregistry.proto.v1.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Ways to make a good run a bad one, each of which breaks a promise by itself. */
enum HistoryMutation {
    /** A read shows a value that is not there. */
    SWAPPED_VALUE {
        @Override
        Optional<Bad> apply(SimulatedRun run, SplittableRandom random) {
            return change(run, random, op -> op.isGranted() && op.kind() == Op.Kind.GET, operation -> {
                GetInstanceResponse.Builder got = got(operation);
                got.getInstanceBuilder().getSpecBuilder().putMetadata("value", "v-1");
                return operation.setResponse(got.build().toByteString());
            });
        }
    },
    /** A living instance is shown as lapsed. */
    WRONG_LAPSE {
        @Override
        Optional<Bad> apply(SimulatedRun run, SplittableRandom random) {
            return change(
                    run,
                    random,
                    op -> op.isGranted()
                            && op.response() instanceof GetInstanceResponse got
                            && got.getInstance().getStatus() == EffectiveStatus.EFFECTIVE_STATUS_UP,
                    operation -> {
                        GetInstanceResponse.Builder got = got(operation);
                        got.getInstanceBuilder().setStatus(EffectiveStatus.EFFECTIVE_STATUS_LAPSED);
                        return operation.setResponse(got.build().toByteString());
                    });
        }
    },
    /** A read is answered from the state before the last write that was acknowledged. */
    STALE_READ {
        @Override
        Optional<Bad> apply(SimulatedRun run, SplittableRandom random) {
            List<Op> operations = run.operations();
            List<Integer> places = new ArrayList<>();
            for (int late = 1; late < operations.size(); late++) {
                if (older(operations, late).isPresent()) {
                    places.add(late);
                }
            }
            if (places.isEmpty()) {
                return Optional.empty();
            }
            int late = places.get(random.nextInt(places.size()));
            Op stale = older(operations, late).orElseThrow();
            return Optional.of(with(
                    run,
                    late,
                    stale.record().toBuilder()
                            .setCallNanos(operations.get(late).callNanos())
                            .setReturnNanos(operations.get(late).returnNanos())));
        }

        /** An answered read of the same instance, between which and this one a write of it was answered. */
        private Optional<Op> older(List<Op> operations, int late) {
            Op read = operations.get(late);
            if (read.kind() != Op.Kind.GET) {
                return Optional.empty();
            }
            return operations.stream()
                    .filter(op -> op.kind() == Op.Kind.GET && op.get().equals(read.get()))
                    .filter(op -> operations.stream()
                            .anyMatch(write -> write.isGranted()
                                    && write.kind() == Op.Kind.UPDATE
                                    && write.update().getKey().equals(read.get().getKey())
                                    && WitnessChecker.place(write).compareTo(WitnessChecker.place(op)) > 0
                                    && write.returnNanos() < read.callNanos()))
                    .findFirst();
        }
    },
    /** An acknowledged write is in no log. */
    LOST_WRITE {
        @Override
        Optional<Bad> apply(SimulatedRun run, SplittableRandom random) {
            return pick(run, random, op -> op.isOk() && op.kind().isWrite()).map(place -> {
                int index = (int) run.operations().get(place).record().getLogIndex();
                ExportedEntry entry = run.entries().get(index);
                List<ExportedEntry> entries = new ArrayList<>(run.entries());
                entries.set(
                        index,
                        entry.toBuilder()
                                .setEntry(entry.getEntry().toBuilder().clearCommands())
                                .build());
                return new Bad(SimulatedRun.history(run.operations(), run.watch()), SimulatedRun.logs(entries));
            });
        }
    },
    /** What was applied was said not to be. */
    DISHONEST_ERROR {
        @Override
        Optional<Bad> apply(SimulatedRun run, SplittableRandom random) {
            return change(
                    run,
                    random,
                    op -> op.isGranted() && op.kind().isWrite() && op.kind() != Op.Kind.RENEW,
                    operation -> operation
                            .setOutcome(Outcome.OUTCOME_NOT_APPLIED)
                            .setReason("NO_LEADER")
                            .clearResponse());
        }
    },
    /** Two registrations got one lease. */
    SHARED_LEASE {
        @Override
        Optional<Bad> apply(SimulatedRun run, SplittableRandom random) {
            return change(run, random, op -> op.isGranted() && op.kind() == Op.Kind.REGISTER, operation -> {
                long lease =
                        ((RegisterResponse) SimulatedRun.op(operation.build()).response()).getLeaseId();
                return operation.setResponse(RegisterResponse.newBuilder()
                        .setLeaseId(lease - 1)
                        .build()
                        .toByteString());
            });
        }
    },
    /** A dead lease is renewed, or a living one is not. */
    WRONG_RENEWAL {
        @Override
        Optional<Bad> apply(SimulatedRun run, SplittableRandom random) {
            return change(run, random, op -> op.isGranted() && op.kind() == Op.Kind.RENEW, operation -> {
                RenewResponse renewed =
                        (RenewResponse) SimulatedRun.op(operation.build()).response();
                RenewalStatus status = renewed.getRenewals(0).getStatus();
                boolean dead = status == RenewalStatus.RENEWAL_STATUS_UNKNOWN
                        || status == RenewalStatus.RENEWAL_STATUS_REPLACED;
                RenewResponse.Builder wrong = renewed.toBuilder();
                wrong.getRenewalsBuilder(0)
                        .setStatus(dead ? RenewalStatus.RENEWAL_STATUS_RENEWED : RenewalStatus.RENEWAL_STATUS_UNKNOWN);
                return operation.setResponse(wrong.build().toByteString());
            });
        }
    },
    /** An update names another revision. */
    WRONG_REVISION {
        @Override
        Optional<Bad> apply(SimulatedRun run, SplittableRandom random) {
            return change(run, random, op -> op.isGranted() && op.kind() == Op.Kind.UPDATE, operation -> {
                UpdateResponse updated =
                        (UpdateResponse) SimulatedRun.op(operation.build()).response();
                return operation.setResponse(updated.toBuilder()
                        .setModifiedRevision(updated.getModifiedRevision() + 1)
                        .build()
                        .toByteString());
            });
        }
    },
    /** An operation was called after it is known to have happened, and others too that come later in the log. */
    SHIFTED_TIME {
        @Override
        Optional<Bad> apply(SimulatedRun run, SplittableRandom random) {
            int early = run.operations().size() / 2;
            return change(
                    run,
                    random,
                    op -> op.isOk() && run.operations().indexOf(op) < early,
                    operation -> operation
                            .setCallNanos(operation.getCallNanos() + 600_000_000_000L)
                            .setReturnNanos(operation.getReturnNanos() + 600_000_000_000L));
        }
    },
    /** A watch was not told of something. */
    LOST_EVENT {
        @Override
        Optional<Bad> apply(SimulatedRun run, SplittableRandom random) {
            List<WatchPiece> watch = new ArrayList<>(run.watch());
            watch.remove(changes(run, random)); // and the next one does not lead from where the reader is
            return Optional.of(
                    new Bad(SimulatedRun.history(run.operations(), watch), SimulatedRun.logs(run.entries())));
        }
    },
    /** A watch was told something twice. */
    REPEATED_EVENT {
        @Override
        Optional<Bad> apply(SimulatedRun run, SplittableRandom random) {
            List<WatchPiece> watch = new ArrayList<>(run.watch());
            int place = changes(run, random);
            watch.add(place, watch.get(place));
            return Optional.of(
                    new Bad(SimulatedRun.history(run.operations(), watch), SimulatedRun.logs(run.entries())));
        }
    },
    /** A watch was told of another change. */
    WRONG_EVENT {
        @Override
        Optional<Bad> apply(SimulatedRun run, SplittableRandom random) {
            List<WatchPiece> watch = new ArrayList<>(run.watch());
            int place = changes(run, random);
            try {
                WatchResponse.Builder response =
                        WatchResponse.parseFrom(watch.get(place).getReceived()).toBuilder();
                response.getChangesBuilder().getEventsBuilder(0).getKeyBuilder().setInstanceId("i9");
                watch.set(
                        place,
                        watch.get(place).toBuilder()
                                .setReceived(response.build().toByteString())
                                .build());
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
            return Optional.of(
                    new Bad(SimulatedRun.history(run.operations(), watch), SimulatedRun.logs(run.entries())));
        }
    },
    /** A node has another log. */
    DIVERGED_LOG {
        @Override
        Optional<Bad> apply(SimulatedRun run, SplittableRandom random) {
            List<ExportedEntry> other = new ArrayList<>(run.entries());
            int place = random.nextInt(other.size() - 1);
            other.set(place, other.get(place).toBuilder().setTerm(2).build());
            List<ExportedLog> logs = new ArrayList<>(SimulatedRun.logs(run.entries()));
            logs.set(2, new ExportedLog("n3", List.of(), other));
            return Optional.of(new Bad(SimulatedRun.history(run.operations(), run.watch()), logs));
        }
    },
    /** A node has another state. */
    DIVERGED_STATE {
        @Override
        Optional<Bad> apply(SimulatedRun run, SplittableRandom random) {
            List<ExportedEntry> entries = new ArrayList<>(run.entries());
            for (int i = 0; i < entries.size(); i++) {
                ExportedEntry.Builder entry = entries.get(i).toBuilder();
                if (entry.getEntry().getCommandsCount() > 0
                        && entry.getEntry().getCommands(0).hasCompareStates()) {
                    entry.getEntryBuilder()
                            .getCommandsBuilder(0)
                            .getCompareStatesBuilder()
                            .getReportsBuilder(1)
                            .setDigest(-1);
                    entries.set(i, entry.build());
                    return Optional.of(
                            new Bad(SimulatedRun.history(run.operations(), run.watch()), SimulatedRun.logs(entries)));
                }
            }
            return Optional.empty();
        }
    };

    /** What a mutation makes of a run. */
    record Bad(StoredHistory history, List<ExportedLog> logs) {}

    /** The run with one defect; empty where there is nothing to break. */
    abstract Optional<Bad> apply(SimulatedRun run, SplittableRandom random);

    private static GetInstanceResponse.Builder got(Operation.Builder operation) {
        return ((GetInstanceResponse) SimulatedRun.op(operation.build()).response()).toBuilder();
    }

    private static Optional<Bad> change(
            SimulatedRun run, SplittableRandom random, Predicate<Op> where, UnaryOperator<Operation.Builder> change) {
        return pick(run, random, where)
                .map(place -> with(run, place, change.apply(run.operations().get(place).record().toBuilder())));
    }

    private static Optional<Integer> pick(SimulatedRun run, SplittableRandom random, Predicate<Op> where) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < run.operations().size(); i++) {
            if (where.test(run.operations().get(i))) {
                places.add(i);
            }
        }
        return places.isEmpty() ? Optional.empty() : Optional.of(places.get(random.nextInt(places.size())));
    }

    private static Bad with(SimulatedRun run, int place, Operation.Builder operation) {
        List<Op> operations = new ArrayList<>(run.operations());
        operations.set(place, SimulatedRun.op(operation.build()));
        return new Bad(SimulatedRun.history(operations, run.watch()), SimulatedRun.logs(run.entries()));
    }

    /** One of the responses with changes that others follow. */
    private static int changes(SimulatedRun run, SplittableRandom random) {
        return 2 + random.nextInt(run.watch().size() - 3);
    }
}
