package io.serviceregistry.node.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExpiryIndexTest {
    private final ExpiryIndex index = new ExpiryIndex();

    @Test
    void looksAtALeaseAtItsTimeOrASlotLater() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 1_000; i++) {
            long atMillis = random.nextLong(1_000_000);
            index.add(i, atMillis);

            assertThat(polled(atMillis - 1, 10)).isEmpty();
            assertThat(polled(atMillis + ExpiryIndex.SLOT_MILLIS, 10)).containsExactly((long) i);
        }
    }

    @Test
    void leavesWhatIsOverTheLimitForTheNextPoll() {
        for (int lease = 0; lease < 100; lease++) {
            index.add(lease, lease % 3 * 1_000L);
        }

        List<Long> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            List<Long> some = polled(10_000, 30);
            assertThat(some).hasSize(i < 3 ? 30 : 10);
            all.addAll(some);
        }

        assertThat(all).doesNotHaveDuplicates().hasSize(100);
        assertThat(index.size()).isZero();
    }

    @Test
    void aLeaseMayBePutBackWhileItIsLookedAt() {
        index.add(1, 1_000);

        index.poll(2_000, 10, lease -> index.add(lease, 2_001));

        assertThat(index.size()).isEqualTo(1);
        assertThat(polled(3_000, 10)).containsExactly(1L);
    }

    @Test
    void isEmptyAfterClear() {
        index.add(1, 1_000);
        index.clear();

        assertThat(polled(10_000, 10)).isEmpty();
        assertThat(index.size()).isZero();
    }

    private List<Long> polled(long nowMillis, int limit) {
        List<Long> polled = new ArrayList<>();
        index.poll(nowMillis, limit, polled::add);
        return polled;
    }
}
