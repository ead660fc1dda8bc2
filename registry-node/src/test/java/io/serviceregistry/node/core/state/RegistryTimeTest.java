package io.serviceregistry.node.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.EntryHeader;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.testkit.Fixtures;
import io.serviceregistry.node.testkit.LoggedRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The only time the registry knows. */
class RegistryTimeTest {
    private final LoggedRegistry registry = LoggedRegistry.started();
    private final long start = registry.timeMillis();

    @Test
    void isThatOfTheEntry() {
        enter(registry.nextHeader(start + 50));
        assertThat(registry.timeMillis()).isEqualTo(start + 50);
    }

    @Test
    void neverGoesBack() {
        enter(registry.nextHeader(start - 1));
        assertThat(registry.timeMillis()).isEqualTo(start);
        enter(registry.nextHeader(Long.MIN_VALUE));
        assertThat(registry.timeMillis()).isEqualTo(start);
    }

    @Test
    void movesByASecondPerEntryAtMost() {
        enter(registry.nextHeader(start + 1_001));
        assertThat(registry.timeMillis()).isEqualTo(start + 1_000);
        enter(registry.nextHeader(Long.MAX_VALUE));
        assertThat(registry.timeMillis()).isEqualTo(start + 2_000);
    }

    @Test
    void standsStillWhereItsProposerDidNotLeadTheTermOfTheEntry() {
        EntryHeader next = registry.nextHeader(start + 500);
        enter(new EntryHeader(next.term() + 1, next.logIndex(), next.term(), start + 500));
        assertThat(registry.timeMillis()).isEqualTo(start);
        enter(new EntryHeader(next.term() + 1, next.logIndex() + 1, next.term() + 2, start + 500));
        assertThat(registry.timeMillis()).isEqualTo(start);
    }

    @Test
    void standsStillWhileEntriesSayTheSame() {
        LeaseRef lease = registry.register("payments/i-3");
        for (int i = 0; i < 100; i++) {
            enter(registry.nextHeader(start));
            registry.expireAll();
        }
        assertThat(registry.timeMillis()).isEqualTo(start);
        assertThat(registry.seen(lease)).isEqualTo(lease);
        assertThat(registry.find("payments/i-3")).isNotNull();
    }

    @Test
    void goesOnWhereItWasAfterARestartAndAChangeOfLeader() {
        registry.restart();
        registry.changeLeader();
        assertThat(registry.timeMillis()).isEqualTo(start);
        registry.advance(10);
        assertThat(registry.timeMillis()).isEqualTo(start + 10);
    }

    @Test
    void isWrittenOnWhatHappensInTheEntry() {
        registry.advance(123);
        registry.register(Fixtures.register("payments/i-3"));
        assertThat(registry.instance("payments/i-3").instance().registeredAtMillis())
                .isEqualTo(start + 123);
    }

    private void enter(EntryHeader header) {
        registry.apply(header, List.of());
    }
}
