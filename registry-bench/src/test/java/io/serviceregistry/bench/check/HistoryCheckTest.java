package io.serviceregistry.bench.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.bench.check.HistoryCheck.Result;
import io.serviceregistry.bench.check.HistoryMutation.Bad;
import io.serviceregistry.bench.history.HistoryWriter;
import io.serviceregistry.bench.history.Op;
import io.serviceregistry.bench.history.StoredHistory;
import io.serviceregistry.bench.model.Effect;
import io.serviceregistry.bench.model.Model;
import io.serviceregistry.proto.log.v1.ExportedEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
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

    /** A long run's nodes have snapshots and the end of the log only. */
    @Test
    void whatIsOlderThanTheLogIsNotJudged() throws IOException {
        SimulatedRun run = SimulatedRun.of(1, OPERATIONS);
        RecordedWatch watch = RecordedWatch.of(1, run.watch());
        int last = 0;
        for (int first = 1; first < run.entries().size(); first++) {
            WitnessChecker witness = new WitnessChecker(run.operations());
            LeaseChecker leases = new LeaseChecker(run.operations());
            LoggedTruth truth = new LoggedTruth();
            Model model = replayFrom(first, run.entries(), List.of(witness, leases, truth));
            assertThat(witness.end(List.of())).as("from %s", first).isEmpty();
            assertThat(leases.end(model)).as("from %s", first).isEmpty();
            assertThat(watch.check(truth.watchTruth())).as("from %s", first).isEmpty();
            assertThat(witness.judged() + witness.skipped())
                    .isEqualTo(run.operations().stream().filter(Op::isOk).count());
            last = WatchChecker.olderThan(truth.watchTruth(), watch.steps());
        }
        assertThat(last).isPositive();
    }

    private static Model replayFrom(
            int first, List<ExportedEntry> entries, List<? extends MergedLog.Visitor> visitors) {
        Model model = new Model();
        for (ExportedEntry entry : entries.subList(0, first)) {
            model.apply(entry.getIndex(), entry.getTerm(), entry.getEntry());
        }
        visitors.forEach(visitor -> visitor.begin(model));
        for (ExportedEntry entry : entries.subList(first, entries.size())) {
            List<Effect> effects = model.apply(entry.getIndex(), entry.getTerm(), entry.getEntry());
            visitors.forEach(visitor -> visitor.after(entry, effects, model));
        }
        return model;
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
