package io.serviceregistry.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.core.view.Selector;
import io.serviceregistry.node.service.Choice;
import io.serviceregistry.node.service.Discovery.Filter;
import io.serviceregistry.node.service.Paging.Page;
import io.serviceregistry.node.service.ReadView;
import io.serviceregistry.node.service.Selection;
import io.serviceregistry.node.testkit.Fixtures;
import io.serviceregistry.node.testkit.LoggedRegistry;
import io.serviceregistry.node.testkit.RandomLog;
import io.serviceregistry.node.testkit.RandomLog.LogEntry;
import io.serviceregistry.node.testkit.Seeds;
import io.serviceregistry.proto.door.v1.EncodedInstanceList;
import io.serviceregistry.proto.v1.DiscoverResponse;
import io.serviceregistry.proto.v1.Instance;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EncodedSelectionsTest {
    private static final List<Choice> CHOICES = List.of(
            choice(Filter.HEALTHY, "", 1),
            choice(Filter.ALIVE, "", 1),
            choice(Filter.ALL, "", 1),
            choice(Filter.HEALTHY, "zone-0", 1),
            choice(Filter.ALL, "zone-0", 2));

    private final EncodedSelections selections = new EncodedSelections(new EncodedInstances());

    /** Whatever was kept from whichever state: what is read is what a registry that keeps nothing would answer. */
    @Test
    void everyAnswerIsAsIfNothingWereKept() {
        Seeds.check(EncodedSelectionsTest.class, 8, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            // Sometimes so small that what is kept turns over all the time.
            EncodedSelections kept =
                    new EncodedSelections(new EncodedInstances(), random.nextInt(3) == 0 ? 5_000 : 1 << 20);
            LoggedRegistry registry = new LoggedRegistry();
            RandomLog log = new RandomLog(seed);
            ReadView former = view(registry);
            int compared = 0;
            for (int i = 0; i < 300; i++) {
                LogEntry entry = log.next(registry.image());
                registry.apply(entry.header(), entry.commands());
                if (random.nextInt(40) == 0) {
                    registry.restart();
                }
                ReadView current = view(registry);
                for (int reads = random.nextInt(4); reads > 0; reads--) {
                    // Now and then by a reader who is late.
                    compared += compare(kept, random.nextInt(4) == 0 ? former : current, random);
                }
                former = current;
            }
            assertThat(compared).as("instances").isGreaterThan(100);
        });
    }

    @Test
    void aRenewalChangesLeasesAlone() {
        LoggedRegistry registry = LoggedRegistry.started();
        var lease = registry.register("a/i");
        EncodedSelection before = of(view(registry));
        ByteString unchanging = before.withoutLeases(whole(before));
        registry.advance(1_000);
        registry.renew(lease);
        ReadView after = view(registry);

        EncodedSelection renewed = of(after);
        assertThat(renewed).isSameAs(before);
        assertThat(renewed.withoutLeases(whole(renewed))).isSameAs(unchanging);
        assertThat(read(renewed.withLeases(whole(renewed), after)).get(0).getRenewals())
                .isEqualTo(1);
    }

    @Test
    void aWholeListIsMadeOnceForAView() {
        LoggedRegistry registry = LoggedRegistry.started();
        registry.registerMany("a", 3, Fixtures.TTL_MILLIS, 60_000);
        ReadView from = view(registry);
        EncodedSelection selection = of(from);
        ByteString list = selection.withLeases(whole(selection), from);
        assertThat(selection.withLeases(whole(selection), from)).isSameAs(list);
        registry.advance(1_000);
        ReadView later = view(registry);
        assertThat(selection.withLeases(whole(selection), later)).isNotEqualTo(list);
    }

    @Test
    void whatChangesAnInstanceFromOutsideMakesAnotherSelection() {
        LoggedRegistry registry = LoggedRegistry.started();
        registry.registerMany("a", 5, Fixtures.TTL_MILLIS, 60_000);
        EncodedSelection healthy = of(view(registry));
        registry.apply(Fixtures.override("a/i-0", Status.DOWN));
        EncodedSelection overridden = of(view(registry));
        assertThat(overridden).isNotSameAs(healthy);
        assertThat(overridden.selection().instances()).hasSize(4);

        registry.advance(Fixtures.TTL_MILLIS);
        registry.expireAll(); // a storm
        EncodedSelection held = of(view(registry));
        assertThat(held.selection().held()).isTrue();
        assertThat(read(held.withoutLeases(whole(held)))).hasSize(4).allMatch(Instance::getHeld);
    }

    @Test
    void whatIsKeptIsBounded() {
        EncodedSelections small = new EncodedSelections(new EncodedInstances(), 10_000);
        LoggedRegistry registry = LoggedRegistry.started();
        for (int i = 0; i < 50; i++) {
            registry.register("s-" + i + "/i");
            small.of(view(registry).view(), Fixtures.service("s-" + i), CHOICES.get(0));
        }
        // Ten thousand bytes are eight of such services at most, and there are two generations.
        assertThat(small.size()).isBetween(1, 20);

        registry.registerMany("large", 20, Fixtures.TTL_MILLIS, 60_000);
        int before = small.size();
        ReadView from = view(registry);
        EncodedSelection large = small.of(from.view(), Fixtures.service("large"), CHOICES.get(0));
        assertThat(large.selection().instances()).hasSize(20);
        assertThat(small.size()).as("too large to be kept").isEqualTo(before);
    }

    /** The field that is put together here is the one of the public response. */
    @Test
    void theListIsTheFieldOfThePublicResponse() {
        FieldDescriptor here = EncodedInstanceList.getDescriptor().findFieldByName("instances");
        FieldDescriptor there = DiscoverResponse.getDescriptor().findFieldByName("instances");
        assertThat(here.getNumber()).isEqualTo(there.getNumber());
        assertThat(here.getLiteType().getWireType())
                .isEqualTo(there.getLiteType().getWireType());
        assertThat(here.isRepeated()).isEqualTo(there.isRepeated());
    }

    private static int compare(EncodedSelections kept, ReadView from, SplittableRandom random) {
        ServiceKey service = Fixtures.service(List.of("a", "b", "none").get(random.nextInt(3)));
        Choice choice = CHOICES.get(random.nextInt(CHOICES.size()));
        Selection expected = Selection.of(from.view(), service, choice);
        EncodedSelection selection = kept.of(from.view(), service, choice);
        assertThat(selection.selection()).isEqualTo(expected);

        int size = expected.instances().size();
        int to = random.nextBoolean() ? size : random.nextInt(size + 1);
        Page page = new Page(random.nextBoolean() ? 0 : random.nextInt(to + 1), to, "");
        List<InstanceView> instances = expected.instances().subList(page.from(), page.to());
        assertThat(read(selection.withLeases(page, from)))
                .isEqualTo(instances.stream()
                        .map(instance -> InstanceMapper.instance(instance, from))
                        .toList());
        assertThat(read(selection.withoutLeases(page)))
                .isEqualTo(instances.stream().map(InstanceMapper::withoutLease).toList());
        return instances.size();
    }

    private EncodedSelection of(ReadView from) {
        return selections.of(from.view(), Fixtures.service("a"), CHOICES.get(0));
    }

    private static Choice choice(Filter filter, String zone, int minInZone) {
        return new Choice(filter, Selector.ALL, zone, minInZone);
    }

    private static Page whole(EncodedSelection selection) {
        return new Page(0, selection.selection().instances().size(), "");
    }

    private static List<Instance> read(ByteString list) {
        try {
            return DiscoverResponse.parseFrom(list).getInstancesList();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static ReadView view(LoggedRegistry registry) {
        return new ReadView(new CatalogView(registry.image()), OptionalLong.empty());
    }
}
