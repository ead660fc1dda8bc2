package io.serviceregistry.node.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.node.core.model.EffectiveStatus;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.service.Discovery.EmptyReason;
import io.serviceregistry.node.service.Discovery.Filter;
import io.serviceregistry.node.service.Discovery.ServiceAnswer;
import io.serviceregistry.node.service.Discovery.ServicesAnswer;
import io.serviceregistry.node.service.ServiceQuery.Part;
import io.serviceregistry.node.service.ServiceQuery.PreferredZone;
import io.serviceregistry.node.testkit.Fixtures;
import io.serviceregistry.node.testkit.ManualReadiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
    private static final Duration BUDGET = Duration.ofSeconds(1);
    private static final long TTL_MILLIS = Fixtures.TTL_MILLIS;

    private final RecordingWrites log = new RecordingWrites();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ManualReadiness readiness = new ManualReadiness();
    private final Discovery discovery = new Discovery(
            "local",
            new ReadConsistency(
                    budget -> CompletableFuture.completedFuture(log.views().current()),
                    log.views(),
                    OptionalLong::empty,
                    timer),
            new AdmissionControl(readiness));

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void emptyAnswerSaysThatThereIsNoSuchService() {
        assertThat(discover("payments", Filter.ALL).emptyReason()).contains(EmptyReason.NO_SUCH_SERVICE);
    }

    @Test
    void emptyAnswerSaysThatAllHaveLapsed() {
        log.change(registry -> {
            registry.registerMany("payments", 2, TTL_MILLIS, 600_000);
            registry.advance(TTL_MILLIS);
            registry.expireAll();
        });
        assertThat(discover("payments", Filter.HEALTHY).emptyReason()).contains(EmptyReason.ALL_LAPSED);
        assertThat(discover("payments", Filter.ALIVE).emptyReason()).contains(EmptyReason.ALL_LAPSED);
        assertThat(ids(discover("payments", Filter.ALL))).containsExactly("i-0", "i-1");
    }

    @Test
    void emptyAnswerSaysThatAllAreLeaving() {
        log.change(registry -> {
            registry.registerMany("payments", 2, TTL_MILLIS, 60_000);
            registry.apply(Fixtures.updateStatus("payments/i-0", 0, Status.DRAINING));
            registry.apply(Fixtures.updateStatus("payments/i-1", 0, Status.OUT_OF_SERVICE));
        });
        Selection answer = discover("payments", Filter.HEALTHY);
        assertThat(answer.emptyReason()).contains(EmptyReason.ALL_DRAINING);
        assertThat(answer.total()).isEqualTo(2);
        assertThat(ids(discover("payments", Filter.ALIVE))).containsExactly("i-0", "i-1");
    }

    @Test
    void emptyAnswerSaysThatTheFilterLeftNone() {
        log.change(registry -> {
            registry.registerMany("payments", 2, TTL_MILLIS, 60_000);
            registry.apply(Fixtures.updateStatus("payments/i-0", 0, Status.DRAINING));
            registry.apply(Fixtures.updateStatus("payments/i-1", 0, Status.DOWN));
        });
        assertThat(discover("payments", Filter.HEALTHY).emptyReason()).contains(EmptyReason.FILTERED_OUT);
    }

    @Test
    void selectorChoosesAmongWhatTheFilterKeeps() {
        log.change(registry -> {
            registry.registerMany("payments", 3, TTL_MILLIS, 60_000);
            registry.apply(Fixtures.updateMetadata("payments/i-1", 0, "version", "2"));
            registry.apply(Fixtures.updateMetadata("payments/i-2", 0, "version", "2"));
            registry.apply(Fixtures.updateStatus("payments/i-2", 0, Status.DRAINING));
        });
        assertThat(ids(discover("payments", Filter.HEALTHY, "version=2"))).containsExactly("i-1");
        assertThat(ids(discover("payments", Filter.ALL, "version=2"))).containsExactly("i-1", "i-2");
        assertThat(ids(discover("payments", Filter.ALL, "blue,version!=2"))).containsExactly("i-0");
        assertThat(discover("payments", Filter.HEALTHY, "version=2").total()).isEqualTo(3);
    }

    @Test
    void emptyAnswerIsExplainedByWhatTheSelectorChose() {
        log.change(registry -> {
            registry.registerMany("payments", 2, TTL_MILLIS, 60_000);
            registry.apply(Fixtures.updateMetadata("payments/i-1", 0, "version", "2"));
            registry.apply(Fixtures.updateStatus("payments/i-1", 0, Status.DRAINING));
        });
        assertThat(discover("payments", Filter.HEALTHY, "version=2").emptyReason())
                .contains(EmptyReason.ALL_DRAINING);
        assertThat(discover("payments", Filter.HEALTHY, "version=3").emptyReason())
                .contains(EmptyReason.FILTERED_OUT);
        assertThat(discover("orders", Filter.HEALTHY, "version=3").emptyReason())
                .contains(EmptyReason.NO_SUCH_SERVICE);
    }

    @Test
    void aZoneFullOfLapsedInstancesSpillsOverEvenWhenAllAreAskedFor() {
        log.change(registry -> {
            registry.register(Fixtures.register(inZone("payments/i-0", "a")));
            registry.register(Fixtures.register(inZone("payments/i-1", "a")));
            registry.advance(TTL_MILLIS);
            registry.expireAll();
            registry.register(Fixtures.register(inZone("payments/i-2", "b")));
        });
        Selection inA = inZone(Filter.ALL, "a", 0);
        assertThat(inA.spilledOver()).isTrue();
        assertThat(ids(inA)).containsExactly("i-0", "i-1", "i-2");
        Selection inB = inZone(Filter.ALL, "b", 0);
        assertThat(inB.spilledOver()).isFalse();
        assertThat(ids(inB)).containsExactly("i-2");
        assertThat(inZone(Filter.ALL, "b", 2).spilledOver()).isTrue();
    }

    @Test
    void heldInstancesKeepTheirZoneFromSpillingOver() {
        log.change(registry -> {
            registry.registerMany("payments", 10, TTL_MILLIS, 60_000); // in zone-a
            registry.advance(TTL_MILLIS);
            registry.expireAll();
        });
        assertThat(inZone(Filter.HEALTHY, "zone-a", 10).spilledOver()).isFalse();
        assertThat(inZone(Filter.HEALTHY, "zone-a", 11).spilledOver()).isTrue();
    }

    @Test
    void nobodyToAnswerIsASpillOverToo() {
        assertThat(inZone(Filter.HEALTHY, "a", 0).spilledOver()).isTrue();
        assertThat(inZone(Filter.HEALTHY, "a", 0).emptyReason()).contains(EmptyReason.NO_SUCH_SERVICE);
    }

    @Test
    void heldServiceAnswersWithItsLapsedInstancesLabelled() {
        log.change(registry -> {
            registry.registerMany("payments", 10, TTL_MILLIS, 60_000);
            registry.advance(TTL_MILLIS);
            registry.expireAll();
        });
        Selection answer = discover("payments", Filter.HEALTHY);
        assertThat(answer.held()).isTrue();
        assertThat(answer.emptyReason()).isEmpty();
        assertThat(answer.instances()).hasSize(10).allSatisfy(instance -> {
            assertThat(instance.held()).isTrue();
            assertThat(instance.status()).isEqualTo(EffectiveStatus.LAPSED);
        });
        assertThat(discover("payments", Filter.ALIVE).instances()).hasSize(10);
    }

    @Test
    void remainingTimeIsCountedFromTheStateOfTheAnswer() {
        log.change(registry -> {
            registry.register("payments/i-1");
            registry.advance(4_000);
        });
        ServiceAnswer answer = answer("payments", Filter.HEALTHY, "");
        ReadView from = answer.from();
        assertThat(from.leaseOf(selection(answer).instances().get(0).instance()).map(from::remainingMillis))
                .contains(OptionalLong.of(TTL_MILLIS - 4_000));
    }

    @Test
    void pagesCoverEveryServiceOnce() {
        for (int i = 0; i < 7; i++) {
            String path = "service-" + i + "/i";
            log.change(registry -> registry.register(path));
        }
        List<String> seen = new ArrayList<>();
        String token = "";
        do {
            ServicesAnswer page = services(3, token);
            page.services().forEach(service -> seen.add(service.service().service()));
            token = page.nextPageToken();
        } while (!token.isEmpty());
        assertThat(seen)
                .containsExactly(
                        "service-0", "service-1", "service-2", "service-3", "service-4", "service-5", "service-6");
        assertThat(services(7, "").nextPageToken()).as("a full last page").isEmpty();
    }

    @Test
    void summaryCountsByStatus() {
        log.change(registry -> {
            registry.registerMany("payments", 3, TTL_MILLIS, 60_000);
            registry.apply(Fixtures.updateStatus("payments/i-0", 0, Status.DOWN));
        });
        assertThat(services(0, "").services()).singleElement().satisfies(summary -> {
            assertThat(summary.counts()).isEqualTo(Map.of(EffectiveStatus.UP, 2, EffectiveStatus.DOWN, 1));
            assertThat(summary.total()).isEqualTo(3);
            assertThat(summary.healthy()).isEqualTo(2);
            assertThat(summary.modifiedRevision())
                    .isEqualTo(log.views().current().image().revision());
        });
    }

    @Test
    void nodeThatHasNotCaughtUpSaysNotReadyAndNeverEmpty() {
        readiness.notReady(Optional.of("3 of 10 entries applied"));
        for (ReadOptions.Level level : ReadOptions.Level.values()) {
            ReadOptions read = new ReadOptions(level, 0, 0);
            assertThatThrownBy(() -> discovery.discover(query("payments", Filter.ALL, "", read), BUDGET))
                    .isInstanceOf(NotServingException.class)
                    .hasMessage("3 of 10 entries applied");
        }
    }

    @Test
    void nodeWhoseStateDiffersAnswersNothingWhateverTheConsistency() {
        readiness.diverges("the state differs");
        for (ReadOptions.Level level : ReadOptions.Level.values()) {
            ReadOptions read = new ReadOptions(level, 0, 0);
            assertThatThrownBy(() -> discovery.discover(query("payments", Filter.ALL, "", read), BUDGET))
                    .isInstanceOfSatisfying(
                            NotServingException.class,
                            e -> assertThat(e.reason()).isEqualTo(NotServingException.Reason.STATE_DIVERGED));
        }
    }

    @Test
    void aReadThatWasLetInIsNotAnsweredFromAStateFoundWrongMeanwhile() {
        CompletableFuture<CatalogView> barrier = new CompletableFuture<>();
        Discovery waiting = new Discovery(
                "local",
                new ReadConsistency(budget -> barrier, log.views(), OptionalLong::empty, timer),
                new AdmissionControl(readiness));
        CompletableFuture<ServiceAnswer> answer =
                waiting.discover(query("payments", Filter.ALL, "", ReadOptions.LINEARIZABLE), BUDGET);

        readiness.diverges("the state differs");
        barrier.complete(log.views().current());

        assertThat(answer)
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(NotServingException.class);
    }

    private Selection discover(String service, Filter filter) {
        return discover(service, filter, "");
    }

    private Selection discover(String service, Filter filter, String selector) {
        return selection(answer(service, filter, selector));
    }

    private Selection inZone(Filter filter, String zone, long minInZone) {
        ServiceQuery query = new ServiceQuery(
                Fixtures.service("payments"),
                filter,
                "",
                new PreferredZone(zone, minInZone),
                Part.ALL,
                ReadOptions.LINEARIZABLE);
        return selection(discovery.discover(query, BUDGET).join());
    }

    private static InstanceSpec inZone(String path, String zone) {
        InstanceSpec spec = Fixtures.spec(path);
        return new InstanceSpec(
                spec.key(),
                spec.endpoints(),
                spec.metadata(),
                spec.tags(),
                zone,
                spec.weight(),
                spec.status(),
                spec.checks(),
                spec.ttlMillis(),
                spec.removeAfterMillis());
    }

    private static Selection selection(ServiceAnswer answer) {
        return Selection.of(answer.from().view(), answer.service(), answer.choice());
    }

    private ServiceAnswer answer(String service, Filter filter, String selector) {
        return discovery
                .discover(query(service, filter, selector, ReadOptions.LINEARIZABLE), BUDGET)
                .join();
    }

    private static ServiceQuery query(String service, Filter filter, String selector, ReadOptions read) {
        return new ServiceQuery(Fixtures.service(service), filter, selector, PreferredZone.NONE, Part.ALL, read);
    }

    private ServicesAnswer services(int pageSize, String token) {
        return discovery
                .services("default", pageSize, token, ReadOptions.LINEARIZABLE, BUDGET)
                .join();
    }

    private static List<String> ids(Selection answer) {
        return answer.instances().stream()
                .map(instance -> instance.instance().key().instanceId())
                .toList();
    }
}
