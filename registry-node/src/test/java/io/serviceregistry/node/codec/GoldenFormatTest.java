package io.serviceregistry.node.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.serviceregistry.node.core.command.AdoptSettings;
import io.serviceregistry.node.core.command.Barrier;
import io.serviceregistry.node.core.command.BeginTerm;
import io.serviceregistry.node.core.command.ClearOverride;
import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.CompareStates;
import io.serviceregistry.node.core.command.DeregisterInstance;
import io.serviceregistry.node.core.command.EndDue;
import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.ExpireLeases;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.RaiseFeatureLevel;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.RegisterInstance.Condition;
import io.serviceregistry.node.core.command.ReleaseHold;
import io.serviceregistry.node.core.command.RenewLeases;
import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.command.SetOverride;
import io.serviceregistry.node.core.command.UpdateInstance;
import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.StateReport;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.core.model.ZoneKey;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.proto.log.v1.SnapshotRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What nodes wrote, later ones can read. The golden files hold version 1 of the formats; once a release has written it,
 * they never change, and a new version gets files of its own beside them.
 *
 * <p>Before that: {@code -Dtest=GoldenFormatTest -Dgolden.write=true} writes them anew.
 */
class GoldenFormatTest {
    private static final String CLUSTER = "cluster-1";
    private static final int FILE_HEADER_BYTES = 12;
    private static final int FILE_FOOTER_BYTES = 48;

    @TempDir
    Path directory;

    @Test
    void entriesAreWrittenAsInVersion1() {
        assertThat(entryFile().text()).isEqualTo(entryFile().golden());
        assertThat(EntryCodec.encode(entry())).isEqualTo(entryFile().goldenBytes());
    }

    @Test
    void entriesOfVersion1AreRead() {
        assertThat(EntryCodec.decode(ByteBuffer.wrap(entryFile().goldenBytes())))
                .isEqualTo(entry());
    }

    @Test
    void snapshotsAreWrittenAsInVersion1() throws IOException {
        assertThat(snapshotFile().text()).isEqualTo(snapshotFile().golden());
        assertThat(writtenSnapshot(image())).isEqualTo(snapshotFile().goldenBytes());
    }

    @Test
    void snapshotsOfVersion1AreRead() throws IOException {
        Path file = directory.resolve("snapshot.7_4711");
        Files.write(file, snapshotFile().goldenBytes());
        assertThat(SnapshotFile.read(file, CLUSTER)).isEqualTo(image());
    }

    @Test
    void whatLevel2AddsIsWrittenAsBeforeAndRead() throws IOException {
        HexFile entries = higherEntryFile();
        assertThat(entries.text()).isEqualTo(entries.golden());
        assertThat(EntryCodec.decode(ByteBuffer.wrap(entries.goldenBytes()))).isEqualTo(higherEntry());
        HexFile snapshots = snapshotFile("snapshot-level2.hex", higherImage());
        assertThat(snapshots.text()).isEqualTo(snapshots.golden());
        Path file = directory.resolve("snapshot.7_4711");
        Files.write(file, snapshots.goldenBytes());
        assertThat(SnapshotFile.read(file, CLUSTER)).isEqualTo(higherImage());
    }

    @Test
    void everyFieldOfTheSchemaIsInTheGoldenFiles() throws IOException {
        Set<String> reachable = new TreeSet<>();
        addFields(io.serviceregistry.proto.log.v1.Entry.getDescriptor(), reachable, new TreeSet<>());
        addFields(SnapshotRecord.getDescriptor(), reachable, new TreeSet<>());
        Set<String> present = new TreeSet<>();
        addPresent(io.serviceregistry.proto.log.v1.Entry.parseFrom(entryFile().goldenBytes()), present);
        addPresent(
                io.serviceregistry.proto.log.v1.Entry.parseFrom(
                        higherEntryFile().goldenBytes()),
                present);
        records(snapshotFile("snapshot-level2.hex", higherImage()).goldenBytes())
                .forEach(record -> addPresent(record, present));
        for (SnapshotRecord record : goldenRecords()) {
            addPresent(record, present);
        }
        assertThat(present).isEqualTo(reachable).hasSizeGreaterThan(100);
    }

    @Test
    void anUnknownFieldInAnyMessageOfAnEntryIsRefused() throws IOException {
        Message golden =
                io.serviceregistry.proto.log.v1.Entry.parseFrom(entryFile().goldenBytes());
        List<Message> variants = withUnknownFields(golden);
        assertThat(variants).hasSizeGreaterThan(40);
        for (Message variant : variants) {
            assertThatThrownBy(() -> EntryCodec.decode(ByteBuffer.wrap(variant.toByteArray())))
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageEndingWith(": unknown fields [99] (expected: none)");
        }
    }

    @Test
    void anUnknownFieldInAnyMessageOfASnapshotIsRefused() throws IOException {
        List<SnapshotRecord> records = goldenRecords();
        for (int i = 0; i < records.size(); i++) {
            for (Message variant : withUnknownFields(records.get(i))) {
                List<Message> changed = new ArrayList<>(records);
                changed.set(i, variant);
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                for (Message record : changed) {
                    record.writeDelimitedTo(bytes);
                }
                InputStream in = new ByteArrayInputStream(bytes.toByteArray());
                assertThatThrownBy(() -> ImageCodec.read(in, CLUSTER))
                        .isInstanceOf(CorruptSnapshotException.class)
                        .hasMessageEndingWith(": unknown fields [99] (expected: none)");
            }
        }
    }

    /** Every command, every field of it set; and once with what may be absent. */
    private static Entry entry() {
        InstanceKey key = InstanceKey.of("default", "payments", "i-3");
        InstanceSpec spec = Images.spec(key, Status.STARTING);
        InstanceSpec plain = new InstanceSpec(
                InstanceKey.of("zürich", "\uD83D\uDE80", "a/b"),
                List.of(),
                spec.metadata().headMap(""),
                List.of(),
                "",
                0,
                Status.UP,
                List.of(),
                InstanceSpec.NO_TTL,
                InstanceSpec.NEVER_REMOVE);
        ClusterSettings settings = new ClusterSettings(5_001, 600_002, 1_000_003, 100_004, 1_000_005, 51, 6, 600_007);
        List<Command> commands = new ArrayList<>(List.of(
                new RegisterInstance(spec, Condition.NONE, 0),
                new RegisterInstance(plain, Condition.IF_ABSENT, 0),
                new RegisterInstance(spec.withStatus(Status.DRAINING), Condition.PREVIOUS_LEASE, 40_771),
                new RenewLeases(new long[] {5, 6, 300, 1L << 40}),
                new UpdateInstance(key, 40_771, 9_123, Status.OUT_OF_SERVICE, spec.metadata(), spec.checks(), 50),
                new UpdateInstance(key, UpdateInstance.ANY, UpdateInstance.ANY, null, null, null, 0),
                new UpdateInstance(key, 1, 2, Status.DOWN, plain.metadata(), List.of(), 3),
                new DeregisterInstance(key, 40_771),
                new ExpireLeases(7, List.of(new LeaseRef(40_771, 12), new LeaseRef(40_772, 0))),
                new BeginTerm(7),
                new AdoptSettings(settings),
                new ClearOverride(OverrideScope.of(key)),
                new ReleaseHold(key.service()),
                new EndDue(7),
                new Barrier(),
                new CompareStates(
                        7, 4_700, List.of(new StateReport("n1", 0xFEDCBA9876543210L), new StateReport("n2", null)))));
        for (Status status : Status.values()) {
            commands.add(new SetOverride(OverrideScope.of(key), status, "disk " + status, "ops", 3_600_000));
        }
        List<LoggedCommand> logged = new ArrayList<>();
        for (Command command : commands) {
            logged.add(LoggedCommand.internal(command));
        }
        RequestId request = new RequestId("client-1", 42, 40, 86_399_000);
        logged.set(0, new LoggedCommand(request, 86_405_000, commands.get(0)));
        return new Entry(7, 86_400_000, logged);
    }

    /** What may be written above the first level only, and the command that leads there. */
    private static Entry higherEntry() {
        OverrideScope service = OverrideScope.of(new ServiceKey("default", "payments"));
        OverrideScope zone = OverrideScope.of(new ZoneKey("zürich", "eu-1a"));
        List<Command> commands = List.of(
                new RaiseFeatureLevel(7, 2),
                new SetOverride(service, Status.DRAINING, "move", "ana", 3_600_000),
                new SetOverride(zone, Status.DOWN, "power", "bob", 0),
                new ClearOverride(service),
                new ClearOverride(zone));
        return new Entry(
                7, 86_400_000, commands.stream().map(LoggedCommand::internal).toList());
    }

    private static StateImage higherImage() {
        return Images.withEverything(2);
    }

    private static StateImage image() {
        return Images.withEverything();
    }

    private static HexFile entryFile() {
        return entryFile("entry-v1.hex", entry());
    }

    private static HexFile higherEntryFile() {
        return entryFile("entry-level2.hex", higherEntry());
    }

    private static HexFile entryFile(String name, Entry entry) {
        HexFile file = new HexFile(name);
        file.add("Entry", EntryCodec.encode(new Entry(entry.proposerTerm(), entry.timeMillis(), List.of())));
        for (LoggedCommand command : entry.commands()) {
            file.add(command.command().getClass().getSimpleName(), field(CommandCodec.toProto(command)));
        }
        return file;
    }

    private HexFile snapshotFile() throws IOException {
        return snapshotFile("snapshot-v1.hex", image());
    }

    private HexFile snapshotFile(String name, StateImage image) throws IOException {
        byte[] bytes = writtenSnapshot(image);
        HexFile file = new HexFile(name);
        file.add("magic, version", Arrays.copyOf(bytes, FILE_HEADER_BYTES));
        for (SnapshotRecord record : records(bytes)) {
            ByteArrayOutputStream delimited = new ByteArrayOutputStream();
            record.writeDelimitedTo(delimited);
            file.add(record.getRecordCase().toString().toLowerCase(Locale.ROOT), delimited.toByteArray());
        }
        return file.add(
                "length, SHA-256, magic", Arrays.copyOfRange(bytes, bytes.length - FILE_FOOTER_BYTES, bytes.length));
    }

    private byte[] writtenSnapshot(StateImage image) throws IOException {
        Path file = directory.resolve("snapshot.7_4711");
        SnapshotFile.write(file, image, CLUSTER);
        return Files.readAllBytes(file);
    }

    private List<SnapshotRecord> goldenRecords() throws IOException {
        return records(snapshotFile().goldenBytes());
    }

    private static List<SnapshotRecord> records(byte[] file) throws IOException {
        List<SnapshotRecord> records = new ArrayList<>();
        int length = file.length - FILE_HEADER_BYTES - FILE_FOOTER_BYTES;
        InputStream in = new ByteArrayInputStream(file, FILE_HEADER_BYTES, length);
        while (in.available() > 0) {
            records.add(SnapshotRecord.parseDelimitedFrom(in));
        }
        return records;
    }

    private static byte[] field(io.serviceregistry.proto.log.v1.LoggedCommand command) {
        int number = io.serviceregistry.proto.log.v1.Entry.COMMANDS_FIELD_NUMBER;
        byte[] bytes = new byte[CodedOutputStream.computeMessageSize(number, command)];
        try {
            CodedOutputStream.newInstance(bytes).writeMessage(number, command);
        } catch (IOException e) {
            throw new IllegalStateException("a field did not fit into its size", e);
        }
        return bytes;
    }

    /** The fields of a message and of all within it; of an enumeration also its values. */
    private static void addFields(Descriptor message, Set<String> fields, Set<String> seen) {
        if (!seen.add(message.getFullName())) {
            return;
        }
        for (FieldDescriptor field : message.getFields()) {
            fields.add(field.getFullName());
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                addFields(field.getMessageType(), fields, seen);
            } else if (field.getJavaType() == FieldDescriptor.JavaType.ENUM) {
                field.getEnumType().getValues().stream()
                        .filter(value -> value.getNumber() != 0)
                        .forEach(value -> fields.add(value.getFullName()));
            }
        }
    }

    private static void addPresent(Message message, Set<String> fields) {
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            fields.add(entry.getKey().getFullName());
            List<?> values = entry.getKey().isRepeated() ? (List<?>) entry.getValue() : List.of(entry.getValue());
            for (Object value : values) {
                if (value instanceof Message child) {
                    addPresent(child, fields);
                } else if (value instanceof EnumValueDescriptor constant) {
                    fields.add(constant.getFullName());
                }
            }
        }
    }

    /** The message once for each message in it, itself included, with an unknown field there. */
    private static List<Message> withUnknownFields(Message message) {
        UnknownFieldSet.Field one =
                UnknownFieldSet.Field.newBuilder().addVarint(1).build();
        List<Message> variants = new ArrayList<>();
        variants.add(message.toBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder().addField(99, one).build())
                .build());
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
                continue;
            }
            if (!field.isRepeated()) {
                for (Message child : withUnknownFields((Message) entry.getValue())) {
                    variants.add(message.toBuilder().setField(field, child).build());
                }
                continue;
            }
            for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                for (Message child : withUnknownFields((Message) message.getRepeatedField(field, i))) {
                    variants.add(message.toBuilder()
                            .setRepeatedField(field, i, child)
                            .build());
                }
            }
        }
        return variants;
    }
}
