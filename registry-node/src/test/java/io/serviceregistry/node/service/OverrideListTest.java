package io.serviceregistry.node.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.node.core.command.ClearOverride;
import io.serviceregistry.node.core.command.RaiseFeatureLevel;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.core.model.StatusOverride;
import io.serviceregistry.node.core.model.ZoneKey;
import io.serviceregistry.node.service.OverrideList.Page;
import io.serviceregistry.node.service.ReadOptions.Level;
import io.serviceregistry.node.testkit.Fixtures;
import io.serviceregistry.node.testkit.ManualReadiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OverrideListTest {
    private static final String LONG = "a".repeat(255);
    private static final List<OverrideScope> SCOPES = List.of(
            OverrideScope.of(InstanceKey.of(LONG, LONG, LONG)),
            OverrideScope.of(InstanceKey.of("default", "orders", "i-1")),
            OverrideScope.of(InstanceKey.of("default", "payments", "i-1")),
            OverrideScope.of(new ServiceKey("default", "payments")),
            OverrideScope.of(new ServiceKey("other", "payments")),
            OverrideScope.of(new ZoneKey("default", "payments")),
            OverrideScope.of(new ZoneKey("other", "a")));

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final RecordingWrites log = new RecordingWrites();
    private final OverrideList list = new OverrideList(
            "local",
            new ReadConsistency(
                    deadline -> CompletableFuture.completedFuture(log.views().current()),
                    log.views(),
                    OptionalLong::empty,
                    timer),
            new AdmissionControl(new ManualReadiness()));

    OverrideListTest() {
        log.change(registry -> registry.apply(new RaiseFeatureLevel(registry.term(), 2)));
        SCOPES.forEach(scope -> log.change(registry -> registry.apply(Fixtures.override(scope, Status.DOWN))));
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void pagesHoldEveryOverrideOnceFromTheNarrowestOn() {
        for (int size = 1; size <= SCOPES.size(); size++) {
            assertThat(all("", size)).as("pages of %s", size).isEqualTo(SCOPES);
        }
        assertThat(page("", 0, "").nextPageToken()).isEmpty();
    }

    @Test
    void aNamespaceHasItsOwnAlone() {
        assertThat(all("other", 1)).containsExactly(SCOPES.get(4), SCOPES.get(6));
        assertThat(all("nowhere", 1)).isEmpty();
    }

    @Test
    void theOneThatAPageEndedWithMayBeGone() {
        String token = page("", 4, "").nextPageToken();
        log.change(registry -> registry.apply(new ClearOverride(SCOPES.get(3))));
        assertThat(scopes(page("", 1, token))).containsExactly(SCOPES.get(4));
    }

    @Test
    void aTokenIsOfItsNamespace() {
        String token = page("", 1, "").nextPageToken();
        assertThatThrownBy(() -> page("default", 1, token)).isInstanceOf(InvalidPageTokenException.class);
    }

    private List<OverrideScope> all(String namespace, int size) {
        List<OverrideScope> found = new ArrayList<>();
        String token = "";
        do {
            Page page = page(namespace, size, token);
            assertThat(page.overrides()).hasSizeLessThanOrEqualTo(size);
            found.addAll(scopes(page));
            token = page.nextPageToken();
        } while (!token.isEmpty());
        return found;
    }

    private Page page(String namespace, int size, String token) {
        return list.page(namespace, size, token, new ReadOptions(Level.LINEARIZABLE, 0, 0), Duration.ofSeconds(5))
                .join();
    }

    private static List<OverrideScope> scopes(Page page) {
        return page.overrides().stream().map(StatusOverride::scope).toList();
    }
}
