package io.serviceregistry.node.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.state.Service;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.proto.log.v1.SnapshotRecord;
import io.serviceregistry.proto.log.v1.SnapshotRecord.RecordCase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePMap;

class ImageCodecTest {
    private static final String CLUSTER = "cluster-1";

    @Test
    void generatedImagesReadBackEqual() throws IOException {
        for (long seed : Seeds.some(500)) {
            StateImage image = Images.generated(new Values(seed));
            byte[] bytes = bytes(image);
            StateImage read = read(bytes);
            assertThat(read).as("seed %s", seed).isEqualTo(image);
            assertThat(bytes(read)).as("seed %s", seed).isEqualTo(bytes);
        }
    }

    @Test
    void whatIsDerivedIsDerivedAgain() throws IOException {
        StateImage image = Images.withEverything();
        StateImage read = read(bytes(image));
        assertThat(read.instances()).isEqualTo(image.instances()).isEqualTo(10);
        assertThat(read.digest()).isEqualTo(image.digest()).isNotZero();
        assertThat(read.services().firstEntry().getValue().lapsed()).isEqualTo(1);
    }

    @Test
    void equalImagesHaveEqualBytesHoweverTheyCameAbout() throws IOException {
        for (long seed : Seeds.some(50)) {
            StateImage image = Images.generated(new Values(seed));
            SplittableRandom random = new SplittableRandom(seed);
            StateImage other = new StateImage(
                    image.scalars(),
                    regrown(image.services(), random),
                    image.instances(),
                    regrown(image.leases(), random),
                    regrown(image.replacedLeases(), random),
                    regrown(image.overrides(), random),
                    regrown(image.lapses(), random),
                    regrown(image.holds(), random),
                    regrown(image.clients(), random),
                    regrown(image.requests(), random),
                    image.agreement(),
                    image.digest());
            assertThat(bytes(other)).as("seed %s", seed).isEqualTo(bytes(image));
        }
    }

    @Test
    void namesAreKeptOnce() throws IOException {
        StateImage read = read(bytes(Images.small()));
        Service service = read.services().firstEntry().getValue();
        assertThat(read.leases().values())
                .allSatisfy(lease -> assertThat(lease.key())
                        .isSameAs(service.instances().firstEntry().getValue().key()));
    }

    @Test
    void whatInstancesSayAlikeIsKeptOnce() throws IOException {
        StateImage read = read(bytes(Images.withEverything()));
        Service service = read.services().firstEntry().getValue();
        Instance first = service.instances().firstEntry().getValue();
        assertThat(service.instances().values())
                .hasSizeGreaterThan(1)
                .allSatisfy(instance -> assertThat(instance.spec().metadata())
                        .isSameAs(first.spec().metadata()));
    }

    @Test
    void aBrokenStreamIsNotACorruptOne() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Input/output error");
            }
        };
        assertThatThrownBy(() -> ImageCodec.read(broken, CLUSTER))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("Input/output error");
    }

    @Nested
    class WhatIsNotTheWholeImageIsRefused {
        @Test
        void aStreamThatEnds() throws IOException {
            byte[] bytes = bytes(Images.small());
            for (int length = 0; length < bytes.length; length++) {
                byte[] prefix = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> ImageCodecTest.read(prefix)).isInstanceOf(CorruptSnapshotException.class);
            }
        }

        @Test
        void anyRecordLeftOut() throws IOException {
            int count = records(Images.withEverything()).size();
            for (int i = 0; i < count; i++) {
                int index = i;
                refused(without(index), "record ");
            }
        }

        @Test
        void anyRecordTwice() throws IOException {
            int count = records(Images.withEverything()).size();
            for (int i = 0; i < count; i++) {
                int index = i;
                refused(
                        records -> {
                            records.add(index, records.get(index));
                            return records;
                        },
                        "record ");
            }
        }

        @Test
        void anyTwoRecordsSwapped() throws IOException {
            int count = records(Images.withEverything()).size();
            for (int i = 1; i < count; i++) {
                int index = i;
                refused(
                        records -> {
                            Collections.swap(records, index - 1, index);
                            return records;
                        },
                        "record ");
            }
        }

        @Test
        void aServiceWithoutInstances() throws IOException {
            refused(
                    records -> {
                        records.removeIf(SnapshotRecord::hasInstance);
                        return records;
                    },
                    "service default/payments has no instance");
        }

        @Test
        void anInstanceOfAnotherService() throws IOException {
            refused(
                    changing(
                            RecordCase.SERVICE,
                            builder -> builder.getServiceBuilder().setService("orders")),
                    "record 2: InstanceRecord: service: default/payments (expected: default/orders)");
        }

        @Test
        void anotherCount() throws IOException {
            refused(
                    changing(RecordCase.END, builder -> builder.getEndBuilder().setRecords(3)),
                    "SnapshotEnd: records: 3 (expected: ");
        }

        @Test
        void aChangedValue() throws IOException {
            refused(
                    changing(
                            RecordCase.LEASE,
                            builder -> builder.getLeaseBuilder().setRenewals(77)),
                    "SnapshotHeader: digest: ");
        }

        @Test
        void anotherFormat() throws IOException {
            refused(
                    changing(
                            RecordCase.HEADER,
                            builder -> builder.getHeaderBuilder().setFormat(2)),
                    "record 0: SnapshotHeader: format: 2 (expected: 1");
        }

        @Test
        void unknownNumbers() throws IOException {
            refused(
                    changing(
                            RecordCase.INSTANCE,
                            builder -> builder.getInstanceBuilder().setReason(99)),
                    "InstanceRecord: reason: 99");
            refused(
                    changing(
                            RecordCase.REQUEST,
                            builder -> builder.getRequestBuilder()
                                    .getOutcomeBuilder()
                                    .getRejectedBuilder()
                                    .setReason(1)),
                    "Rejected: reason: 1 (expected: a known one)");
        }

        private static UnaryOperator<List<SnapshotRecord>> without(int index) {
            return records -> {
                records.remove(index);
                return records;
            };
        }

        private static UnaryOperator<List<SnapshotRecord>> changing(
                RecordCase kind, Consumer<SnapshotRecord.Builder> change) {
            return records -> {
                for (int i = 0; i < records.size(); i++) {
                    if (records.get(i).getRecordCase() == kind) {
                        SnapshotRecord.Builder builder = records.get(i).toBuilder();
                        change.accept(builder);
                        records.set(i, builder.build());
                        return records;
                    }
                }
                throw new IllegalArgumentException("kind: " + kind + " (expected: one of the image's)");
            };
        }

        private static void refused(UnaryOperator<List<SnapshotRecord>> change, String message) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (SnapshotRecord record : change.apply(records(Images.withEverything()))) {
                record.writeDelimitedTo(bytes);
            }
            assertThatThrownBy(() -> ImageCodecTest.read(bytes.toByteArray()))
                    .isInstanceOf(CorruptSnapshotException.class)
                    .hasMessageContaining(message);
        }
    }

    private static <K extends Comparable<? super K>, V> TreePMap<K, V> regrown(
            TreePMap<K, V> map, SplittableRandom random) {
        List<Map.Entry<K, V>> entries = new ArrayList<>(map.entrySet());
        for (int i = entries.size() - 1; i > 0; i--) {
            Collections.swap(entries, i, random.nextInt(i + 1));
        }
        TreePMap<K, V> regrown = TreePMap.empty();
        for (Map.Entry<K, V> entry : entries) {
            regrown = regrown.plus(entry.getKey(), entry.getValue());
        }
        return regrown;
    }

    private static List<SnapshotRecord> records(StateImage image) throws IOException {
        List<SnapshotRecord> records = new ArrayList<>();
        InputStream in = new ByteArrayInputStream(bytes(image));
        for (SnapshotRecord record = SnapshotRecord.parseDelimitedFrom(in);
                record != null;
                record = SnapshotRecord.parseDelimitedFrom(in)) {
            records.add(record);
        }
        return records;
    }

    private static byte[] bytes(StateImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageCodec.write(image, CLUSTER, out);
        return out.toByteArray();
    }

    private static StateImage read(byte[] bytes) throws IOException {
        return ImageCodec.read(new ByteArrayInputStream(bytes), CLUSTER);
    }
}
