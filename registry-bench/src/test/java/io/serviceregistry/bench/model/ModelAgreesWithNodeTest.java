package io.serviceregistry.bench.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.serviceregistry.node.codec.EntryCodec;
import io.serviceregistry.node.codec.ImageCodec;
import io.serviceregistry.node.codec.OutcomeCodec;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.RegisterInstance.Condition;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.RegistryState.Applied;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.testkit.RandomLog;
import io.serviceregistry.node.testkit.RandomLog.LogEntry;
import io.serviceregistry.proto.log.v1.Entry;
import io.serviceregistry.proto.log.v1.Outcome;
import io.serviceregistry.proto.log.v1.SnapshotRecord;
import io.serviceregistry.proto.v1.ErrorReason;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceFilter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** The model and the node's core, written apart, make the same of any log. */
class ModelAgreesWithNodeTest {
    private static final int SEEDS = Integer.getInteger("seeds", 500);
    private static final int ENTRIES = 100;
    private static final int FULL_LOOK_EVERY = 10;

    @Test
    void onOutcomesChangesAndState() {
        forSeeds(SEEDS, ModelAgreesWithNodeTest::compare);
    }

    private static void compare(long seed) {
        RandomLog log = new RandomLog(seed);
        RegistryState node = new RegistryState(StateImage.empty());
        Model model = new Model();
        for (int i = 0; i < ENTRIES; i++) {
            LogEntry entry = next(log, node);
            List<Effect> effects =
                    model.apply(entry.header().logIndex(), entry.header().term(), proto(entry));
            node.beginEntry(entry.header());
            for (int c = 0; c < effects.size(); c++) {
                LoggedCommand command = entry.commands().get(c);
                compare(node.apply(command), effects.get(c), command);
            }
            if (i % FULL_LOOK_EVERY == 0 || i == ENTRIES - 1) {
                assertThat(model.asText()).isEqualTo(new Model(records(node.image())).asText());
                compareLooks(new CatalogView(node.image()), model);
            }
        }
    }

    @Test
    void fromAnySnapshotOn() {
        forSeeds(20, seed -> {
            RandomLog log = new RandomLog(seed);
            RegistryState node = new RegistryState(StateImage.empty());
            for (int i = 0; i < ENTRIES; i++) {
                LogEntry entry = next(log, node);
                Model model = new Model(records(node.image()));
                node.beginEntry(entry.header());
                List<Effect> effects =
                        model.apply(entry.header().logIndex(), entry.header().term(), proto(entry));
                for (int c = 0; c < effects.size(); c++) {
                    LoggedCommand command = entry.commands().get(c);
                    Applied applied = node.apply(command);
                    if (!isReused(applied)) { // which takes the former command, and a snapshot has not got it
                        compare(applied, effects.get(c), command);
                    }
                }
            }
        });
    }

    /** Nothing of the above says anything about logs in which nothing happens. */
    @Test
    void theLogsAreEventful() {
        Map<Outcome.OutcomeCase, Integer> outcomes = new EnumMap<>(Outcome.OutcomeCase.class);
        Map<ErrorReason, Integer> refusals = new EnumMap<>(ErrorReason.class);
        int held = 0;
        int wide = 0;
        for (long seed = 1; seed <= 60; seed++) {
            RandomLog log = new RandomLog(seed);
            RegistryState node = new RegistryState(StateImage.empty());
            Model model = new Model();
            for (int i = 0; i < ENTRIES; i++) {
                LogEntry entry = next(log, node);
                node.beginEntry(entry.header());
                entry.commands().forEach(node::apply);
                for (Effect effect :
                        model.apply(entry.header().logIndex(), entry.header().term(), proto(entry))) {
                    Outcome outcome = effect.outcome();
                    outcomes.merge(outcome.getOutcomeCase(), 1, Integer::sum);
                    if (outcome.hasRejected()) {
                        refusals.merge(
                                ErrorReason.forNumber(outcome.getRejected().getReason()), 1, Integer::sum);
                    }
                    wide += effect.executed() && effect.command().hasSetWideOverride() ? 1 : 0;
                    held += effect.changes().stream()
                                    .anyMatch(change -> change.after()
                                            .filter(Instance::getHeld)
                                            .isPresent())
                            ? 1
                            : 0;
                }
            }
        }
        assertThat(outcomes.keySet()).hasSize(5);
        assertThat(refusals.keySet()).hasSizeGreaterThanOrEqualTo(13);
        assertThat(held).isGreaterThan(20);
        assertThat(wide).isGreaterThan(20);
    }

    /** Some that never change, and one that nobody has tried yet. */
    private static void forSeeds(int fixed, LongConsumer property) {
        for (long seed = 0; seed <= fixed; seed++) {
            long tried = seed == 0 ? new SplittableRandom().nextLong(1_000_000_000) : seed;
            try {
                property.accept(tried);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + tried + " broke it", failure);
            }
        }
    }

    /** The next entry, with registrations as the log can hold them: a former lease only where it is the condition. */
    private static LogEntry next(RandomLog log, RegistryState node) {
        LogEntry entry = log.next(node.image());
        return new LogEntry(
                entry.header(),
                entry.commands().stream()
                        .map(ModelAgreesWithNodeTest::encodable)
                        .toList());
    }

    private static LoggedCommand encodable(LoggedCommand command) {
        return command.command() instanceof RegisterInstance register
                        && register.condition() != Condition.PREVIOUS_LEASE
                ? new LoggedCommand(
                        command.request(),
                        command.notAfterMillis(),
                        new RegisterInstance(register.spec(), register.condition(), 0))
                : command;
    }

    private static boolean isReused(Applied applied) {
        Outcome outcome = OutcomeCodec.toProto(applied.result().outcome());
        return outcome.getRejected().getReason() == ErrorReason.ERROR_REASON_REQUEST_ID_REUSED_VALUE;
    }

    private static void compare(Applied applied, Effect effect, LoggedCommand command) {
        assertThat(effect.outcome())
                .as("%s", command)
                .isEqualTo(OutcomeCodec.toProto(applied.result().outcome()));
        Position position = applied.result().position();
        assertThat(effect.told())
                .as("%s", command)
                .isEqualTo(new Effect.Told(
                        new Place(position.logIndex(), position.commandIndex()),
                        position.revision(),
                        position.timeMillis()));
        List<String> expected = new ArrayList<>();
        if (applied.changes() != null) {
            applied.changes()
                    .changes()
                    .forEach(change -> expected.add(change.key() + " "
                            + change.reason().number() + " "
                            + Optional.ofNullable(change.before()).map(ModelAgreesWithNodeTest::look)
                            + Optional.ofNullable(change.after()).map(ModelAgreesWithNodeTest::look)));
        }
        assertThat(effect.changes().stream()
                        .map(change -> change.name() + " " + change.reason().getNumber() + " "
                                + change.before().map(ModelAgreesWithNodeTest::look)
                                + change.after().map(ModelAgreesWithNodeTest::look)))
                .containsExactlyElementsOf(expected);
    }

    private static void compareLooks(CatalogView view, Model model) {
        for (ServiceKey service : view.image().services().keySet()) {
            ServiceName name = new ServiceName(service.namespace(), service.service());
            assertThat(model.discover(name, InstanceFilter.INSTANCE_FILTER_ALL))
                    .extracting(ModelAgreesWithNodeTest::look)
                    .containsExactlyElementsOf(view.instancesOf(service).stream()
                            .map(ModelAgreesWithNodeTest::look)
                            .toList());
            assertThat(model.holds(name)).isEqualTo(view.holds(service));
        }
    }

    private static String look(InstanceView view) {
        return "%s %d %s %s %s %s"
                .formatted(
                        view.instance().key(),
                        view.instance().modifiedRevision(),
                        view.status(),
                        view.held(),
                        view.answersAsHealthy(),
                        view.override() == null ? "" : view.override().scope());
    }

    private static String look(Instance instance) {
        return "%s %d %s %s %s %s"
                .formatted(
                        InstanceName.of(instance.getSpec().getKey()),
                        instance.getModifiedRevision(),
                        instance.getStatus().name().substring("EFFECTIVE_STATUS_".length()),
                        instance.getHeld(),
                        instance.getHealthy(),
                        scope(instance.getOverride()));
    }

    private static String scope(io.serviceregistry.proto.v1.Override override) {
        return switch (override.getScopeCase()) {
            case INSTANCE -> "instance " + InstanceName.of(override.getInstance());
            case SERVICE ->
                "service " + override.getService().getNamespace() + '/'
                        + override.getService().getService();
            case ZONE ->
                "zone " + override.getZone().getNamespace() + '/'
                        + override.getZone().getZone();
            case SCOPE_NOT_SET -> "";
        };
    }

    private static Entry proto(LogEntry entry) {
        byte[] bytes = EntryCodec.encode(new io.serviceregistry.node.core.command.Entry(
                entry.header().proposerTerm(), entry.header().timeMillis(), entry.commands()));
        try {
            return Entry.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<SnapshotRecord> records(StateImage image) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageCodec.write(image, "test", bytes);
            InputStream in = new ByteArrayInputStream(bytes.toByteArray());
            List<SnapshotRecord> records = new ArrayList<>();
            for (SnapshotRecord record = SnapshotRecord.parseDelimitedFrom(in);
                    record != null;
                    record = SnapshotRecord.parseDelimitedFrom(in)) {
                records.add(record);
            }
            return records;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
