package io.serviceregistry.client.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.client.testkit.Seeds;
import io.serviceregistry.proto.v1.RequestId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RequestIdsTest {

    private final RequestIds ids = new RequestIds("client");

    @Test
    void sequencesCountUpFromOne() {
        assertThat(List.of(ids.next(0), ids.next(0), ids.next(0)))
                .extracting(RequestId::getSequence)
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void carriesTheClientAndTheStamp() {
        RequestId id = ids.next(77);
        assertThat(id.getClientId()).isEqualTo("client");
        assertThat(id.getIssuedAtMillis()).isEqualTo(77);
    }

    @Test
    void lowestUnansweredIsTheRequestItselfWhenNoneIsPending() {
        ids.answered(ids.next(0));
        assertThat(ids.next(0).getLowestUnanswered()).isEqualTo(2);
    }

    @Test
    void lowestUnansweredStaysBelowAnOldPendingRequest() {
        RequestId slow = ids.next(0);
        ids.answered(ids.next(0));
        ids.answered(ids.next(0));
        assertThat(ids.next(0).getLowestUnanswered()).isEqualTo(slow.getSequence());
        ids.answered(slow);
        assertThat(ids.next(0).getLowestUnanswered()).isEqualTo(4);
    }

    @Test
    void nothingBelowLowestUnansweredIsEverPending() {
        SplittableRandom random = new SplittableRandom(Seeds.seed());
        List<RequestId> pending = new ArrayList<>();
        for (int step = 0; step < 10_000; step++) {
            if (pending.isEmpty() || random.nextBoolean()) {
                RequestId id = ids.next(0);
                pending.add(id);
                assertThat(id.getLowestUnanswered())
                        .as("seed %s, step %s", Seeds.seed(), step)
                        .isEqualTo(pending.stream()
                                .mapToLong(RequestId::getSequence)
                                .min()
                                .orElseThrow());
            } else {
                ids.answered(pending.remove(random.nextInt(pending.size())));
            }
        }
        assertThat(ids.unansweredCount()).isEqualTo(pending.size());
    }
}
