package io.serviceregistry.node.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.node.core.command.RenewLeases;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.replication.NoQuorumException;
import io.serviceregistry.node.replication.Views;
import io.serviceregistry.node.testkit.Fixtures;
import io.serviceregistry.node.testkit.ManualReadiness;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node whose own view stays behind the log until a test moves it; a read barrier always shows the end of the log. */
class KeyedRenewalsTest {
    private static final Duration BUDGET = Duration.ofSeconds(2);
    private static final String INSTANCE = "payments/i-1";

    private final RecordingWrites log = new RecordingWrites();
    private final Views own = new Views(log.views().current(), Runnable::run);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AdmissionControl admission = new AdmissionControl(new ManualReadiness());
    private Supplier<CompletableFuture<CatalogView>> barrier =
            () -> CompletableFuture.completedFuture(log.views().current());
    private final KeyedRenewals renewals = new KeyedRenewals(
            new Discovery(
                    "local", new ReadConsistency(budget -> barrier.get(), own, OptionalLong::empty, timer), admission),
            new Registrations(
                    new Submissions(
                            log,
                            log.views(),
                            new RequestIdentity("n1", new SplittableRandom(1), log.views()),
                            admission),
                    log,
                    admission));

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void aLeaseThatThisNodeKnowsIsRenewedWithoutAskingTheOthers() {
        log.change(registry -> registry.register(INSTANCE));
        catchUp();
        barrier = () -> CompletableFuture.failedFuture(new NoQuorumException("nobody is to be asked"));
        renew();
        assertThat(renewedLease()).isEqualTo(1);
    }

    @Test
    void anInstanceThatWasJustRegisteredElsewhereIsFound() {
        log.change(registry -> registry.register(INSTANCE));
        renew();
        assertThat(renewedLease()).isEqualTo(1);
    }

    @Test
    void aNewerLeaseThatThisNodeHasNotSeenIsTheOneRenewed() {
        log.change(registry -> registry.register(INSTANCE));
        catchUp();
        log.change(registry -> registry.register(INSTANCE));
        renew();
        assertThat(renewedLease()).isEqualTo(2);
    }

    @Test
    void anInstanceThatWasRemovedAndRegisteredElsewhereIsFound() {
        log.change(registry -> registry.register(INSTANCE));
        catchUp();
        log.change(registry -> {
            registry.apply(Fixtures.deregister(INSTANCE, 0));
            registry.register(INSTANCE);
        });
        renew();
        assertThat(renewedLease()).isEqualTo(2);
    }

    @Test
    void aLapsedInstanceIsAliveAgain() {
        log.change(registry -> {
            registry.register(INSTANCE);
            registry.advance(Fixtures.TTL_MILLIS);
            registry.expireAll();
            assertThat(registry.instance(INSTANCE).instance().lapsed()).isTrue();
        });
        catchUp();
        renew();
        log.change(registry ->
                assertThat(registry.instance(INSTANCE).instance().lapsed()).isFalse());
    }

    @Test
    void anInstanceThatIsGoneIsNotFoundHoweverOldTheViewIs() {
        log.change(registry -> registry.register(INSTANCE));
        catchUp();
        log.change(registry -> registry.apply(Fixtures.deregister(INSTANCE, 0)));
        assertThatThrownBy(this::renew).hasCauseInstanceOf(InstanceNotFoundException.class);
        catchUp();
        assertThatThrownBy(this::renew).hasCauseInstanceOf(InstanceNotFoundException.class);
    }

    @Test
    void aRegistrationThatComesBetweenLookingUpAndRenewingIsAsGood() {
        log.change(registry -> registry.register(INSTANCE));
        barrier = () -> {
            CatalogView before = log.views().current();
            log.change(registry -> registry.register(INSTANCE));
            return CompletableFuture.completedFuture(before);
        };
        renew();
    }

    @Test
    void withoutAQuorumNobodyIsToldThatAnInstanceIsUnknown() {
        barrier = () -> CompletableFuture.failedFuture(new NoQuorumException("no majority"));
        assertThatThrownBy(this::renew).hasCauseInstanceOf(NoQuorumException.class);
    }

    private void catchUp() {
        own.publish(log.views().current());
    }

    private void renew() {
        renewals.renew(Fixtures.key(INSTANCE), BUDGET).join();
    }

    private long renewedLease() {
        return ((RenewLeases) log.lastCommand()).leaseId(0);
    }
}
