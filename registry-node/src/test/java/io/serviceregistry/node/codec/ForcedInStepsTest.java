package io.serviceregistry.node.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForcedInStepsTest {
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final List<Integer> forcedAt = new ArrayList<>();
    private final ForcedInSteps out = new ForcedInSteps(file, () -> forcedAt.add(file.size()));

    @Test
    void noMoreThanAStepAndAWriteIsEverUnforced() throws IOException {
        byte[] part = new byte[60_000];
        int parts = 10 * ForcedInSteps.STEP_BYTES / part.length;
        for (int i = 0; i < parts; i++) {
            out.write(part);
            int forced = forcedAt.isEmpty() ? 0 : forcedAt.get(forcedAt.size() - 1);
            assertThat(file.size() - forced).isLessThan(ForcedInSteps.STEP_BYTES);
        }
        assertThat(forcedAt).hasSizeBetween(8, 10);
    }

    @Test
    void aShortFileIsLeftToItsEnd() throws IOException {
        out.write(7);
        out.write(new byte[] {1, 2, 3}, 1, 2);
        assertThat(file.toByteArray()).containsExactly(7, 2, 3);
        assertThat(forcedAt).isEmpty();
    }
}
