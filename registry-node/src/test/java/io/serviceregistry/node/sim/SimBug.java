package io.serviceregistry.node.sim;

import io.serviceregistry.node.boot.HeldBackDecisions;
import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.command.Barrier;
import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.DeregisterInstance;
import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.EntryHeader;
import io.serviceregistry.node.core.command.ExpireLeases;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.RenewLeases;
import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.command.UpdateInstance;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.Lease;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.replication.CoalescedReadBarrier;
import io.serviceregistry.node.replication.ConsensusView.Role;
import io.serviceregistry.node.replication.NotProposedException.Reason;
import io.serviceregistry.node.replication.Replicator;
import io.serviceregistry.node.replication.Writes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Mistakes that can be planted, to show that the simulation would find them: each changes one of the {@link SimParts}, and
 * names the promises of docs/guarantees.md of which one must then be found broken. Those that break none are controls.
 */
enum SimBug implements SimParts {
    NONE("none"),
    HELD_BACK_DECISIONS("none, but decisions of an old term reach the log in the next") {
        @Override
        public Replicator replicator(SimNode node) {
            return new HeldBackDecisions(node.raft(), node.views());
        }
    },

    // Leases.
    NO_GRACE("a new leader gives no grace", "NoEarlyExpiry") {
        @Override
        public long graceMillis(long standard) {
            return 0;
        }
    },
    CLOCK_MAKES_UP_PAUSES("registry time makes up for pauses", "NoEarlyExpiry") {
        @Override
        public Replicator replicator(SimNode node) {
            return new SimAlteredLog(node.raft(), new SimEagerClock(node), UnaryOperator.identity());
        }
    },
    WALL_TIME("registry time is the leader's wall clock", "NoEarlyExpiry") {
        @Override
        public Replicator replicator(SimNode node) {
            UnaryOperator<Entry> byWallClock = entry -> new Entry(
                    entry.proposerTerm(),
                    Math.max(entry.timeMillis(), Math.min(node.wallMillis(), node.latestTimeMillis())),
                    entry.commands());
            return new SimAlteredLog(node.raft(), byWallClock, UnaryOperator.identity());
        }
    },
    EXPIRY_NOT_CHECKED_AGAIN("apply does not look again at a lease that is to expire", "NoEarlyExpiry") {
        @Override
        public List<LoggedCommand> commands(SimNode node, RegistryState state, LoggedCommand logged) {
            if (!(logged.command() instanceof ExpireLeases expire)) {
                return List.of(logged);
            }
            List<LoggedCommand> ends = new ArrayList<>(List.of(LoggedCommand.internal(new Barrier())));
            for (LeaseRef seen : expire.leases()) {
                Lease lease = state.image().leases().get(seen.id());
                if (lease != null) {
                    ends.add(LoggedCommand.internal(new DeregisterInstance(lease.key(), lease.id())));
                }
            }
            return ends;
        }
    },
    OLD_TERM_EXPIRES("expiries of an old term count", "NoEarlyExpiry") {
        @Override
        public Replicator replicator(SimNode node) {
            return HELD_BACK_DECISIONS.replicator(node);
        }

        @Override
        public EntryHeader header(EntryHeader header) {
            return new EntryHeader(header.term(), header.logIndex(), header.term(), header.timeMillis());
        }

        @Override
        public List<LoggedCommand> commands(SimNode node, RegistryState state, LoggedCommand logged) {
            return logged.command() instanceof ExpireLeases expire
                    ? List.of(LoggedCommand.internal(
                            new ExpireLeases(state.image().scalars().term(), expire.leases())))
                    : List.of(logged);
        }
    },
    RENEWALS_LOST("one in ten commands with renewals is lost", "NoEarlyExpiry") {
        @Override
        public Writes renewals(Writes writes) {
            AtomicInteger batches = new AtomicInteger();
            return (lane, command, budget) -> batches.incrementAndGet() % 10 == 0
                    ? new CompletableFuture<>()
                    : writes.submit(lane, command, budget);
        }
    },
    REMOVED_AT_ONCE("a lapsed instance is removed without waiting", "NoEarlyExpiry") {
        @Override
        public List<LoggedCommand> commands(SimNode node, RegistryState state, LoggedCommand logged) {
            if (!(logged.command() instanceof RegisterInstance register)) {
                return List.of(logged);
            }
            InstanceSpec spec = register.spec();
            InstanceSpec transientSpec = new InstanceSpec(
                    spec.key(),
                    spec.endpoints(),
                    spec.metadata(),
                    spec.tags(),
                    spec.zone(),
                    spec.weight(),
                    spec.status(),
                    spec.checks(),
                    spec.ttlMillis(),
                    0);
            return as(logged, new RegisterInstance(transientSpec, register.condition(), register.previousLeaseId()));
        }
    },
    NEW_LEASES_NOT_INDEXED("new leases do not reach the expiry index", "EventualExpiry") {
        @Override
        public boolean reachesExpiryIndex(ChangeSet changes) {
            return false;
        }
    },
    LAPSED_STAYS_LAPSED("a renewal does not revive a lapsed instance", "FencedAfterExpiry") {
        @Override
        public List<LoggedCommand> commands(SimNode node, RegistryState state, LoggedCommand logged) {
            if (!(logged.command() instanceof RenewLeases renewal)) {
                return List.of(logged);
            }
            CatalogView view = new CatalogView(state.image());
            long[] alive = LongStream.range(0, renewal.size())
                    .map(at -> renewal.leaseId((int) at))
                    .filter(leaseId -> view.findLease(leaseId)
                            .flatMap(lease -> view.find(lease.key()))
                            .filter(found -> found.instance().lapsed())
                            .isEmpty())
                    .toArray();
            return as(logged, new RenewLeases(alive));
        }
    },
    DEAD_LEASE_RENEWED(
            "the renewal of a lease that has ended is answered as any other",
            "FencedAfterExpiry",
            "FencedAfterReplacement") {
        @Override
        public Result result(Command command, Result result) {
            return result.outcome() instanceof Outcome.Renewed renewed
                    ? new Result(result.position(), new Outcome.Renewed(renewed.recovered(), List.of(), List.of()))
                    : result;
        }
    },
    UPDATE_NOT_FENCED(
            "an update counts whichever lease it is made with", "FencedAfterExpiry", "FencedAfterReplacement") {
        @Override
        public List<LoggedCommand> commands(SimNode node, RegistryState state, LoggedCommand logged) {
            return logged.command() instanceof UpdateInstance update
                    ? as(
                            logged,
                            new UpdateInstance(
                                    update.key(),
                                    UpdateInstance.ANY,
                                    update.expectedRevision(),
                                    update.status(),
                                    update.metadata(),
                                    update.checks(),
                                    update.weight()))
                    : List.of(logged);
        }
    },
    LEASE_IDS_USED_AGAIN(
            "the number of a lease that was the newest is given again when it has ended", "FencedAfterReplacement") {
        @Override
        public StateImage applied(StateImage image) {
            return SimImages.withLeasesCountedAnew(image);
        }
    },

    // Reads.
    READ_WITHOUT_BARRIER("a read is answered from the state at hand", "Linearizable") {
        @Override
        public SimReads reads(CoalescedReadBarrier barrier, SimNode node) {
            return new SimReads(barrier) {
                @Override
                public CompletableFuture<CatalogView> await(Duration budget) {
                    return CompletableFuture.completedFuture(node.views().current());
                }
            };
        }
    },
    READ_JOINS_ROUND("a read is served by a round that was under way when it arrived", "Linearizable") {
        @Override
        public SimReads reads(CoalescedReadBarrier barrier, SimNode node) {
            return new SimReads(barrier) {
                private @Nullable CompletableFuture<CatalogView> underWay;

                @Override
                public CompletableFuture<CatalogView> await(Duration budget) {
                    CompletableFuture<CatalogView> round = underWay;
                    if (round == null || round.isDone()) {
                        round = super.await(budget);
                        underWay = round;
                    }
                    return round;
                }
            };
        }
    },
    OWN_VOTE_COUNTS_TWICE("a leader takes its own term for the answers of others", "Linearizable") {
        @Override
        public SimPeers peers(SimNetwork network, SimNode self) {
            return new SimPeers(network, self) {
                @Override
                public CompletableFuture<Long> currentTerm(String nodeId, Duration timeout) {
                    return CompletableFuture.completedFuture(self.raft().term());
                }
            };
        }
    },
    LEADER_LEASE("a leader that heard a majority within the longest election timeout asks nobody", "Linearizable") {
        @Override
        public SimReads reads(CoalescedReadBarrier barrier, SimNode node) {
            return new SimReads(barrier) {
                @Override
                public CompletableFuture<CatalogView> await(Duration budget) {
                    SimRaft raft = node.raft();
                    return raft.isLeaderReady() && raft.hasHeardMajorityWithin(SimRaft.ELECTION_MAX_MILLIS)
                            ? node.views().awaitIndex(raft.commitIndex())
                            : super.await(budget);
                }
            };
        }
    },
    FOLLOWER_READ_NOT_CONFIRMED("a leader tells a follower how far it is, and asks nobody", "Linearizable") {
        @Override
        public SimPeers peers(SimNetwork network, SimNode self) {
            return new SimPeers(network, self) {
                @Override
                public CompletableFuture<ReadIndexAnswer> readIndex(String nodeId, long term, Duration timeout) {
                    return network.call(
                            self,
                            self.other(nodeId),
                            timeout.toNanos(),
                            asked -> CompletableFuture.completedFuture(
                                    asked.raft().role() == Role.LEADER
                                                    && asked.raft().isLeaderReady()
                                            ? new ReadIndexAnswer.Index(
                                                    asked.raft().commitIndex())
                                            : new ReadIndexAnswer.Retry()));
                }
            };
        }
    },
    AGE_FROM_THE_END("the age of a local read counts from the end of the barrier", "LabelledReads") {
        @Override
        public SimReads reads(CoalescedReadBarrier barrier, SimNode node) {
            return new SimReads(barrier) {
                private long endedNanos;

                @Override
                public CompletableFuture<CatalogView> await(Duration budget) {
                    return super.await(budget).thenApply(view -> {
                        endedNanos = node.monotonicNanos();
                        return view;
                    });
                }

                @Override
                OptionalLong ageMillis() {
                    return super.ageMillis().isEmpty()
                            ? OptionalLong.empty()
                            : OptionalLong.of((node.monotonicNanos() - endedNanos) / SimWorld.MILLI);
                }
            };
        }
    },

    // Requests.
    REQUESTS_FORGOTTEN("outcomes of requests are not remembered", "ExactlyOnce") {
        @Override
        public List<LoggedCommand> commands(SimNode node, RegistryState state, LoggedCommand logged) {
            return List.of(new LoggedCommand(null, logged.notAfterMillis(), logged.command()));
        }
    },
    REPEATED_UNDER_A_NEW_ID("a client repeats what is in doubt under a new id", "ExactlyOnce") {
        @Override
        public RequestId repeated(RequestId request, LongSupplier nextSequence) {
            return new RequestId(
                    request.clientId(), nextSequence.getAsLong(), request.lowestUnanswered(), request.issuedAtMillis());
        }
    },
    NO_ANSWER_IS_TAKEN_FOR_NO("a forwarded write that is not answered is said not to be in the log", "HonestErrors") {
        @Override
        public SimPeers peers(SimNetwork network, SimNode self) {
            return new SimPeers(network, self) {
                @Override
                public CompletableFuture<List<ForwardedOutcome>> forward(
                        String nodeId, List<ForwardedCommand> commands, Duration timeout) {
                    return super.forward(nodeId, commands, timeout)
                            .exceptionally(failure -> commands.stream()
                                    .map(command -> new ForwardedOutcome(null, Reason.DEADLINE_PASSED))
                                    .toList());
                }
            };
        }
    },
    ANSWERS_MIXED_UP("the answers of an entry are given in the reverse order", "AckedMeansDurable") {
        @Override
        public Replicator replicator(SimNode node) {
            return new SimAlteredLog(node.raft(), UnaryOperator.identity(), results -> {
                List<Result> reverse = new ArrayList<>(results);
                Collections.reverse(reverse);
                return reverse;
            });
        }
    },

    // The log, and what is made of it.
    COMMITTED_BY_A_MINORITY(
            "a leader commits what half of the voters hold", "AckedMeansDurable", "SameDigestAtSameIndex") {
        @Override
        public boolean isCommitted(int held, int voters) {
            return held >= voters / 2;
        }
    },
    APPLIED_BEFORE_COMMITTED(
            "a follower applies what it has before it is committed", "AckedMeansDurable", "SameDigestAtSameIndex") {
        @Override
        public long followed(long committed, long matched) {
            return matched;
        }
    },
    ENTRIES_NOT_ON_DISK(
            "a crash takes the entries of the last 200 ms along", "AckedMeansDurable", "SameDigestAtSameIndex") {
        @Override
        public void crashed(SimNode node) {
            node.raft().forgetSince(node.world().nowNanos() - 200 * SimWorld.MILLI, node.imageIndex());
        }
    },
    ONE_NODE_DIFFERS("one node applies no updates", "SameDigestAtSameIndex") {
        @Override
        public List<LoggedCommand> commands(SimNode node, RegistryState state, LoggedCommand logged) {
            return node.id().equals("n2") && logged.command() instanceof UpdateInstance
                    ? List.of(LoggedCommand.internal(new Barrier()))
                    : List.of(logged);
        }
    },
    ORDER_DIFFERS("one node applies the commands of an entry in the reverse order", "SameDigestAtSameIndex") {
        @Override
        public int commandAt(SimNode node, int turn, int commands) {
            return node.id().equals("n2") ? commands - 1 - turn : turn;
        }
    },
    REQUESTS_NOT_IN_SNAPSHOT("the table of requests is not in the snapshot", "SameDigestAtSameIndex") {
        @Override
        public StateImage restored(StateImage kept) {
            return SimImages.withoutRequests(kept);
        }
    },
    GRACE_NOT_IN_SNAPSHOT("the grace is not in the snapshot", "SameDigestAtSameIndex") {
        @Override
        public StateImage restored(StateImage kept) {
            return SimImages.withoutGrace(kept);
        }
    };

    private final String what;
    private final Set<String> breaks;

    SimBug(String what, String... breaks) {
        this.what = what;
        this.breaks = Set.of(breaks);
    }

    /** What is wrong. */
    String what() {
        return what;
    }

    /** The promises of which one does not hold with it; none for a control. */
    Set<String> breaks() {
        return breaks;
    }

    private static List<LoggedCommand> as(LoggedCommand logged, Command command) {
        return List.of(new LoggedCommand(logged.request(), logged.notAfterMillis(), command));
    }
}
