package io.serviceregistry.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.cli.testkit.Fixtures;
import io.serviceregistry.client.EffectiveStatus;
import io.serviceregistry.client.EmptyReason;
import io.serviceregistry.client.OverrideScope;
import io.serviceregistry.client.ServiceInstances;
import io.serviceregistry.client.StatusOverride;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTest {

    @Test
    void instancesInATable() {
        assertThat(InstanceText.table(List.of(Fixtures.fullInstance(), Fixtures.lapsedInstance("p2")))
                        .lines(Style.PLAIN))
                .containsExactly(
                        "ID  STATUS  ENDPOINT                    ZONE  WEIGHT  TAGS    LEASE  REMAINING  LAPSES",
                        "p1  UP      http://127.0.0.1:8001 (+1)  a     100     canary  12     4m59s      1",
                        "p2  LAPSED  -                           -     100     -       13     -          1");
    }

    @Test
    void anInstanceTellsWhyItsStatusIsWhatItIs() {
        assertThat(InstanceText.details(Fixtures.overriddenInstance(), Style.PLAIN))
                .contains(
                        "instance      default/payments/p1",
                        "status        DRAINING, by override",
                        "reported      UP",
                        "override      DRAINING: disk swap (ana), ends at registry time 180000",
                        "check         disk PASSING: 41% free",
                        "endpoint      http=http://127.0.0.1:8001",
                        "ttl           lapses after 5m without a renewal, is removed 1m later",
                        "remaining     4.3s",
                        "modified      at revision 9: OVERRIDDEN");
        assertThat(InstanceText.details(Fixtures.lapsedInstance("p2"), Style.PLAIN))
                .contains("status        LAPSED, its holder is silent");
    }

    @Test
    void anOverrideSaysWhatItIsOnAndWhenItEnds() {
        StatusOverride zone =
                new StatusOverride(OverrideScope.zone("default", "a"), EffectiveStatus.DOWN, "power", "bob", 0);
        assertThat(OverrideText.line(zone)).isEqualTo("DOWN by zone default/a: power (bob)");
        StatusOverride service = new StatusOverride(
                OverrideScope.service("default", "payments"), EffectiveStatus.DRAINING, "", "", 180_000);
        assertThat(OverrideText.table(List.of(service, zone), 120_000).lines(Style.PLAIN))
                .containsExactly(
                        "SCOPE                     STATUS    OWNER  ENDS   REASON",
                        "service default/payments  DRAINING  -      in 1m  -",
                        "zone default/a            DOWN      bob    -      power");
    }

    @Test
    void anEmptyListExplainsItself() {
        ServiceInstances none = Fixtures.found(List.of(), EmptyReason.ALL_LAPSED, 3);
        assertThat(ServiceText.whyEmpty(none))
                .isEqualTo("No instances of payments: every instance's lease has lapsed.");
        assertThat(ServiceText.footer(none)).isEqualTo("revision 9, 0 of 3 instances, from n2");
    }

    @Test
    void aPartOfAListSaysWhatIsLeftOut() {
        ServiceInstances page = Fixtures.page(List.of(Fixtures.fullInstance()), 7, 4, true, "next");
        assertThat(ServiceText.footer(page))
                .isEqualTo("revision 9, 1 of 7 instances (3 more match), from n2; SPILLED OVER: too few healthy"
                        + " instances in the zone, so all zones are listed");
        ServiceInstances last = Fixtures.page(List.of(), 7, 1, false, "");
        assertThat(ServiceText.whyEmpty(last))
                .isEqualTo("No more instances of payments than those of the pages before.");
    }
}
