package io.serviceregistry.client.internal.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.client.ChangeReason;
import io.serviceregistry.client.Check;
import io.serviceregistry.client.CheckStatus;
import io.serviceregistry.client.EffectiveStatus;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.OverrideScope;
import io.serviceregistry.client.StatusOverride;
import io.serviceregistry.client.ViewQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code LabelledSource}: what is saved is whole, or nothing. */
class ViewFileTest {

    private static final ViewQuery QUERY = ViewQuery.of("payments");
    private static final Instance FULL = new Instance(
            InstanceSpec.of("payments", "i-1", "http://10.0.0.7:8080")
                    .withMetadata("version", "2")
                    .withTags(Set.of("canary"))
                    .withZone("a")
                    .withWeight(7)
                    .withChecks(List.of(new Check("db", CheckStatus.WARNING, "slow")))
                    .withLease(LeasePolicy.ofTtl(Duration.ofSeconds(5))),
            12,
            EffectiveStatus.LAPSED,
            true,
            true,
            new StatusOverride(OverrideScope.zone("default", "a"), EffectiveStatus.DRAINING, "why", "who", 9),
            3,
            4,
            5,
            6,
            ChangeReason.OVERRIDDEN,
            7,
            0,
            null);
    private static final SavedView SAVED =
            new SavedView("cluster", 42, List.of(FULL), Instant.parse("2026-01-01T00:00:00.123Z"));

    @TempDir
    private Path directory;

    @Test
    void everythingComesBack() throws IOException {
        ViewFile file = new ViewFile(directory.resolve("made/when needed"), QUERY);
        assertThat(file.load()).isEmpty();
        file.save(SAVED);
        assertThat(file.load()).contains(SAVED);
        try (var files = Files.list(directory.resolve("made/when needed"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void whicheverBitIsTurnedOverTheFileIsIgnored() throws IOException {
        ViewFile file = new ViewFile(directory, QUERY);
        file.save(SAVED);
        Path saved = onlyFile();
        byte[] whole = Files.readAllBytes(saved);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] damaged = whole.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(saved, damaged);
            assertThat(file.load()).as("bit %s", bit).isEmpty();
        }
        for (int length = 0; length < whole.length; length++) {
            Files.write(saved, java.util.Arrays.copyOf(whole, length));
            assertThat(file.load()).as("length %s", length).isEmpty();
        }
    }

    @Test
    void queriesThatSelectDifferentThingsHaveDifferentFiles() throws IOException {
        String longest = "n".repeat(255);
        List<ViewQuery> queries = List.of(
                QUERY,
                QUERY.withSelector("version=2"),
                QUERY.inNamespace("other"),
                ViewQuery.of("orders"),
                ViewQuery.of(longest + "a").inNamespace(longest),
                ViewQuery.of(longest + "b").inNamespace(longest));
        for (ViewQuery query : queries) {
            new ViewFile(directory, query).save(SAVED);
        }
        try (var files = Files.list(directory)) {
            assertThat(files).hasSize(queries.size());
        }
    }

    @Test
    void whatThisLibraryDoesNotRecognizeIsNotTakenForHealthy() throws IOException {
        Instance strange = new Instance(
                InstanceSpec.of(InstanceKey.of("payments", "i-2"))
                        .withStatus(io.serviceregistry.client.ReportedStatus.UNRECOGNIZED)
                        .withChecks(List.of(new Check("new", CheckStatus.UNRECOGNIZED, ""))),
                1,
                EffectiveStatus.UNRECOGNIZED,
                false,
                false,
                null,
                1,
                1,
                1,
                1,
                ChangeReason.UNRECOGNIZED,
                0,
                0,
                null);
        ViewFile file = new ViewFile(directory, QUERY);
        file.save(new SavedView("cluster", 1, List.of(strange), Instant.EPOCH));
        Instance loaded = file.load().orElseThrow().instances().get(0);
        assertThat(loaded.healthy()).isFalse();
        assertThat(loaded.status()).isEqualTo(EffectiveStatus.UNRECOGNIZED);
    }

    private Path onlyFile() throws IOException {
        try (var files = Files.list(directory)) {
            return files.toList().get(0);
        }
    }
}
