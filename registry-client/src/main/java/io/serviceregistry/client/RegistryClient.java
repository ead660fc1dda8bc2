package io.serviceregistry.client;

import io.serviceregistry.client.internal.ClientRuntime;
import io.serviceregistry.client.internal.backup.BackupReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A client of the registry.
 *
 * <pre>{@code
 * try (RegistryClient client = RegistryClient.builder()
 *         .addresses("registry-1:7400", "registry-2:7400", "registry-3:7400")
 *         .build()) {
 *     Registration registration = client.keepRegistered(
 *             InstanceSpec.of("payments", "payments-7", "http://10.0.0.7:8080"));
 *     registration.awaitRegistered(Duration.ofSeconds(30));
 *     List<Instance> peers = client.discover(ServiceQuery.of("ledger")).instances();
 * }
 * }</pre>
 *
 * <p>Every call is tried at other nodes, within the deadline of the call, until one answers. A mutating call carries
 * the same request id on every attempt, so that it takes effect once however often it is tried. Calls fail with a
 * {@link RegistryException}, which tells whether the call may have taken effect; {@link IndeterminateException} when
 * the deadline passed and it may have. The methods here block; {@link #async()} has the same ones with futures.
 *
 * <p>Thread-safe; one client is enough for a process, and all its registrations share its connections. An interrupt
 * ends the waiting, not the call, and leaves the thread interrupted.
 */
public final class RegistryClient implements AutoCloseable {

    private final ClientRuntime runtime;
    private final AsyncRegistryClient async;

    private RegistryClient(ClientConfig config) {
        this.runtime = new ClientRuntime(config);
        this.async = new AsyncRegistryClient(runtime);
    }

    /** Begins a client. */
    public static Builder builder() {
        return new Builder();
    }

    /** The same calls with futures. */
    public AsyncRegistryClient async() {
        return async;
    }

    /** The name it was given. */
    public String name() {
        return runtime.config().name();
    }

    /** The random part of this client's request ids. */
    public String clientId() {
        return runtime.clientId();
    }

    /** The address at which this client believes the leader to take calls; empty when it knows of none. */
    public Optional<String> leaderAddress() {
        return runtime.leader();
    }

    /**
     * Registers an instance and keeps it registered until the registration is closed or fenced, through outages of any
     * length. Returns at once; {@link Registration#awaitRegistered} waits.
     */
    public Registration keepRegistered(InstanceSpec spec) {
        return keepRegistered(spec, RegistrationOptions.DEFAULT);
    }

    /** The same, with options. */
    public Registration keepRegistered(InstanceSpec spec, RegistrationOptions options) {
        return new Registration(runtime.keep(spec, options), runtime.config().closeTimeout());
    }

    /**
     * Registers an instance once, taking it over from a former holder; renewing its lease is the caller's business.
     *
     * @throws InvalidFieldException if the spec breaks a rule
     * @throws LimitExceededException if the registry or the service is full
     */
    public GrantedLease register(InstanceSpec spec) {
        return register(spec, RegisterCondition.none());
    }

    /**
     * Registers an instance once, under a condition.
     *
     * @throws InstanceExistsException if it was to be absent and is there
     * @throws LeaseReplacedException if a lease newer than the one named was granted
     */
    public GrantedLease register(InstanceSpec spec, RegisterCondition condition) {
        return join(async.register(spec, condition), true);
    }

    /** Renews leases, at most 10,000; each has its own outcome. */
    public Renewals renew(Collection<Long> leaseIds) {
        return join(async.renew(leaseIds), true);
    }

    /**
     * Changes what an instance says of itself.
     *
     * @throws InstanceNotFoundException if there is no such instance
     * @throws LeaseReplacedException if the lease named is not the current one
     * @throws LeaseUnknownException if the lease named was never granted or its instance is gone
     * @throws RevisionMismatchException if the revision expected is not the instance's
     */
    public UpdateAnswer update(InstanceUpdate update) {
        return join(async.update(update), true);
    }

    /**
     * Removes an instance that the caller holds.
     *
     * @throws InstanceNotFoundException if there is no such instance
     * @throws LeaseReplacedException if the lease is not the current one
     * @throws LeaseUnknownException if the lease was never granted or its instance is gone
     */
    public AnswerHeader deregister(InstanceKey key, long leaseId) {
        return join(async.deregister(key, leaseId), true);
    }

    /**
     * Removes an instance, whoever holds it.
     *
     * @throws InstanceNotFoundException if there is no such instance
     */
    public AnswerHeader deregister(InstanceKey key) {
        return deregister(key, 0);
    }

    /** Watches instances until the watch is closed, through outages of any length. Returns at once. */
    public InstanceWatch watch(WatchQuery query) {
        return watch(query, new WatchListener() {});
    }

    /** The same, and tells a listener what it sees. */
    public InstanceWatch watch(WatchQuery query, WatchListener listener) {
        return new InstanceWatch(runtime.watch(query, listener), runtime.completions());
    }

    /**
     * A live view of a service, until it is closed, through outages of any length. Returns at once, after reading what an
     * earlier process saved, if the query names a directory.
     */
    public ServiceView view(ViewQuery query) {
        return new ServiceView(runtime.view(query), runtime);
    }

    /** The instances of a service. A service that does not exist has none, and the answer says so. */
    public ServiceInstances discover(ServiceQuery query) {
        return join(async.discover(query), false);
    }

    /**
     * All instances of a service from the page asked for on, in the order of their ids; pages are fetched as they are needed, a
     * thousand instances each unless the query has a limit. Each page is of its own revision: an instance that matches all the
     * while is there once. The stream is used once, by one thread; it fails where a page fails.
     */
    public Stream<Instance> allInstances(ServiceQuery query) {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(new InstancePages(query, this::discover), 0), false);
    }

    /**
     * One instance, in whatever status, linearizably.
     *
     * @throws InstanceNotFoundException if there is no such instance
     */
    public InstanceAnswer getInstance(InstanceKey key) {
        return getInstance(key, ReadOptions.linearizable());
    }

    /**
     * One instance, in whatever status.
     *
     * @throws InstanceNotFoundException if there is no such instance
     */
    public InstanceAnswer getInstance(InstanceKey key, ReadOptions read) {
        return join(async.getInstance(key, read), false);
    }

    /** A page of the services of a namespace, in the order of their names. */
    public ServicePage listServices(ServicesQuery query) {
        return join(async.listServices(query), false);
    }

    /**
     * All services from the page asked for on, in the order of their names; pages are fetched as they are needed. Each
     * page is of its own revision. The stream is used once, by one thread; it fails where a page fails.
     */
    public Stream<ServiceSummary> allServices(ServicesQuery query) {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(new ServicePages(query, this::listServices), 0), false);
    }

    /** The state of any one node. */
    public NodeStatus status() {
        return join(async.status(), false);
    }

    /** The state of the node at an address, "host:port", which need not be one of the client's. */
    public NodeStatus status(String address) {
        return join(async.status(address), false);
    }

    /** The members of the cluster. */
    public Members listMembers() {
        return join(async.listMembers(), false);
    }

    /**
     * Sets or replaces the override of an instance, a service or a zone.
     *
     * @throws FeatureLevelTooLowException if it is not of an instance and a member of the cluster runs an older version
     * @throws LimitExceededException if there are as many as there may be
     */
    public AnswerHeader setOverride(OverrideRequest override) {
        return join(async.setOverride(override), true);
    }

    /**
     * Lifts the override of an instance.
     *
     * @throws OverrideNotFoundException if there is none
     */
    public AnswerHeader clearOverride(InstanceKey key) {
        return join(async.clearOverride(key), true);
    }

    /**
     * Lifts the override of an instance, a service or a zone, and no other that its instances may have.
     *
     * @throws OverrideNotFoundException if there is none
     */
    public AnswerHeader clearOverride(OverrideScope scope) {
        return join(async.clearOverride(scope), true);
    }

    /** A page of the overrides that there are: those of instances, then of services, then of zones. */
    public OverridePage listOverrides(OverridesQuery query) {
        return join(async.listOverrides(query), false);
    }

    /**
     * Ends the storm governor's hold of a service.
     *
     * @throws ServiceNotHeldException if it is not held
     */
    public AnswerHeader releaseHold(String namespace, String service) {
        return join(async.releaseHold(namespace, service), true);
    }

    /**
     * Adds a member: returns when it has caught up and votes. When the time is over before, it may still come to that; to ask again
     * does no harm.
     *
     * @throws MembershipRefusedException if the node is not there or not a new one, another change is under way, or no
     *     majority would answer
     */
    public AnswerHeader addMember(NewMember member) {
        return join(async.addMember(member), true);
    }

    /**
     * Removes a member for good. Not repeated once it may have been done.
     *
     * @throws MemberNotFoundException if there is no such member
     * @throws MembershipRefusedException if no majority would answer, or it is the only one
     */
    public AnswerHeader removeMember(String nodeId) {
        return join(async.removeMember(nodeId), true);
    }

    /** Hands leadership to a node, by its id. Not repeated once it may have been done. */
    public AnswerHeader transferLeadership(String nodeId) {
        return join(async.transferLeadership(nodeId), true);
    }

    /** Hands leadership to any other node. Not repeated once it may have been done. */
    public AnswerHeader transferLeadership() {
        return transferLeadership("");
    }

    /**
     * Writes a backup of the whole registry into a file that is there, in place of its content: the state at one log index, as any
     * node gives it. A node that is lost on the way is replaced by another, from the beginning. On return the file is whole, verified, and
     * on the disk; on an exception its content means nothing. Takes as long as it takes: the deadline of calls is none of a backup.
     *
     * @throws IOException if the file cannot be written, and {@link BackupDamagedException} if what came is not whole
     */
    public BackupSummary backup(Path file, ReadOptions read, BackupProgress progress) throws IOException {
        return runtime.backup(file, read, progress);
    }

    /**
     * Looks through the file of a backup; needs no registry.
     *
     * @throws BackupDamagedException if it is damaged, cut off, or none
     * @throws IOException if it cannot be read
     */
    public static BackupSummary verifyBackup(Path file) throws IOException {
        return verifyBackup(file, looked -> {});
    }

    /**
     * The same, for those who want to know how far it is.
     *
     * @param progress hears on this thread how many bytes were looked through
     */
    public static BackupSummary verifyBackup(Path file, LongConsumer progress) throws IOException {
        return BackupReader.verify(file, progress);
    }

    /**
     * What it has done since it was made, and what it holds now. Costs a look at each registration, watch and view, and holds
     * up none of them; never blocks. What it says of a closed client stays as it was.
     */
    public ClientStats stats() {
        return runtime.stats();
    }

    /** Tells an observer of every call that ends from now on. */
    public void addCallObserver(CallObserver observer) {
        runtime.observe(observer);
    }

    /** Tells an observer nothing more, but of calls that are ending. */
    public void removeCallObserver(CallObserver observer) {
        runtime.forget(observer);
    }

    /**
     * Closes all registrations, which deregisters those that are not to stay, then ends all calls. Takes at most the
     * configured time and about four seconds. Any number of times.
     */
    @Override
    public void close() {
        runtime.close();
    }

    private static <T> T join(CompletableFuture<T> future, boolean write) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CallInterruption.of(write, e);
        }
    }

    /** Makes a client. Not thread-safe. */
    public static final class Builder {

        private static final int ATTEMPTS_IN_DEADLINE = 5; // so many nodes may hang and one is still asked in time
        private static final Duration LONGEST_DEFAULT_ATTEMPT = Duration.ofSeconds(2);

        private final List<String> addresses = new ArrayList<>();
        private String name = "registry-client";
        private Duration callDeadline = Duration.ofSeconds(10);
        private Duration closeTimeout = Duration.ofSeconds(3);
        private @Nullable Duration attemptTimeout;
        private boolean learnMembers = true;

        private Builder() {}

        /** Adds nodes, "host:port"; at least one is required. They are where it looks first, and whenever it is lost. */
        public Builder addresses(String... more) {
            return addresses(Arrays.asList(more));
        }

        /** Adds nodes, "host:port"; at least one is required. */
        public Builder addresses(Collection<String> more) {
            addresses.addAll(more);
            return this;
        }

        /** Names the client in logs and thread names; "registry-client" by default. */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /** The longest a call takes, all its attempts included; 10 s by default. */
        public Builder callDeadline(Duration callDeadline) {
            this.callDeadline = callDeadline;
            return this;
        }

        /**
         * The longest one attempt takes before another node is tried; a fifth of the deadline, 2 s at most, by default.
         */
        public Builder attemptTimeout(Duration attemptTimeout) {
            this.attemptTimeout = attemptTimeout;
            return this;
        }

        /** The longest that closing waits for deregistrations; 3 s by default. */
        public Builder closeTimeout(Duration closeTimeout) {
            this.closeTimeout = closeTimeout;
            return this;
        }

        /**
         * Whether the client follows the members of the cluster, and uses those that it reaches at the addresses that they
         * name; true by default. The addresses given to {@link #addresses} are kept in any case.
         */
        public Builder learnMembers(boolean learnMembers) {
            this.learnMembers = learnMembers;
            return this;
        }

        /**
         * Makes the client. Connects to nobody yet.
         *
         * @throws IllegalArgumentException if an address or a duration makes no sense
         */
        public RegistryClient build() {
            Duration attempt = attemptTimeout;
            if (attempt == null) {
                Duration share = callDeadline.dividedBy(ATTEMPTS_IN_DEADLINE);
                Duration atLeast = share.toMillis() > 0 ? share : callDeadline;
                attempt = atLeast.compareTo(LONGEST_DEFAULT_ATTEMPT) < 0 ? atLeast : LONGEST_DEFAULT_ATTEMPT;
            }
            return new RegistryClient(
                    new ClientConfig(name, addresses, callDeadline, attempt, closeTimeout, learnMembers));
        }
    }
}
