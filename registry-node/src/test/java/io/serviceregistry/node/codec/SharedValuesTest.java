package io.serviceregistry.node.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.RegisterInstance.Condition;
import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.command.UpdateInstance;
import io.serviceregistry.node.core.model.Check;
import io.serviceregistry.node.core.model.CheckStatus;
import io.serviceregistry.node.core.model.Endpoint;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.testkit.Fixtures;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SharedValuesTest {
    private final SharedValues shared = new SharedValues();

    @Test
    void whatTwoInstancesSayAlikeIsTheSameObject() {
        InstanceSpec first = kept(spec("payments/i-1", "a"));
        InstanceSpec second = kept(spec("payments/i-2", "a"));
        assertThat(second.zone()).isSameAs(first.zone());
        assertThat(second.metadata()).isSameAs(first.metadata());
        assertThat(second.tags().get(0)).isSameAs(first.tags().get(0));
        assertThat(second.endpoints().get(0).name())
                .isSameAs(first.endpoints().get(0).name());
        assertThat(second.checks().get(0).name()).isSameAs(first.checks().get(0).name());
        assertThat(second.checks().get(0).output())
                .isSameAs(first.checks().get(0).output());
    }

    @Test
    void metadataThatDifferInOneValueShareTheOthers() {
        InstanceSpec first = kept(spec("payments/i-1", "a"));
        InstanceSpec second = kept(spec("payments/i-2", "b"));
        assertThat(second.metadata().get("host")).isEqualTo("b");
        assertThat(second.metadata().get("version")).isSameAs(first.metadata().get("version"));
        assertThat(second.metadata().lastKey()).isSameAs(first.metadata().lastKey());
    }

    @Test
    void aSpecStaysEqualWhateverWasSeenBefore() {
        for (int i = 0; i < 100_000; i++) { // six times as many as there is room for
            InstanceSpec spec = spec("payments/i-" + i, "h" + i);
            assertThat(shared.in(spec).equals(spec)).as("%s", spec).isTrue();
        }
    }

    @Test
    void aCommandStaysEqualAndBringsNothingOfItsOwn() {
        RequestId request = new RequestId("client-1", 7, 3, 0);
        InstanceSpec first = kept(spec("payments/i-1", "a"));
        InstanceSpec own = spec("payments/i-1", "a");
        LoggedCommand register = new LoggedCommand(request, 9, new RegisterInstance(own, Condition.PREVIOUS_LEASE, 5));
        assertThat(shared.in(register)).isEqualTo(register);
        LoggedCommand update = new LoggedCommand(
                request, 9, new UpdateInstance(own.key(), 5, 6, Status.UP, own.metadata(), own.checks(), 7));
        assertThat(shared.in(update)).isEqualTo(update);
        assertThat(((UpdateInstance) shared.in(update).command()).metadata()).isSameAs(first.metadata());
        LoggedCommand weight = LoggedCommand.internal(Fixtures.updateWeight("payments/i-1", 5, 7));
        assertThat(shared.in(weight)).isSameAs(weight);
    }

    private InstanceSpec kept(InstanceSpec spec) {
        return ((RegisterInstance) shared.in(LoggedCommand.internal(Fixtures.register(spec)))
                        .command())
                .spec();
    }

    /** Equal texts, and no two of them the same object. */
    private static InstanceSpec spec(String path, String host) {
        SortedMap<String, String> metadata = new TreeMap<>();
        metadata.put(own("host"), own(host));
        metadata.put(own("version"), own("1"));
        return new InstanceSpec(
                Fixtures.key(path),
                List.of(new Endpoint(own("http"), "http://10.0.0.7:8080")),
                metadata,
                List.of(own("blue")),
                own("zone-a"),
                100,
                Status.UP,
                List.of(new Check(own("db"), CheckStatus.PASSING, own("fine"))),
                Fixtures.TTL_MILLIS,
                Fixtures.REMOVE_AFTER_MILLIS);
    }

    private static String own(String text) {
        return String.valueOf(text.toCharArray());
    }
}
