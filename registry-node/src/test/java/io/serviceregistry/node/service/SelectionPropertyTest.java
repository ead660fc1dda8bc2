package io.serviceregistry.node.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.service.Discovery.Filter;
import io.serviceregistry.node.service.Paging.Page;
import io.serviceregistry.node.testkit.Fixtures;
import io.serviceregistry.node.testkit.LoggedRegistry;
import io.serviceregistry.node.testkit.RandomLog;
import io.serviceregistry.node.testkit.RandomLog.LogEntry;
import io.serviceregistry.node.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** The laws of choosing, in the states that generated logs lead to: with lapses, holds, overrides and all. */
class SelectionPropertyTest {
    private static final List<String> SELECTORS = List.of("", "version=1", "version notin (1,2)", "blue", "!blue");

    @Test
    void thePreferredZoneIsAnsweredAloneWhileItHasEnoughHealthyInstances() {
        AtomicInteger stayed = new AtomicInteger();
        AtomicInteger spilledOver = new AtomicInteger();
        inManyStates((view, random) -> {
            ServiceKey service = Fixtures.service(random.nextInt(2) == 0 ? "a" : "b");
            Choice anywhere = anywhere(random);
            String zone = "zone-" + random.nextInt(3); // nobody is in the third
            int min = 1 + random.nextInt(3);
            Selection all = Selection.of(view, service, anywhere);
            Selection chosen =
                    Selection.of(view, service, new Choice(anywhere.filter(), anywhere.selector(), zone, min));

            List<InstanceView> inZone = all.instances().stream()
                    .filter(instance -> instance.instance().spec().zone().equals(zone))
                    .toList();
            long healthy =
                    inZone.stream().filter(InstanceView::answersAsHealthy).count();
            assertThat(chosen.spilledOver()).isEqualTo(healthy < min);
            assertThat(chosen.instances()).isEqualTo(chosen.spilledOver() ? all.instances() : inZone);
            assertThat(chosen.emptyReason()).isEqualTo(all.emptyReason());
            assertThat(chosen.total()).isEqualTo(all.total());
            assertThat(all.spilledOver()).as("without a preference").isFalse();
            (chosen.spilledOver() ? spilledOver : stayed).incrementAndGet();
        });
        assertThat(stayed).hasPositiveValue();
        assertThat(spilledOver).hasPositiveValue();
    }

    @Test
    void allPagesTogetherAreTheWholeAnswer() {
        AtomicInteger pages = new AtomicInteger();
        inManyStates((view, random) -> {
            ServiceKey service = Fixtures.service(random.nextInt(2) == 0 ? "a" : "b");
            Choice choice = anywhere(random);
            Selection all = Selection.of(view, service, choice);
            PageTokens tokens = PageTokens.ofInstances("local", service, choice, "");
            List<InstanceView> seen = new ArrayList<>();
            String after = "";
            String token;
            do {
                int limit = 1 + random.nextInt(4);
                Page page = new Paging(tokens, after, limit).of(all.instances());
                token = page.nextToken();
                assertThat(page.to() - page.from())
                        .as("full, or the last")
                        .isBetween(token.isEmpty() ? 0 : limit, limit);
                assertThat(token.isEmpty())
                        .as("nothing follows")
                        .isEqualTo(page.to() == all.instances().size());
                seen.addAll(all.instances().subList(page.from(), page.to()));
                after = token.isEmpty() ? "" : tokens.read(token);
                pages.incrementAndGet();
            } while (!token.isEmpty());
            assertThat(seen).isEqualTo(all.instances());
        });
        assertThat(pages).hasValueGreaterThan(300);
    }

    @Test
    void aPageGoesOnAfterAnInstanceThatIsGone() {
        inManyStates((view, random) -> {
            List<InstanceView> all =
                    Selection.of(view, Fixtures.service("a"), anywhere(random)).instances();
            String after = "i-" + random.nextInt(10);
            PageTokens tokens = PageTokens.ofServices("local", "default"); // not asked here
            Page rest = new Paging(tokens, after, 0).of(all);
            assertThat(all.subList(rest.from(), rest.to()))
                    .isEqualTo(all.stream()
                            .filter(instance ->
                                    instance.instance().key().instanceId().compareTo(after) > 0)
                            .toList());
            assertThat(rest.nextToken()).isEmpty();
        });
    }

    private static Choice anywhere(SplittableRandom random) {
        String selector = SELECTORS.get(random.nextInt(SELECTORS.size()));
        return Choice.of(Filter.values()[random.nextInt(3)], SelectorText.read("selector", selector));
    }

    private static void inManyStates(BiConsumer<CatalogView, SplittableRandom> law) {
        Seeds.check(SelectionPropertyTest.class, 5, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            LoggedRegistry registry = new LoggedRegistry();
            RandomLog log = new RandomLog(seed);
            for (int i = 0; i < 300; i++) {
                LogEntry entry = log.next(registry.image());
                registry.apply(entry.header(), entry.commands());
                law.accept(new CatalogView(registry.image()), random);
            }
        });
    }
}
