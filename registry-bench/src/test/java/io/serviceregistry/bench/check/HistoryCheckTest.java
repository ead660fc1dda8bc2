package io.serviceregistry.bench.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.bench.check.HistoryCheck.Result;
import io.serviceregistry.bench.check.HistoryMutation.Bad;
import io.serviceregistry.bench.history.HistoryWriter;
import io.serviceregistry.bench.history.StoredHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All judges together: a good run is clean, and a defect of any kind is found. */
class HistoryCheckTest {
    private static final int RUNS = 12;
    private static final int OPERATIONS = 120;

    @TempDir
    private Path directory;

    @Test
    void aGoodRunIsClean() throws IOException {
        for (long seed = 1; seed <= RUNS; seed++) {
            SimulatedRun run = SimulatedRun.of(seed, OPERATIONS);
            Result result = HistoryCheck.of(
                    SimulatedRun.history(run.operations(), run.watch()), SimulatedRun.logs(run.entries()));
            assertThat(result.violations()).as("seed %s", seed).isEmpty();
            assertThat(result.undecided()).as("seed %s", seed).isEmpty();
        }
    }

    @Test
    void everyMutationIsFound() throws IOException {
        Map<HistoryMutation, Integer> found = new EnumMap<>(HistoryMutation.class);
        Map<HistoryMutation, Integer> made = new EnumMap<>(HistoryMutation.class);
        for (long seed = 1; seed <= RUNS; seed++) {
            SimulatedRun run = SimulatedRun.of(seed, OPERATIONS);
            for (HistoryMutation mutation : HistoryMutation.values()) {
                Optional<Bad> bad = mutation.apply(run, new SplittableRandom(seed));
                if (bad.isPresent()) {
                    Result result =
                            HistoryCheck.of(bad.get().history(), bad.get().logs());
                    made.merge(mutation, 1, Integer::sum);
                    found.merge(mutation, result.violations().isEmpty() ? 0 : 1, Integer::sum);
                }
            }
        }
        assertThat(made.keySet()).containsExactly(HistoryMutation.values());
        assertThat(found).as("found of %s", made).isEqualTo(made);
    }

    /** Without logs, from calls, returns and results alone. */
    @Test
    void theSearchForAnOrderFindsItsShareByItself() throws IOException {
        for (HistoryMutation mutation : new HistoryMutation[] {
            HistoryMutation.SWAPPED_VALUE,
            HistoryMutation.STALE_READ,
            HistoryMutation.SHARED_LEASE,
            HistoryMutation.WRONG_RENEWAL
        }) {
            int made = 0;
            int found = 0;
            for (long seed = 1; seed <= RUNS; seed++) {
                SimulatedRun run = SimulatedRun.of(seed, OPERATIONS);
                Optional<Bad> bad = mutation.apply(run, new SplittableRandom(seed));
                if (bad.isPresent()) {
                    made++;
                    found += HistoryCheck.search(bad.get().history().operations())
                                    .isEmpty()
                            ? 0
                            : 1;
                }
            }
            assertThat((double) found / made)
                    .as("%s: %s of %s", mutation, found, made)
                    .isGreaterThanOrEqualTo(0.5);
        }
    }

    @Test
    void aHistoryIsReadAsItWasWritten() throws IOException {
        SimulatedRun run = SimulatedRun.of(1, OPERATIONS);
        Path file = directory.resolve("clients" + CheckCommand.HISTORY);
        try (HistoryWriter writer = new HistoryWriter(file, "a test")) {
            run.operations().forEach(op -> writer.add(op.record().toBuilder()));
            run.watch().forEach(piece -> writer.add(piece.toBuilder()));
        }
        StoredHistory read = StoredHistory.read(file);
        StoredHistory written = SimulatedRun.history(run.operations(), run.watch());
        assertThat(read.operations()).isEqualTo(written.operations());
        assertThat(read.watches()).isEqualTo(written.watches());
        assertThat(read.cutOff()).isFalse();

        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));
        assertThat(StoredHistory.read(file).cutOff()).isTrue();
    }
}
