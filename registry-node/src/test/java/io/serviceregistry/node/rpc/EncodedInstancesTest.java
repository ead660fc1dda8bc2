package io.serviceregistry.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.core.model.StatusOverride;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.service.ReadView;
import io.serviceregistry.node.testkit.ExplainedCatalog;
import io.serviceregistry.node.testkit.Fixtures;
import io.serviceregistry.node.testkit.LoggedRegistry;
import io.serviceregistry.node.testkit.RandomLog;
import io.serviceregistry.node.testkit.RandomLog.LogEntry;
import io.serviceregistry.node.testkit.Seeds;
import io.serviceregistry.proto.v1.Instance;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EncodedInstancesTest {
    @Test
    void everyInstanceReadsAsItIsInItsView() {
        Seeds.check(EncodedInstancesTest.class, 5, seed -> {
            EncodedInstances encoded = new EncodedInstances();
            LoggedRegistry registry = new LoggedRegistry();
            RandomLog log = new RandomLog(seed);
            ReadView former = view(registry);
            int compared = 0;
            for (int i = 0; i < 200; i++) {
                LogEntry entry = log.next(registry.image());
                registry.apply(entry.header(), entry.commands());
                compared += compare(encoded, view(registry));
                compare(encoded, former); // as by a reader who is late
                former = view(registry);
            }
            assertThat(compared).isGreaterThan(100);
        });
    }

    @Test
    void whatIsKeptIsBounded() {
        EncodedInstances small = new EncodedInstances(1_000);
        LoggedRegistry registry = LoggedRegistry.started();
        for (int i = 0; i < 50; i++) {
            registry.register("a/i-" + i);
            compare(small, view(registry));
        }
        // A thousand bytes are three instances at most, and there are two generations.
        assertThat(small.size()).isBetween(1, 8);
    }

    @Test
    void anOverrideAndAHoldArePartOfIt() {
        EncodedInstances encoded = new EncodedInstances();
        LoggedRegistry registry = LoggedRegistry.started();
        registry.register("a/i");
        ReadView from = view(registry);
        InstanceView plain = instances(from).get(0);
        StatusOverride drain =
                new StatusOverride(OverrideScope.of(plain.instance().key()), Status.DRAINING, "", "", 0);

        assertThat(read(encoded.unchanging(plain)).getHeld()).isFalse();
        assertThat(read(encoded.unchanging(new InstanceView(plain.instance(), null, true)))
                        .getHeld())
                .isTrue();
        assertThat(read(encoded.unchanging(new InstanceView(plain.instance(), drain, false)))
                        .hasOverride())
                .isTrue();
        assertThat(read(encoded.unchanging(plain)).hasOverride()).isFalse();
    }

    @Test
    void itSaysWhetherToCallIt() {
        EncodedInstances encoded = new EncodedInstances();
        LoggedRegistry registry = LoggedRegistry.started();
        registry.register("a/i");
        registry.advance(Fixtures.TTL_MILLIS);
        registry.expireAll();
        ReadView from = view(registry);
        InstanceView lapsed = instances(from).get(0);
        StatusOverride drain =
                new StatusOverride(OverrideScope.of(lapsed.instance().key()), Status.DRAINING, "", "", 0);

        assertThat(read(encoded.unchanging(lapsed)).getHealthy()).isFalse();
        assertThat(read(encoded.unchanging(new InstanceView(lapsed.instance(), null, true)))
                        .getHealthy())
                .isTrue();
        assertThat(read(encoded.unchanging(new InstanceView(lapsed.instance(), drain, true)))
                        .getHealthy())
                .isFalse();
    }

    @Test
    void anEncodingIsMadeOnce() {
        EncodedInstances encoded = new EncodedInstances();
        LoggedRegistry registry = LoggedRegistry.started();
        registry.register("a/i");
        ReadView from = view(registry);
        InstanceView instance = instances(from).get(0);
        encoded.unchanging(instance);
        int kept = encoded.size();
        encoded.unchanging(instance);

        assertThat(encoded.size()).isEqualTo(kept).isEqualTo(1);
    }

    private static int compare(EncodedInstances encoded, ReadView from) {
        List<InstanceView> instances = instances(from);
        for (InstanceView instance : instances) {
            assertThat(read(encoded.unchanging(instance))).isEqualTo(InstanceMapper.withoutLease(instance));
        }
        return instances.size();
    }

    private static Instance read(ByteString bytes) {
        try {
            return Instance.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static List<InstanceView> instances(ReadView from) {
        return List.copyOf(ExplainedCatalog.catalog(from.view().image()).values());
    }

    private static ReadView view(LoggedRegistry registry) {
        return new ReadView(new CatalogView(registry.image()), OptionalLong.empty());
    }
}
