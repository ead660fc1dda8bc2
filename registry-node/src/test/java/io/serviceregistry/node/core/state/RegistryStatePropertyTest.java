package io.serviceregistry.node.core.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.serviceregistry.node.core.command.EntryHeader;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.state.RegistryState.Applied;
import io.serviceregistry.node.testkit.ExplainedCatalog;
import io.serviceregistry.node.testkit.RandomLog;
import io.serviceregistry.node.testkit.RandomLog.LogEntry;
import io.serviceregistry.node.testkit.Seeds;
import io.serviceregistry.node.testkit.StateInvariants;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** The laws of the state, on logs made up from seeds. */
class RegistryStatePropertyTest {
    private static final int SEEDS = 10;
    private static final int ENTRIES = 400;

    @Test
    void replayEqualsSnapshotAtEveryPrefix() {
        check(seed -> {
            RandomLog log = new RandomLog(seed);
            RegistryState live = empty();
            RegistryState restarted = empty();
            for (int i = 0; i < ENTRIES; i++) {
                LogEntry entry = log.next(live.image());
                restarted = new RegistryState(restarted.image());
                assertThat(apply(restarted, entry)).isEqualTo(apply(live, entry));
                assertThat(restarted.image()).isEqualTo(live.image());
            }
        });
    }

    @Test
    void everySnapshotLeadsToTheSameEnd() {
        check(seed -> {
            RandomLog log = new RandomLog(seed);
            RegistryState live = empty();
            List<RegistryState> restarted = new ArrayList<>();
            for (int i = 0; i < ENTRIES; i++) {
                if (i % 20 == 0) {
                    restarted.add(new RegistryState(live.image()));
                }
                LogEntry entry = log.next(live.image());
                restarted.forEach(state -> apply(state, entry));
                apply(live, entry);
            }
            assertThat(restarted).extracting(RegistryState::image).containsOnly(live.image());
        });
    }

    @Test
    void whatIsDerivedEqualsWhatARestartDerives() {
        check(seed -> {
            RandomLog log = new RandomLog(seed);
            RegistryState live = empty();
            for (int i = 0; i < ENTRIES; i++) {
                apply(live, log.next(live.image()));
                if (i % 40 == 0) {
                    assertThat(new RegistryState(live.image()))
                            .usingRecursiveComparison()
                            .ignoringFields("commandIndex") // of the entry, not of the state
                            .isEqualTo(live);
                }
            }
        });
    }

    @Test
    void itDoesNotMatterHowCommandsAreSpreadOverEntries() {
        check(seed -> {
            RandomLog log = new RandomLog(seed);
            RegistryState together = empty();
            RegistryState apart = empty();
            for (int i = 0; i < ENTRIES; i++) {
                // Without requests: a remembered one tells its place in the log, which is another one here.
                LogEntry entry = withoutRequests(log.next(together.image()));
                List<Applied> expected = apply(together, entry);
                assertThat(applyApart(apart, entry))
                        .extracting(applied -> applied.result().outcome(), Applied::changes)
                        .containsExactlyElementsOf(expected.stream()
                                .map(applied -> tuple(applied.result().outcome(), applied.changes()))
                                .toList());
                assertThat(apart.digest()).isEqualTo(together.digest());
            }
        });
    }

    @Test
    void applyIsTotal() {
        check(seed -> {
            RandomLog log = RandomLog.nonsense(seed);
            RegistryState state = empty();
            for (int i = 0; i < ENTRIES; i++) {
                apply(state, log.next(state.image()))
                        .forEach(applied -> assertThat(applied).isNotNull());
            }
        });
    }

    @Test
    void changesExplainTheState() {
        check(seed -> {
            RandomLog log = new RandomLog(seed);
            RegistryState state = empty();
            ExplainedCatalog explained = new ExplainedCatalog();
            for (int i = 0; i < ENTRIES; i++) {
                LogEntry entry = log.next(state.image());
                state.beginEntry(entry.header());
                for (LoggedCommand command : entry.commands()) {
                    explained.follow(state.apply(command), state.image());
                }
            }
        });
    }

    @Test
    void tablesAgreeWithEachOther() {
        check(seed -> {
            RandomLog log = new RandomLog(seed);
            RegistryState state = empty();
            for (int i = 0; i < ENTRIES; i++) {
                apply(state, log.next(state.image()));
                StateInvariants.check(state.image());
            }
        });
    }

    @Test
    void aRequestTakesEffectAtMostOnce() {
        check(seed -> {
            RandomLog log = new RandomLog(seed);
            RegistryState state = empty();
            SortedMap<RememberedRequest.Key, Result> first = new TreeMap<>();
            for (int i = 0; i < ENTRIES; i++) {
                LogEntry entry = log.next(state.image());
                List<Applied> applied = apply(state, entry);
                for (int c = 0; c < applied.size(); c++) {
                    RequestId request = entry.commands().get(c).request();
                    if (request != null
                            && request.issuedAtMillis() != RequestId.ISSUED_UNKNOWN
                            && !mayBeTriedAgain(applied.get(c))) {
                        Result result = applied.get(c).result();
                        Result former = first.putIfAbsent(
                                new RememberedRequest.Key(request.clientId(), request.sequence()), result);
                        assertThat(result).as("%s", request).isEqualTo(former == null ? result : former);
                        assertThat(former == null || applied.get(c).changes() == null)
                                .as("%s changes nothing again", request)
                                .isTrue();
                    }
                }
            }
        });
    }

    @Test
    void leasesKeepTheirPromises() {
        check(seed -> {
            RandomLog log = new RandomLog(seed);
            RegistryState state = empty();
            LeasePromises promises = new LeasePromises();
            for (int i = 0; i < ENTRIES; i++) {
                LogEntry entry = log.next(state.image());
                state.beginEntry(entry.header());
                for (LoggedCommand command : entry.commands()) {
                    promises.follow(command.command(), state.apply(command), state.image());
                }
            }
        });
    }

    /** Nothing of the above says anything about a log in which nothing happens. */
    @Test
    void theLogsAreEventful() {
        check(seed -> {
            RandomLog log = new RandomLog(seed);
            RegistryState state = empty();
            Eventfulness seen = new Eventfulness();
            for (int i = 0; i < 4 * ENTRIES; i++) {
                seen.follow(apply(state, log.next(state.image())), state.image());
            }
            seen.check();
        });
    }

    private static boolean mayBeTriedAgain(Applied applied) {
        return applied.result().outcome() instanceof Outcome.Rejected rejected
                && switch (rejected.reason()) {
                    case DEADLINE_PASSED,
                            TOO_MANY_REQUESTS_REMEMBERED,
                            REQUEST_TOO_OLD,
                            REQUEST_ID_REUSED,
                            FEATURE_LEVEL_TOO_LOW -> true;
                    default -> false;
                };
    }

    private static List<Applied> apply(RegistryState state, LogEntry entry) {
        state.beginEntry(entry.header());
        return entry.commands().stream().map(state::apply).toList();
    }

    private static List<Applied> applyApart(RegistryState state, LogEntry entry) {
        if (entry.commands().isEmpty()) {
            return apply(state, entry);
        }
        List<Applied> applied = new ArrayList<>();
        for (LoggedCommand command : entry.commands()) {
            EntryHeader header = entry.header();
            if (!applied.isEmpty()) { // the first has moved registry time; the others must not
                header = new EntryHeader(header.term(), header.logIndex(), header.proposerTerm(), 0);
            }
            applied.addAll(apply(state, new LogEntry(header, List.of(command))));
        }
        return applied;
    }

    private static LogEntry withoutRequests(LogEntry entry) {
        return new LogEntry(
                entry.header(),
                entry.commands().stream()
                        .map(command -> new LoggedCommand(null, command.notAfterMillis(), command.command()))
                        .toList());
    }

    private static RegistryState empty() {
        return new RegistryState(StateImage.empty());
    }

    private static void check(LongConsumer law) {
        Seeds.check(RegistryStatePropertyTest.class, SEEDS, law);
    }
}
