package io.serviceregistry.node.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.EndDue;
import io.serviceregistry.node.core.command.SetOverride;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.testkit.ManualReplicator;
import java.util.List;
import org.junit.jupiter.api.Test;

class DueEnderTest {
    private final ManualReplicator log = new ManualReplicator();
    private final DueEnder ender = new DueEnder();

    @Test
    void endsAnOverrideWhoseTimeHasCome() {
        override(1_500);
        ender.beginTerm(1, log.views()::current);

        assertThat(ender.due(log.views().current(), 1_400)).isEmpty();
        assertThat(ender.due(log.views().current(), 2_399))
                .as("looks once a second")
                .isEmpty();
        assertThat(ender.due(log.views().current(), 2_400)).isEqualTo(List.of(new EndDue(1)));

        log.apply(900, new EndDue(1));
        log.apply(1_800, new EndDue(1));
        assertThat(log.views().current().image().overrides()).isEmpty();
        assertThat(ender.due(log.views().current(), 3_400)).isEmpty();
    }

    @Test
    void leavesAloneWhatNeverEnds() {
        override(0);
        ender.beginTerm(1, log.views()::current);

        assertThat(ender.due(log.views().current(), 1_000_000_000)).isEmpty();
    }

    private void override(long expiresAfterMillis) {
        log.apply(
                0,
                new SetOverride(
                        OverrideScope.of(InstanceKey.of("default", "pay", "i-1")),
                        Status.DOWN,
                        "why",
                        "who",
                        expiresAfterMillis));
    }
}
