package io.serviceregistry.node.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.RaiseFeatureLevel;
import io.serviceregistry.node.core.model.FeatureLevel;
import io.serviceregistry.node.testkit.LoggedRegistry;
import org.junit.jupiter.api.Test;

/** How much of the log's language is in use. */
class FeatureLevelTest {
    private final LoggedRegistry registry = LoggedRegistry.started();

    @Test
    void beginsAtTheFirst() {
        assertThat(registry.image().featureLevel()).isEqualTo(FeatureLevel.FIRST);
    }

    @Test
    void risesByTheLeadersWordAndIsNoChangeOfTheCatalog() {
        long revision = registry.image().revision();
        assertThat(registry.apply(new RaiseFeatureLevel(registry.term(), 3))).isEqualTo(Outcome.DONE);
        assertThat(registry.image().featureLevel()).isEqualTo(3);
        assertThat(registry.image().revision()).isEqualTo(revision);
        assertThat(registry.lastChanges()).isEmpty();
    }

    @Test
    void neverFalls() {
        registry.apply(new RaiseFeatureLevel(registry.term(), 3));
        registry.apply(new RaiseFeatureLevel(registry.term(), 2));
        registry.apply(new RaiseFeatureLevel(registry.term(), -1));
        assertThat(registry.image().featureLevel()).isEqualTo(3);
    }

    @Test
    void isNotRaisedByALeaderOfAnotherTerm() {
        registry.apply(new RaiseFeatureLevel(registry.term() - 1, 3));
        assertThat(registry.image().featureLevel()).isEqualTo(FeatureLevel.FIRST);
    }

    @Test
    void survivesARestartAndIsInTheDigest() {
        long before = registry.digest();
        registry.apply(new RaiseFeatureLevel(registry.term(), 3));
        long raised = registry.digest();
        assertThat(raised).isNotEqualTo(before);
        registry.restart();
        assertThat(registry.image().featureLevel()).isEqualTo(3);
        assertThat(registry.digest()).isEqualTo(raised);
    }
}
