package io.serviceregistry.client.internal;

import io.serviceregistry.client.BackupProgress;
import io.serviceregistry.client.BackupSummary;
import io.serviceregistry.client.CallObserver;
import io.serviceregistry.client.ClientConfig;
import io.serviceregistry.client.ClientStats;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.ReadOptions;
import io.serviceregistry.client.RegistrationOptions;
import io.serviceregistry.client.ViewQuery;
import io.serviceregistry.client.WatchListener;
import io.serviceregistry.client.WatchQuery;
import io.serviceregistry.client.internal.backup.BackupFetch;
import io.serviceregistry.client.internal.call.Backoff;
import io.serviceregistry.client.internal.call.Caller;
import io.serviceregistry.client.internal.call.DaemonScheduler;
import io.serviceregistry.client.internal.call.News;
import io.serviceregistry.client.internal.call.NodeSelector;
import io.serviceregistry.client.internal.call.RegistryCalls;
import io.serviceregistry.client.internal.call.RegistryTime;
import io.serviceregistry.client.internal.call.RequestIds;
import io.serviceregistry.client.internal.channel.GrpcMemberSource;
import io.serviceregistry.client.internal.channel.GrpcRenewalStreams;
import io.serviceregistry.client.internal.channel.GrpcWatchStreams;
import io.serviceregistry.client.internal.channel.NodeChannels;
import io.serviceregistry.client.internal.lease.KeptRegistration;
import io.serviceregistry.client.internal.lease.LeaseCounts;
import io.serviceregistry.client.internal.lease.LeaseKeeper;
import io.serviceregistry.client.internal.member.MemberDiscovery;
import io.serviceregistry.client.internal.model.RequestMapper;
import io.serviceregistry.client.internal.view.KeptView;
import io.serviceregistry.client.internal.watch.CountedWatchStreams;
import io.serviceregistry.client.internal.watch.KeptWatch;
import io.serviceregistry.client.internal.watch.WatchNews;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * One client's threads, channels and parts, wired together: the only class that knows them all.
 *
 * <p>Thread-safe. All threads are daemons: a client that is never closed does not keep a process alive.
 */
public final class ClientRuntime implements AutoCloseable {

    private static final Backoff.Bounds CALL_BACKOFF = new Backoff.Bounds(Duration.ofMillis(50), Duration.ofSeconds(1));
    private static final Backoff.Bounds REGISTRATION_BACKOFF =
            new Backoff.Bounds(Duration.ofMillis(200), Duration.ofSeconds(5));

    private final ClientConfig config;
    private final RequestIds requestIds = new RequestIds(UUID.randomUUID().toString());
    private final ExecutorService callbacks;
    private final ExecutorService listeners;
    private final News news;
    private final DaemonScheduler scheduler;
    private final NodeChannels channels;
    private final NodeSelector selector;
    private final Caller caller;
    private final RegistryCalls calls;
    private final KeptRegistration.Environment registrationEnvironment;
    private final DaemonScheduler watcher;
    private final CountedWatchStreams watchStreams;
    private final KeptWatch.Environment watchEnvironment;
    private final Set<KeptWatch> watches = ConcurrentHashMap.newKeySet();
    private final KeptView.Environment viewEnvironment;
    private final Set<KeptView> views = ConcurrentHashMap.newKeySet();
    private final Set<KeptRegistration> registrations = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    public ClientRuntime(ClientConfig config) {
        this.config = config;
        // Not shared between threads safely unless it is the one of the thread that asks.
        RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
        callbacks = Executors.newCachedThreadPool(daemons(config.name() + "-callback-"));
        listeners = Executors.newSingleThreadExecutor(daemons(config.name() + "-listener-"));
        news = new News(listeners, callbacks);
        scheduler = new DaemonScheduler(config.name() + "-keeper");
        channels = new NodeChannels(config.addresses(), callbacks);
        selector = new NodeSelector(config.addresses(), new Random());
        RegistryTime registryTime = new RegistryTime();
        caller = new Caller(channels, selector, scheduler, callbacks, new Backoff(CALL_BACKOFF, random), registryTime);
        calls = new RegistryCalls(caller, requestIds, config.callDeadline(), config.attemptTimeout());
        GrpcRenewalStreams streams = new GrpcRenewalStreams(channels, scheduler, (node, header) -> {
            selector.learn(node, header);
            selector.settle(node);
            registryTime.observe(header.getRegistryTimeMillis(), true, scheduler.nowNanos());
        });
        LeaseKeeper keeper = new LeaseKeeper(scheduler, streams, selector::ring, random);
        streams.deliverTo(keeper);
        registrationEnvironment = new KeptRegistration.Environment(
                scheduler, calls, keeper, new Backoff(REGISTRATION_BACKOFF, random), InstantSource.system(), news);
        if (config.learnMembers()) {
            selector.tell(new MemberDiscovery(
                    config.addresses(), selector, new GrpcMemberSource(calls, channels, callbacks), scheduler, random));
        }
        // A thread of their own: a large snapshot must not hold up renewals.
        watcher = new DaemonScheduler(config.name() + "-watcher");
        watchStreams = new CountedWatchStreams(new GrpcWatchStreams(channels, watcher));
        watchEnvironment = new KeptWatch.Environment(
                watcher,
                watchStreams,
                selector,
                new Backoff(REGISTRATION_BACKOFF, random),
                InstantSource.system(),
                watches::remove);
        viewEnvironment = new KeptView.Environment(watcher, watchEnvironment, news, InstantSource.system());
    }

    /** The calls of this client. */
    public RegistryCalls calls() {
        return calls;
    }

    /** How it was made. */
    public ClientConfig config() {
        return config;
    }

    /** The client's part of its request ids. */
    public String clientId() {
        return requestIds.clientId();
    }

    /** The leader's address, as far as known. */
    public Optional<String> leader() {
        return selector.leader();
    }

    /** What it has done so far, and what it holds now. */
    public ClientStats stats() {
        LeaseCounts leases = registrationEnvironment.keeper().counts();
        return new ClientStats(
                caller.counts().snapshot(),
                leases.leases(),
                Census.registrations(registrations, leases),
                Census.watches(watches),
                Census.views(views),
                watchStreams.counts());
    }

    /** Tells an observer of every call that ends from now on. */
    public void observe(CallObserver observer) {
        caller.observe(observer);
    }

    /** Tells an observer nothing more. */
    public void forget(CallObserver observer) {
        caller.forget(observer);
    }

    /** Throws when the client is closed. */
    public void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("client " + config.name() + ": closed (expected: open)");
        }
    }

    /** Begins to keep an instance registered. */
    public KeptRegistration keep(InstanceSpec spec, RegistrationOptions options) {
        requireOpen();
        KeptRegistration registration = new KeptRegistration(spec, options, registrationEnvironment);
        registrations.add(registration);
        CompletableFuture<?> unused = registration.ended().thenRun(() -> registrations.remove(registration));
        registration.start();
        return registration;
    }

    /** Begins a watch. */
    public KeptWatch watch(WatchQuery query, WatchListener listener) {
        requireOpen();
        KeptWatch watch = new KeptWatch(query, new WatchNews(listener, news), watchEnvironment);
        watches.add(watch);
        watch.start();
        return watch;
    }

    /** Begins a view of a service. */
    public KeptView view(ViewQuery query) {
        requireOpen();
        KeptView view = new KeptView(query, viewEnvironment);
        views.add(view);
        return view.start();
    }

    /** Ends a view; completes once it has ended, and what it knew is saved. */
    public CompletableFuture<Void> end(KeptView view) {
        views.remove(view);
        return view.close();
    }

    /** Fetches a backup. Blocks. */
    public BackupSummary backup(Path file, ReadOptions read, BackupProgress progress) throws IOException {
        requireOpen();
        return new BackupFetch(channels, selector, scheduler::nowNanos).into(file, RequestMapper.read(read), progress);
    }

    /** Completes futures that applications wait for. */
    public Executor completions() {
        return callbacks;
    }

    /** Ends registrations, then calls, then connections, within the configured time and about four seconds. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture<?>[] ends = registrations.stream()
                .map(registration -> registration.close(config.closeTimeout()))
                .toArray(CompletableFuture<?>[]::new);
        await(CompletableFuture.allOf(ends), config.closeTimeout().plusSeconds(1));
        await(
                CompletableFuture.allOf(views.stream().map(KeptView::close).toArray(CompletableFuture<?>[]::new)),
                Duration.ofSeconds(1));
        await(
                CompletableFuture.allOf(watches.stream().map(KeptWatch::close).toArray(CompletableFuture<?>[]::new)),
                Duration.ofSeconds(1));
        caller.close();
        watcher.close();
        scheduler.close();
        channels.close();
        listeners.shutdown();
        callbacks.shutdown();
    }

    /** Waits for the future or the timeout, whichever comes first; says whether it was the future. */
    public static boolean await(CompletableFuture<?> future, Duration timeout) {
        try {
            future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return future.isDone();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static ThreadFactory daemons(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
