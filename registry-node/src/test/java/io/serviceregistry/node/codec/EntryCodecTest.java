package io.serviceregistry.node.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.serviceregistry.node.core.command.BeginTerm;
import io.serviceregistry.node.core.command.ClearOverride;
import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.RegisterInstance.Condition;
import io.serviceregistry.node.core.command.RenewLeases;
import io.serviceregistry.node.core.command.SetOverride;
import io.serviceregistry.node.core.command.UpdateInstance;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.proto.log.v1.Entry.Builder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryCodecTest {
    private static final InstanceKey KEY = InstanceKey.of("default", "payments", "i-3");

    @Nested
    class WhatWasWrittenReadsBackEqual {
        @Test
        void generatedEntries() {
            for (long seed : Seeds.some(2_000)) {
                Entry entry = new Values(seed).entry();
                assertThat(read(EntryCodec.encode(entry))).as("seed %s", seed).isEqualTo(entry);
            }
        }

        @Test
        void generatedOutcomes() {
            for (long seed : Seeds.some(2_000)) {
                Outcome outcome = new Values(seed).outcome();
                assertThat(OutcomeCodec.fromProto(OutcomeCodec.toProto(outcome)))
                        .as("seed %s", seed)
                        .isEqualTo(outcome);
            }
        }

        @Test
        void anEntryThatOnlyCarriesTime() {
            Entry entry = new Entry(7, 1_000, List.of());
            assertThat(read(EntryCodec.encode(entry))).isEqualTo(entry);
        }

        @Test
        void theLargestRenewal() {
            long[] ids = LongStream.range(0, RenewLeases.MAX_LEASES)
                    .map(i -> 1 + 1_000 * i)
                    .toArray();
            Entry entry = new Entry(7, 1_000, List.of(LoggedCommand.internal(new RenewLeases(ids))));
            byte[] bytes = EntryCodec.encode(entry);
            assertThat(bytes.length).isLessThan(2 * RenewLeases.MAX_LEASES + 100);
            assertThat(read(bytes)).isEqualTo(entry);
        }

        @Test
        void fromEveryKindOfBuffer() {
            Entry entry = new Values(1).entry();
            byte[] bytes = EntryCodec.encode(entry);
            ByteBuffer heap =
                    ByteBuffer.allocate(bytes.length + 5).position(2).put(bytes).limit(2 + bytes.length);
            ByteBuffer direct =
                    ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
            for (ByteBuffer buffer : List.of(heap.position(2), heap.asReadOnlyBuffer(), direct)) {
                int position = buffer.position();
                assertThat(EntryCodec.decode(buffer)).isEqualTo(entry);
                assertThat(buffer.position()).isEqualTo(position);
            }
        }
    }

    @Test
    void theSizeOfACommandIsWhatItAddsToAnEntry() {
        for (long seed : Seeds.some(500)) {
            LoggedCommand command = new Values(seed).command();
            int with = EntryCodec.encode(new Entry(3, 9, List.of(command, command))).length;
            int without = EntryCodec.encode(new Entry(3, 9, List.of(command))).length;
            assertThat(CommandCodec.size(command)).as("seed %s", seed).isEqualTo(with - without);
        }
    }

    @Test
    void theHeaderOfAnEntryIsBounded() {
        assertThat(EntryCodec.encode(new Entry(-1, -1, List.of()))).hasSize(EntryCodec.MAX_HEADER_BYTES);
    }

    @Test
    void aCommandThatHasNoNameHereIsANewerOneAndNotDamage() {
        UnknownFieldSet.Field something = UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.EMPTY)
                .build();
        byte[] entry = io.serviceregistry.proto.log.v1.Entry.newBuilder()
                .setFormat(EntryCodec.FORMAT)
                .addCommands(io.serviceregistry.proto.log.v1.LoggedCommand.newBuilder()
                        .setUnknownFields(UnknownFieldSet.newBuilder()
                                .addField(4_711, something)
                                .build()))
                .build()
                .toByteArray();
        assertThatThrownBy(() -> read(entry))
                .isInstanceOf(UnknownCommandException.class)
                .hasMessage("command 0 of 1: LoggedCommand: a command of the number [4711]"
                        + " (expected: one that this version knows)");
    }

    @Nested
    class NothingIsWrittenThatWouldReadBackDifferent {
        @Test
        void halfASurrogatePair() {
            for (String text : List.of("\uD83D", "a\uDE80", "\uD83Dx", "\uDE80\uD83D")) {
                LoggedCommand command =
                        LoggedCommand.internal(new ClearOverride(OverrideScope.of(InstanceKey.of("n", "s", text))));
                assertThatThrownBy(() -> CommandCodec.toProto(command))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("instanceId: half a surrogate pair at ");
            }
        }

        @Test
        void aPreviousLeaseWithoutItsCondition() {
            LoggedCommand command =
                    LoggedCommand.internal(new RegisterInstance(new Values(1).spec(), Condition.IF_ABSENT, 5));
            assertThatThrownBy(() -> CommandCodec.size(command))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("previousLeaseId: 5 (expected: 0 with condition IF_ABSENT)");
        }

        @Test
        void metadataInAnOrderOfItsOwn() {
            SortedMap<String, String> metadata = new TreeMap<>(Comparator.reverseOrder());
            metadata.put("a", "1");
            metadata.put("b", "2");
            LoggedCommand command = LoggedCommand.internal(new UpdateInstance(KEY, 0, 0, Status.UP, metadata, null, 0));
            assertThatThrownBy(() -> CommandCodec.toProto(command))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("metadata: a (expected: after b)");
        }
    }

    @Nested
    class WhatIsNotUnderstoodIsRefused {
        @ParameterizedTest
        @ValueSource(ints = {0, 2, -1})
        void anotherFormat(int format) {
            byte[] bytes = changed(proto -> proto.setFormat(format));
            refused(bytes, "Entry: format: " + Integer.toUnsignedString(format) + " (expected: 1");
        }

        @Test
        void noBytesAtAll() {
            refused(new byte[0], "Entry: format: 0");
        }

        @Test
        void anUnknownFieldOfAnyMessage() {
            refused(changed(EntryCodecTest::addUnknown), "Entry: unknown fields [99] (expected: none)");
            refused(
                    changed(proto -> addUnknown(proto.getCommandsBuilder(0))),
                    "command 0 of 1: LoggedCommand: unknown fields [99]");
            refused(
                    changed(proto -> addUnknown(proto.getCommandsBuilder(0).getSetOverrideBuilder())),
                    "command 0 of 1: SetOverride: unknown fields [99]");
            refused(
                    changed(proto -> addUnknown(
                            proto.getCommandsBuilder(0).getSetOverrideBuilder().getKeyBuilder())),
                    "command 0 of 1: InstanceKey: unknown fields [99]");
        }

        @Test
        void aCommandWithoutContent() {
            refused(changed(proto -> proto.getCommandsBuilder(0).clearCommand()), "LoggedCommand: command is missing");
        }

        @Test
        void anUnknownStatus() {
            refused(
                    changed(proto ->
                            proto.getCommandsBuilder(0).getSetOverrideBuilder().setStatusValue(6)),
                    "SetOverride: status is unknown (expected: 1..5)");
            refused(
                    changed(proto ->
                            proto.getCommandsBuilder(0).getSetOverrideBuilder().clearStatus()),
                    "SetOverride: status is missing");
        }

        @Test
        void aMissingKey() {
            refused(
                    changed(proto ->
                            proto.getCommandsBuilder(0).getSetOverrideBuilder().clearKey()),
                    "SetOverride: key is missing");
        }

        @Test
        void leaseIdsThatDoNotAscend() {
            refused(
                    changed(proto -> proto.getCommandsBuilder(0)
                            .getRenewBuilder()
                            .addLeaseIdDeltas(5)
                            .addLeaseIdDeltas(0)),
                    "RenewLeases: lease id 5 at 1 (expected: > 5)");
            refused(
                    changed(proto -> proto.getCommandsBuilder(0)
                            .getRenewBuilder()
                            .addLeaseIdDeltas(5)
                            .addLeaseIdDeltas(Long.MAX_VALUE)),
                    "RenewLeases: lease id " + (Long.MAX_VALUE + 5) + " at 1 (expected: > 5)");
        }

        @Test
        void moreLeasesThanACommandHolds() {
            refused(
                    changed(proto -> LongStream.rangeClosed(0, RenewLeases.MAX_LEASES)
                            .forEach(i -> proto.getCommandsBuilder(0)
                                    .getRenewBuilder()
                                    .addLeaseIdDeltas(1))),
                    "RenewLeases: 100001 leases (expected: <= 100000)");
            refused(
                    changed(proto -> LongStream.rangeClosed(0, 1_000)
                            .forEach(i -> proto.getCommandsBuilder(0)
                                    .getExpireBuilder()
                                    .addLeasesBuilder())),
                    "ExpireLeases: 1001 leases (expected: <= 1000)");
        }

        @Test
        void textThatIsNotUtf8() {
            byte[] bytes = sample().build().toByteArray();
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            bytes[text.indexOf("payments")] = (byte) 0xFF;
            refused(bytes, "entry of " + bytes.length + " bytes: ");
        }

        @Test
        void everyTruncation() {
            byte[] bytes = EntryCodec.encode(new Entry(7, 1_000, List.of(LoggedCommand.internal(new BeginTerm(7)))));
            // A prefix that ends between two fields is an entry of its own: lengths are for the log and the file to
            // keep.
            int wholeFields = 2 + 2 + 3;
            for (int length = 0; length < bytes.length; length++) {
                byte[] prefix = Arrays.copyOf(bytes, length);
                if (length == 2 || length == 4 || length == wholeFields) {
                    assertThat(read(prefix).commands()).isEmpty();
                } else {
                    assertThatThrownBy(() -> read(prefix)).isInstanceOf(CorruptLogException.class);
                }
            }
        }

        @Test
        void noBytesEndInAnythingButAnEntryOrARefusal() {
            for (long seed : Seeds.some(3_000)) {
                byte[] bytes = EntryCodec.encode(new Values(seed).entry());
                SplittableRandom random = new SplittableRandom(seed);
                for (int i = 0; i < 3; i++) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                try {
                    assertThat(read(bytes)).isNotNull();
                } catch (CorruptLogException e) {
                    assertThat(e).as("seed %s", seed).hasMessageContaining(":");
                }
            }
        }
    }

    private static void refused(byte[] bytes, String message) {
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(CorruptLogException.class)
                .hasMessageContaining(message);
    }

    private static byte[] changed(Consumer<Builder> change) {
        Builder proto = sample();
        change.accept(proto);
        return proto.build().toByteArray();
    }

    private static Builder sample() {
        LoggedCommand command =
                LoggedCommand.internal(new SetOverride(OverrideScope.of(KEY), Status.DOWN, "disk", "ops", 0));
        return io.serviceregistry.proto.log.v1.Entry.newBuilder()
                .setFormat(EntryCodec.FORMAT)
                .addCommands(CommandCodec.toProto(command));
    }

    private static void addUnknown(Message.Builder proto) {
        UnknownFieldSet.Field one =
                UnknownFieldSet.Field.newBuilder().addVarint(1).build();
        proto.setUnknownFields(UnknownFieldSet.newBuilder().addField(99, one).build());
    }

    private static Entry read(byte[] bytes) {
        return EntryCodec.decode(ByteBuffer.wrap(bytes));
    }
}
