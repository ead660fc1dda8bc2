package io.serviceregistry.node.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Stopping comes to an end, whatever its steps do. */
class BoundedStepsTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final List<String> taken = Collections.synchronizedList(new ArrayList<>());

    @Test
    void theStepsAreTakenInTheirOrder() throws InterruptedException {
        assertThat(new BoundedSteps("test")
                        .then("one", LONG, () -> taken.add("one"))
                        .then("two", LONG, () -> taken.add("two"))
                        .run())
                .isEmpty();
        assertThat(taken).containsExactly("one", "two");
    }

    @Test
    void aStepThatFailsDoesNotKeepTheNextFromBeingTaken() throws InterruptedException {
        assertThat(new BoundedSteps("test")
                        .then("one", LONG, () -> {
                            throw new IllegalStateException("boom");
                        })
                        .then("two", LONG, () -> taken.add("two"))
                        .run())
                .isEmpty();
        assertThat(taken).containsExactly("two");
    }

    @Test
    void aStepThatHangsIsNamedAndNothingIsDoneBehindIt() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        assertThat(new BoundedSteps("test")
                        .then("one", LONG, () -> taken.add("one"))
                        .then("closing", Duration.ofMillis(50), never::await)
                        .then("three", LONG, () -> taken.add("three"))
                        .run())
                .contains("closing did not end within 50 ms");
        assertThat(taken).containsExactly("one");
    }
}
