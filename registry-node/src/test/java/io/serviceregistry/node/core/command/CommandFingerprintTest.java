package io.serviceregistry.node.core.command;

import static io.serviceregistry.node.testkit.Fixtures.check;
import static io.serviceregistry.node.testkit.Fixtures.key;
import static io.serviceregistry.node.testkit.Fixtures.metadata;
import static io.serviceregistry.node.testkit.Fixtures.renew;
import static io.serviceregistry.node.testkit.Fixtures.service;
import static io.serviceregistry.node.testkit.Fixtures.spec;
import static io.serviceregistry.node.testkit.Fixtures.zone;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.RegisterInstance.Condition;
import io.serviceregistry.node.core.model.CheckStatus;
import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.model.Fingerprint;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.StateReport;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.testkit.Variants;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The fingerprint that tells a repeated request from another one under the same id. */
class CommandFingerprintTest {
    private static final List<Command> COMMANDS = List.of(
            new RegisterInstance(
                    spec("payments/i-3").withChecks(List.of(check("disk", CheckStatus.PASSING))), Condition.NONE, 7),
            new UpdateInstance(
                    key("payments/i-3"),
                    1,
                    2,
                    Status.UP,
                    metadata("version", "1"),
                    List.of(check("disk", CheckStatus.PASSING)),
                    3),
            new UpdateInstance(key("payments/i-3"), 1, 2, Status.UP, new TreeMap<>(), null, 3),
            new UpdateInstance(key("payments/i-3"), 1, 2, Status.UP, null, List.of(), 3),
            new DeregisterInstance(key("payments/i-3"), 1),
            new ExpireLeases(1, List.of(new LeaseRef(1, 2), new LeaseRef(3, 4))),
            new BeginTerm(1),
            new AdoptSettings(ClusterSettings.DEFAULT),
            new SetOverride(OverrideScope.of(key("payments/i-3")), Status.DOWN, "why", "who", 1_000),
            new ClearOverride(OverrideScope.of(key("payments/i-3"))),
            new SetOverride(OverrideScope.of(service("payments")), Status.DOWN, "why", "who", 1_000),
            new ClearOverride(OverrideScope.of(service("payments"))),
            new SetOverride(zone("payments"), Status.DOWN, "why", "who", 1_000),
            new ClearOverride(zone("payments")),
            new ReleaseHold(service("payments")),
            new EndDue(1),
            new Barrier(),
            new CompareStates(1, 2, List.of(new StateReport("n1", 3L), new StateReport("n2", 4L))),
            new RaiseFeatureLevel(1, 2));

    /** Not records: its ids are an array. */
    private static final List<RenewLeases> RENEWALS =
            List.of(renew(), renew(1), renew(2), renew(1, 2), renew(1, 3), renew(1, 2, 3));

    @Test
    void isAnotherForEveryOtherCommand() {
        Map<Long, Command> seen = new TreeMap<>();
        for (Command command : COMMANDS) {
            note(seen, command);
            Variants.of(command, name -> false).values().forEach(variant -> note(seen, variant));
        }
        RENEWALS.forEach(renewal -> note(seen, renewal));
        assertThat(seen).hasSizeGreaterThan(80);
    }

    @Test
    void isLookedAtForEveryCommand() {
        assertThat(Arrays.asList(Command.class.getPermittedSubclasses()))
                .allMatch(type -> type == RenewLeases.class || COMMANDS.stream().anyMatch(type::isInstance));
    }

    private static void note(Map<Long, Command> seen, Command command) {
        Command other = seen.put(new Fingerprint(0).add(command).value(), command);
        assertThat(other == null ? command : other)
                .as("the command with the same fingerprint")
                .isEqualTo(command);
    }
}
