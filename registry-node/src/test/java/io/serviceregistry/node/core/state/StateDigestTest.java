package io.serviceregistry.node.core.state;

import static io.serviceregistry.node.testkit.Fixtures.check;
import static io.serviceregistry.node.testkit.Fixtures.key;
import static io.serviceregistry.node.testkit.Fixtures.service;
import static io.serviceregistry.node.testkit.Fixtures.spec;
import static io.serviceregistry.node.testkit.Fixtures.zone;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.model.CheckStatus;
import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.Lease;
import io.serviceregistry.node.core.model.Moment;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.core.model.StatusOverride;
import io.serviceregistry.node.testkit.Variants;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePMap;

/** The digest by which nodes notice that they differ: it sees every replicated field. */
class StateDigestTest {
    /** What is derived from the rest, and the position at which digests are compared. */
    private static final Set<String> NOT_DIGESTED =
            Set.of("StateImage.instances", "StateImage.digest", "Service.lapsed", "Scalars.term", "Scalars.logIndex");

    private static final List<Outcome> OUTCOMES = List.of(
            new Outcome.Registered(7),
            new Outcome.Updated(7),
            new Outcome.Done(),
            new Outcome.Rejected(Rejection.LEASE_REPLACED, 7),
            new Outcome.Renewed(List.of(1L), List.of(2L), List.of(3L)));

    @Test
    void changesWithAnyOneField() {
        StateImage image = image();
        long digest = digest(image);
        Map<Long, String> seen = new TreeMap<>(Map.of(digest, "the state itself"));
        Variants.of(image, NOT_DIGESTED::contains).forEach((path, variant) -> {
            String other = seen.put(digest(variant), path);
            assertThat(other).as("has the same digest as %s", path).isNull();
        });
        assertThat(seen).as("fields").hasSizeGreaterThan(100);
    }

    @Test
    void doesNotChangeWithWhatIsDerivedNorWithThePosition() {
        StateImage image = image();
        Variants.of(image, name -> false).entrySet().stream()
                .filter(variant -> NOT_DIGESTED.contains(last(variant.getKey())))
                .forEach(variant -> assertThat(digest(variant.getValue()))
                        .as(variant.getKey())
                        .isEqualTo(digest(image)));
    }

    @Test
    void isLookedAtForEveryKindOfOutcome() {
        assertThat(OUTCOMES)
                .extracting(Object::getClass)
                .containsExactlyInAnyOrderElementsOf(Arrays.<Class<?>>asList(Outcome.class.getPermittedSubclasses()));
    }

    @Test
    void tellsEqualValuesOfDifferentTablesApart() {
        assertThat(new Table<>(1, table(1L, new ReplacedLease(1, key("a/1")))).sum())
                .isNotEqualTo(new Table<>(2, table(1L, new ReplacedLease(1, key("a/1")))).sum());
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static long digest(StateImage image) {
        return new RegistryState(image).digest();
    }

    /** A state with something in every table and every list. */
    private static StateImage image() {
        InstanceKey key = key("payments/i-3");
        ServiceKey service = service("payments");
        Instance instance = Instance.registered(
                        spec("payments/i-3").withChecks(List.of(check("disk", CheckStatus.PASSING))),
                        1,
                        new Moment(2, 3),
                        ChangeReason.REGISTERED)
                .lapsed(new Moment(4, 5));
        TreePMap<RememberedRequest.Key, RememberedRequest> requests = TreePMap.empty();
        for (Outcome outcome : OUTCOMES) {
            RememberedRequest.Key request = new RememberedRequest.Key("client", requests.size());
            requests = requests.plus(
                    request, new RememberedRequest(request, 99, new Result(new Position(1, 2, 3, 4), outcome)));
        }
        return new StateImage(
                new StateImage.Scalars(1, 2, 3, 4, 5, 6, 7, 8, ClusterSettings.DEFAULT, 2),
                table(service, new Service(service, table("i-3", instance), 1, 4)),
                1,
                table(1L, new Lease(1, key, 15_000, 20_000, 2)),
                table(2L, new ReplacedLease(2, key)),
                overrides(OverrideScope.of(key), OverrideScope.of(service), zone("zone-a")),
                table(1L, new Lapse(1, service, 30_000, false)),
                table(service, new Hold(service, 40_000)),
                table("client", new Client("client", 1, 600_000)),
                requests,
                new Agreement(7, List.of(new Standing("n1", 8L, 7, 5), new Standing("n2", 9L, 5, 7))),
                0);
    }

    private static TreePMap<OverrideScope, StatusOverride> overrides(OverrideScope... scopes) {
        TreePMap<OverrideScope, StatusOverride> overrides = TreePMap.empty();
        for (OverrideScope scope : scopes) {
            overrides = overrides.plus(scope, new StatusOverride(scope, Status.DOWN, "why", "who", 9_000));
        }
        return overrides;
    }

    private static <K extends Comparable<? super K>, V> TreePMap<K, V> table(K key, V value) {
        return TreePMap.<K, V>empty().plus(key, value);
    }
}
